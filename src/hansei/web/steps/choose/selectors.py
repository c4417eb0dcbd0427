"""Reads of choosing: the leader's own space, and requests for the two whom they concern."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from hansei.core import clock
from hansei.core.agreement import State
from hansei.core.matching.eligibility import Outcome
from hansei.web.common.engagements.eligible import Candidate, candidates
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people.models import Person
from hansei.web.ground.prepared import Prepared
from hansei.web.ground.vault import services as vault
from hansei.web.steps.choose import meeting as wire
from hansei.web.steps.choose.meeting import Answer, Said
from hansei.web.steps.choose.models import Choosing, Meeting

MOST_MEETINGS = 3


@dataclass(frozen=True)
class Space:
    """What a leader wrote while choosing. `order`: the first is the one they would like best."""

    not_these: tuple[UUID, ...] = ()
    order: tuple[UUID, ...] = ()


def space_of(leader: Person) -> Space:
    """The leader's own space; empty when nothing was written, or when its key is gone."""
    row = Choosing.objects.filter(owner=leader).first()
    if row is None:
        return Space()
    try:
        text = vault.open_(leader.private_scope, row.sealed, at=space_at(leader))
    except vault.KeyGone:
        return Space()
    data = json.loads(text)
    return Space(tuple(map(UUID, data["not_these"])), tuple(map(UUID, data["order"])))


def bench_for(leader: Person) -> list[Candidate]:
    """Everybody on the bench with reasons, as this leader sees them: by name."""
    return candidates(leader, not_these=space_of(leader).not_these)


def candidate(leader: Person, coach_id: UUID) -> Candidate | None:
    """One of them."""
    return next((one for one in bench_for(leader) if one.coach.pk == coach_id), None)


def declined(leader: Person) -> Person | None:
    """The coach who said no to the last naming; only the leader can read that."""
    row = Engagement.objects.filter(leader=leader, state=State.NONE).select_related("coach").first()
    return row.coach if row is not None else None


def order_of(leader: Person, bench: Sequence[Candidate]) -> list[Person]:
    """The leader's own order of those who can still be named; whoever declined is not in it."""
    no = declined(leader)
    can = {one.coach.pk: one.coach for one in bench if one.outcome is not Outcome.NOT}
    return [can[pk] for pk in space_of(leader).order if pk in can and (no is None or pk != no.pk)]


# -------------------------------------------------------------------------------------------- first meetings
@dataclass(frozen=True)
class OpenMeeting:
    """A request, opened for one of its two."""

    row: Meeting
    said: Said

    @property
    def lapsed(self) -> bool:
        """Past its last time: nothing can be answered any more."""
        return self.row.lapses_at <= clock.now()

    @property
    def counts(self) -> bool:
        """Whether it is one of the three: still open, or agreed to and held."""
        return self.said.agreed or (not self.lapsed and self.said.answer is not Answer.NOT_NOW)


def meetings_of(leader: Person) -> list[OpenMeeting]:
    """A leader's own requests, by name of the coach."""
    rows = _MEETINGS_OF.all(leader=leader.pk)
    return [found for found in map(opened, rows) if found is not None]


_MEETINGS_OF = Prepared[Meeting](
    lambda leader: (
        Meeting.objects.filter(leader=leader).select_related("leader", "coach").order_by("coach__name")
    ),
    leader=Person._meta.get_field("id"),
)


def meetings_for(coach: Person) -> list[OpenMeeting]:
    """Requests put to a coach that can still be answered, by name of who asks."""
    rows = _MEETINGS_FOR.all(coach=coach.pk, now=clock.now())
    return [found for found in map(opened, rows) if found is not None]


_MEETINGS_FOR = Prepared[Meeting](
    lambda coach, now: (
        Meeting.objects.filter(coach=coach, lapses_at__gt=now, leader__left_on=None)
        .select_related("leader", "coach")
        .order_by("leader__name")
    ),
    coach=Person._meta.get_field("id"),
    now=Meeting._meta.get_field("lapses_at"),
)


def opened(row: Meeting) -> OpenMeeting | None:
    """What a request says; None when its key is gone."""
    try:
        return OpenMeeting(row, wire.read(vault.open_(row.scope, row.sealed, at=meeting_at(row))))
    except vault.KeyGone:
        return None


def space_at(leader: Person) -> str:
    return f"choose.Choosing.sealed:{leader.pk}"


def meeting_at(row: Meeting) -> str:
    return f"choose.Meeting.sealed:{row.pk}"
