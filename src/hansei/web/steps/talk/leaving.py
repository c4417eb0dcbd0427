"""What somebody takes out of talk reports, and how it is erased."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import translation

from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person
from hansei.web.ground.policy.errors import Erased
from hansei.web.ground.vault import services as vault
from hansei.web.steps.talk import beside, consent, naming, saying, selectors
from hansei.web.steps.talk.models import Counted, Proposal, Talk


def take_out(person: Person) -> dict[str, Any]:
    """A coach's own lines with their codes, and counts; one's own answers. Nothing the other one said."""
    with translation.override(person.language):
        parts = {
            "from_memory": list(_remembered(person)),
            "counts": [beside.counts_row(one) for one in selectors.counts(person)],
            "asked_to_write_down": [
                {"day": each.row.held_on.isoformat(), "my_answer": saying.answer(each.mine)}
                for each in consent.proposals(person)
            ],
        }
    return {name: part for name, part in parts.items() if part}


def _remembered(coach: Person) -> Iterator[dict[str, Any]]:
    rows = Talk.objects.filter(coach=coach, proposal__isnull=True)
    for talk in rows.select_related("coach", "engagement"):
        try:
            opened = selectors.opened(talk)
        except Erased:
            continue
        if opened is not None:
            lines = [
                {
                    "words": unit.text,
                    "heard_as": naming.code_name(unit.code),
                    "other_wording": opened.wordings.get(unit.number, ""),
                }
                for unit in opened.report.units
            ]
            yield {"day": talk.held_on.isoformat(), "lines": lines}


def erase(person: Person) -> None:
    """Keys first, rows after. What a leader was part of went with the agreement. Safe to run again."""
    own = Talk.objects.filter(Q(coach=person) | Q(engagement__leader=person))
    scopes = list(own.filter(proposal__isnull=False).values_list("scope", flat=True))
    if scopes:
        vault.destroy(*scopes)
    own.delete()
    Counted.objects.filter(coach=person).delete()
    Proposal.objects.filter(Q(engagement__leader=person) | Q(engagement__coach=person)).delete()


@leaving.by_scope
def erase_scope(scope: UUID) -> int:
    """After a restore: rows under a scope whose key was destroyed."""
    deleted = Talk.objects.filter(scope=scope).delete()[0]
    return deleted + Counted.objects.filter(coach__private_scope=scope).delete()[0]


leaving.register("talk", exporter=take_out, eraser=erase, covers=[Proposal, Talk, Counted])
