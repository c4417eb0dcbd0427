"""Reads of engagements, always for somebody."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count

from hansei.core.agreement import ALIVE, TAKEN, Party, State
from hansei.core.matching.eligibility import Pair, Reason, reasons_against
from hansei.core.policy import Relation
from hansei.web.common.bench.models import Place
from hansei.web.common.engagements.models import AgreementVersion, Engagement, Objective, Signature
from hansei.web.common.people.models import Person
from hansei.web.common.people.selectors import line_above
from hansei.web.common.releases.models import SharedItem
from hansei.web.ground.vault import services as vault


def relations(person: Person, engagement: Engagement) -> set[Relation]:
    """How a person stands to an engagement. Before `agreed` the coach is only somebody who was asked.

    To a request that was declined nobody is anything: there is no text left in it.
    """
    if engagement.state == State.NONE:
        return set()
    if engagement.leader_id == person.pk:
        return {Relation.LEADER}
    if engagement.coach_id == person.pk:
        if engagement.state == State.CHOOSING:
            return {Relation.ASKED_COACH}
        if engagement.state in ALIVE:
            return {Relation.COACH}
    return set()


def led_by(leader: Person) -> list[Engagement]:
    """All engagements of a leader: the one they are in or about to be in, then the others, newest first."""
    found = Engagement.objects.filter(leader=leader).select_related("coach")
    # Asked on one day, the newest first does not say which that is.
    return sorted(found, key=lambda engagement: engagement.state not in TAKEN)


def current(leader: Person) -> Engagement | None:
    """The engagement this leader is in or about to be in."""
    return Engagement.objects.filter(leader=leader, state__in=TAKEN).select_related("coach", "leader").first()


def running(leader: Person) -> Engagement | None:
    """The engagement under which something new may be made now."""
    found = current(leader)
    return found if found is not None and found.state == State.AGREED else None


def is_with_coach(leader: Person) -> bool:
    """Whether there is a `current` one; asked often, so nothing of it is read."""
    return Engagement.objects.filter(leader=leader, state__in=TAKEN).exists()


def is_running(leader: Person) -> bool:
    """Whether there is a `running` one."""
    return Engagement.objects.filter(leader=leader, state=State.AGREED).exists()


def coached_by(coach: Person) -> list[Engagement]:
    """Engagements a coach may read, and requests put to them."""
    return list(
        Engagement.objects.filter(coach=coach, state__in=TAKEN)
        .select_related("leader")
        .order_by("leader__name")
    )


def ended_for_coach(coach: Person) -> list[Engagement]:
    """Ended engagements, of which a coach learns that they ended and no more."""
    return list(Engagement.objects.filter(coach=coach, state=State.ENDED).select_related("leader")[:5])


@dataclass(frozen=True)
class Candidate:
    """A coach and every reason against offering them to this leader."""

    coach: Person
    against: frozenset[Reason]


def candidates(leader: Person) -> list[Candidate]:
    """Everybody on the bench, with reasons. Only those without any reason are ever offered."""
    # Whoever runs coaching does not coach, also when they became a steward after their yes.
    places = Place.objects.filter(coach__is_steward=False).select_related("coach").order_by("coach__name")
    taken = dict(
        Engagement.objects.filter(state__in=TAKEN)
        .values_list("coach")
        .annotate(Count("id"))
        .values_list("coach", "id__count")
    )
    leader_line = [str(p.pk) for p in line_above(leader)]
    leader_dotted = _dotted_above(leader)
    found = []
    for place in places:
        coach = place.coach
        pair = Pair(
            leader=str(leader.pk),
            coach=str(coach.pk),
            leader_line=leader_line,
            leader_dotted=leader_dotted,
            coach_line=[str(p.pk) for p in line_above(coach)],
            coach_dotted=[str(pk) for pk in coach.dotted.values_list("pk", flat=True)],
            on_bench=True,
            free_places=place.capacity - taken.get(coach.pk, 0),
            here=coach.is_active,
        )
        found.append(Candidate(coach, reasons_against(pair)))
    return found


def _dotted_above(person: Person) -> list[str]:
    above: list[str] = []
    for dotted in person.dotted.select_related("manager"):
        above += [str(dotted.pk), *(str(p.pk) for p in line_above(dotted))]
    return above


def offered(leader: Person) -> list[Person]:
    """The coaches this leader can name now."""
    return [candidate.coach for candidate in candidates(leader) if not candidate.against]


@dataclass(frozen=True)
class Agreement:
    """One version, opened: clauses in one language, who signed, and the terms as facts."""

    number: int
    clauses: list[dict[str, Any]]
    terms: dict[str, Any]
    drafted_on: date
    signed: dict[str, Any]

    def signed_by(self, party: Party) -> bool:
        return party in self.signed


def agreement(engagement: Engagement, language: str) -> Agreement:
    """The newest version of the text. Raises KeyGone when the engagement was erased."""
    version = AgreementVersion.objects.filter(engagement=engagement).prefetch_related("signatures").first()
    assert version is not None, "every engagement starts with a text"
    opened = json.loads(vault.open_(engagement.scope, bytes(version.sealed), at=version_at(version.pk)))
    code = language if language in opened["texts"] else "en"
    return Agreement(
        number=version.number,
        clauses=opened["texts"][code],
        terms=opened["terms"],
        drafted_on=version.drafted_on,
        signed={s.party: s.signed_at for s in version.signatures.all()},
    )


def has_signed(engagement: Engagement, party: Party) -> bool:
    """Whether this party signed the newest version; its text is not opened for that."""
    newest = AgreementVersion.objects.filter(engagement=engagement).values("pk")[:1]
    return Signature.objects.filter(version_id__in=newest, party=party).exists()


def version_at(pk: UUID) -> str:
    return f"engagements.AgreementVersion.sealed:{pk}"


def objective_at(pk: UUID) -> str:
    return f"engagements.Objective.sealed:{pk}"


def shared_at(pk: UUID) -> str:
    return f"releases.SharedItem.sealed:{pk}"


@dataclass(frozen=True)
class OpenObjective:
    """An objective with its words, for its leader."""

    row: Objective
    words: str


def objectives(leader: Person) -> list[OpenObjective]:
    """The leader's own objectives, opened."""
    return [open_objective(row) for row in Objective.objects.filter(leader=leader)]


def has_objectives(leader: Person) -> bool:
    """Whether this person ever wrote one that is still here."""
    return Objective.objects.filter(leader=leader).exists()


def open_objective(row: Objective) -> OpenObjective:
    words = vault.open_(row.leader.private_scope, bytes(row.sealed), at=objective_at(row.pk))
    return OpenObjective(row, words)


def only_looks_down(rows: list[OpenObjective]) -> bool:
    """Whether everything the leader set out to do points at the people below (product: five directions)."""
    return bool(rows) and all(found.row.direction == "down" for found in rows)


def open_shared(item: SharedItem) -> dict[str, Any]:
    """What was shared, opened for its reader or its owner."""
    opened: dict[str, Any] = json.loads(vault.open_(item.scope, bytes(item.sealed), at=shared_at(item.pk)))
    return opened


def places_taken(coaches: Iterable[UUID]) -> int:
    """How many places of these coaches are taken."""
    return Engagement.objects.filter(state__in=ALIVE, coach__in=coaches).count()
