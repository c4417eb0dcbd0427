"""What parts of the organization believe: frozen once after a wave of the pulse, and opened again.

Whoever needs beliefs (the pulse's pages, the chain) reads them here and nowhere else; the rows are in
`releases`. A leader reads those of the part they head; everybody reads those that are open.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from hansei.core import library
from hansei.core.anonymity import (
    Belief,
    Believed,
    Response,
    beliefs_to_json,
    release_beliefs,
    restore_beliefs,
)
from hansei.core.anonymity.terms import Tally
from hansei.web.common.asking.models import PART, Answer, Round
from hansei.web.common.asking.selectors import respondents_of_part, tallies_of_part
from hansei.web.common.people.models import Person
from hansei.web.common.people.selectors import switched_on
from hansei.web.common.releases import selectors as releases
from hansei.web.common.releases.models import PartRelease
from hansei.web.ground.vault import services as vault


@dataclass(frozen=True)
class Beliefs:
    """What one part believes, from one wave.

    `figures`: what is shown, by id of a belief, in the library's order; an item that was asked and is not
    among them had too few answers. `asked`: the ids of all that were asked. Nothing in it is secret from
    whoever may read `row`.
    """

    row: PartRelease
    asked: tuple[str, ...]
    figures: Mapping[str, Belief]
    response: Response | None

    @property
    def name(self) -> str:
        """Of the part."""
        return self.row.name

    @property
    def closed_on(self) -> date:
        """The day on which the asking ended: where it stands on an axis of time."""
        return self.row.closed_on


def beliefs_of(leader: Person) -> list[Beliefs]:
    """What the part that this leader heads believes, wave by wave, oldest first; for that leader alone.

    Nothing while the pulse is switched off.
    """
    if not switched_on("pulse"):
        return []
    return list(reversed(read(releases.parts_headed_by(leader))))


def open_parts() -> list[Beliefs]:
    """What everybody in the organization may read, newest first; nothing while the pulse is switched off."""
    return read(releases.open_parts()) if switched_on("pulse") else []


def read(rows: Iterable[PartRelease]) -> list[Beliefs]:
    """What stands in these, in this order; one whose key is gone is left out."""
    found = []
    for row in rows:
        try:
            believed = _restored(row)
        except vault.KeyGone:
            continue
        order = [belief.id for belief in library.beliefs()]
        shown = believed.shown
        found.append(
            Beliefs(
                row=row,
                asked=tuple(ref for ref in order if ref in believed.items),
                figures={ref: shown[ref] for ref in order if ref in shown},
                response=believed.response,
            )
        )
    return found


def freeze(round_: Round, *, wave: UUID, name: str, head: Person | None) -> PartRelease:
    """Count a closed part, pass the gate once, keep what left it, and destroy the single answers.

    Reversed items are turned here, and here alone: from now on 5 always speaks for the belief. Called again,
    also after a kill between any two steps, it keeps what was frozen first. StillOpen.
    """
    row = PartRelease.objects.filter(round=round_.pk).first()
    if row is None:
        counts = {ref: scored(ref, tally) for ref, tally in tallies_of_part(round_).items()}
        believed = release_beliefs(int(round_.asked[PART]), respondents_of_part(round_), counts, k=round_.k)
        row = _frozen(round_, believed, PartRelease(wave=wave, round=round_.pk, name=name, head=head))
    forget(round_)
    return row


def scored(ref: str, tally: Tally) -> Tally:
    """The tally of an item, turned (6 - x) where agreeing speaks against the belief."""
    if not library.belief(ref).reverse:
        return tally
    one, two, three, four, five = tally.ratings
    return Tally((five, four, three, two, one), tally.no_chance)


def forget(round_: Round) -> None:
    """Destroy the single answers of a closed part: it was counted, or never will be."""
    vault.destroy(round_.answers_scope)
    Answer.objects.filter(round=round_).delete()


def _frozen(round_: Round, believed: Believed, row: PartRelease) -> PartRelease:
    row.asked_on = round_.opened_at.date()
    # The last day on which somebody could answer.
    row.closed_on = (round_.closes_at - timedelta(seconds=1)).date()
    vault.ensure(row.scope, "release")
    text = beliefs_to_json(believed, _hash_key(row)).decode()
    row.sealed = vault.seal(row.scope, text, at=_at(row))
    with transaction.atomic():
        kept, _made = PartRelease.objects.get_or_create(
            round=round_.pk,
            defaults={
                name: getattr(row, name)
                for name in ("id", "wave", "name", "head", "scope", "sealed", "asked_on", "closed_on")
            },
        )
    return kept


def _restored(row: PartRelease) -> Believed:
    text = vault.open_(row.scope, row.sealed, at=_at(row))
    return restore_beliefs(text.encode(), _hash_key(row))


def _hash_key(row: PartRelease) -> bytes:
    return vault.derive(row.scope, "release", row.round.bytes)


def _at(row: PartRelease) -> str:
    return f"releases.PartRelease.sealed:{row.pk}"
