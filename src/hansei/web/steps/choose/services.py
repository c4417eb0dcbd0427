"""Writes of choosing: the leader's own space, first meetings, and the yes with which choosing ends.

None of it writes an audit row. The audit is never erased; here it would keep what has to go without a trace:
that somebody looked for a coach, and whom they asked.
"""

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from hansei.core import clock
from hansei.core.agreement import ALIVE
from hansei.core.matching.eligibility import Outcome
from hansei.web.common.engagements import services as engagements
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.engagements.selectors import is_with_coach
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.mail import services as mail
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.vault import services as vault
from hansei.web.steps.choose import meeting as wire
from hansei.web.steps.choose import selectors
from hansei.web.steps.choose.meeting import Answer, Said
from hansei.web.steps.choose.models import Choosing, Meeting
from hansei.web.steps.choose.selectors import MOST_MEETINGS, OpenMeeting, Space

MOST_TIMES = 3
#: How far ahead a first meeting can be.
FURTHEST = timedelta(days=92)
#: A request that nobody answered is told to its leader for so long, and then erased.
KEPT_AFTER = timedelta(days=14)
#: What is sealed is filled up to a multiple of this: its length does not tell how many were ruled out.
BLOCK = 2048


# ------------------------------------------------------------------------------------------ the leader's own
def say_not(leader: Person, coach_id: UUID) -> None:
    """Not this one, without a reason. Nobody else learns of it."""
    _make_key(leader)
    with transaction.atomic():
        _hold(leader)
        space = selectors.space_of(leader)
        order = tuple(one for one in space.order if one != coach_id)
        _write(leader, Space(tuple({*space.not_these, coach_id}), order))


def say_maybe(leader: Person, coach_id: UUID) -> None:
    """This one is not ruled out any more."""
    _make_key(leader)
    with transaction.atomic():
        _hold(leader)
        space = selectors.space_of(leader)
        _write(leader, Space(tuple(one for one in space.not_these if one != coach_id), space.order))


def put_in_order(leader: Person, order: Sequence[UUID]) -> None:
    """The order in which the leader would like them; each at most once."""
    if len(set(order)) != len(order):
        raise NotPossible("Each of them once.")
    _make_key(leader)
    with transaction.atomic():
        _hold(leader)
        _write(leader, Space(selectors.space_of(leader).not_these, tuple(order)))


# -------------------------------------------------------------------------------------------- first meetings
def ask(leader: Person, coach: Person, times: Collection[datetime]) -> Meeting:
    """Ask one coach for a first meeting at one to three times. Raises NotPossible.

    This is the one thing that leaves the leader's space: the coach sees who asks and which times.
    """
    offered = tuple(sorted(set(times)))
    now = clock.now()
    if not 1 <= len(offered) <= MOST_TIMES or offered[0] <= now or offered[-1] > now + FURTHEST:
        raise NotPossible("One to three times, ahead of now and not too far off.")
    row = Meeting(leader=leader, coach=coach, lapses_at=offered[-1])
    vault.ensure(row.scope, "engagement")  # what the two share, before there is an engagement
    with transaction.atomic():
        _hold(leader)
        if is_with_coach(leader):
            raise NotPossible("There is a coach already.")
        found = selectors.candidate(leader, coach.pk)
        if found is None or found.outcome is Outcome.NOT:
            raise NotPossible("This coach cannot be asked now.")
        before = selectors.meetings_of(leader)
        same = [one for one in before if one.row.coach_id == coach.pk]
        if any(one.counts for one in same):
            raise NotPossible("This coach was asked already.")
        if len([one for one in before if one.counts]) >= MOST_MEETINGS:
            raise NotPossible("Three first meetings at most.")
        _close(same)
        row.sealed = _sealed(row, Said(offered))
        row.save(force_insert=True)
        mail.send("choose.news", to=coach, ref=row.pk)
    return row


def answer(row: Meeting, said: Answer, at: datetime | None = None) -> None:
    """The coach says yes to one of the times, names another, or says not now; until the last time is over.

    Raises NotPossible: over, a time that was not offered, another time that is not ahead.
    """
    with transaction.atomic():
        found = _held(row)
        now = clock.now()
        if found.lapsed:
            raise NotPossible("It is over.")
        if said is Answer.YES and (at not in found.said.times or at is None or at <= now):
            raise NotPossible("One of the times that were offered and are still ahead.")
        if said is Answer.OTHER and (at is None or not now < at <= now + FURTHEST):
            raise NotPossible("A time ahead of now.")
        _keep(found.row, Said(found.said.times, said, None if said is Answer.NOT_NOW else at))
        mail.send("choose.news", to=row.leader, ref=row.pk)


def take_other_time(row: Meeting) -> None:
    """The leader takes the other time that the coach named. NotPossible when there is none, or it is over."""
    with transaction.atomic():
        found = _held(row)
        if found.said.answer is not Answer.OTHER or found.said.at is None or found.said.at <= clock.now():
            raise NotPossible("There is no other time to take.")
        _keep(found.row, found.said.taken())
        mail.send("choose.news", to=row.coach, ref=row.pk)


def take_back(row: Meeting) -> None:
    """The leader takes a request back: it is erased, and the coach is told that something has ended."""
    with transaction.atomic():
        found = selectors.opened(row)
        _close([found] if found is not None else [])


# ---------------------------------------------------------------------------------------------- how it ends
def confirm(leader: Person, coach: Person) -> Engagement:
    """The leader names a coach. Every request closes in the same transaction; the order is kept until both
    have signed, so that the next can be offered if this coach says no. NotPossible as `name_coach` does.

    Nothing ever calls this but the leader's own press.
    """
    if coach.pk in selectors.space_of(leader).not_these:
        raise NotPossible("You said not this one.")
    no = selectors.declined(leader)
    with transaction.atomic():
        engagement = engagements.name_coach(leader, coach)
        close_all(leader)
        space = selectors.space_of(leader)
        if no is not None and no.pk in space.order:
            _write(leader, Space(space.not_these, tuple(one for one in space.order if one != no.pk)))
    return engagement


def erase(leader: Person) -> None:
    """Everything of choosing goes, and every request closes, in one transaction."""
    with transaction.atomic():
        close_all(leader)
        Choosing.objects.filter(owner=leader).delete()


def close_all(leader: Person) -> None:
    """Erase every request of a leader, in the caller's transaction; coaches who wait are told it is over."""
    rows = Meeting.objects.filter(leader=leader).select_related("leader", "coach")
    _close([found for found in map(selectors.opened, rows) if found is not None])
    rows.delete()


def close_for_coach(coach: Person) -> None:
    """A coach erases everything: what was asked of them goes, and who asked is told that it is over."""
    for row in Meeting.objects.filter(coach=coach).select_related("leader"):
        mail.forget([row.pk])
        mail.send("choose.over", to=row.leader, ref=row.pk)
        vault.destroy(row.scope)
        row.delete()


def tidy() -> int:
    """Erase what is over: the space of whoever has a coach, and requests long past or of somebody who left.

    Returns how many rows went. No answer becomes nothing but gone.
    """
    with_coach = Engagement.objects.filter(state__in=ALIVE).values("leader")
    gone = Choosing.objects.filter(owner__in=with_coach).delete()[0]
    over = Q(leader__left_on__isnull=False) | Q(coach__left_on__isnull=False) | Q(leader__in=with_coach)
    for row in Meeting.objects.filter(over):
        gone += _erased(row)
    for row in Meeting.objects.filter(lapses_at__lt=clock.now() - KEPT_AFTER):
        found = selectors.opened(row)
        if found is None or not found.said.agreed:  # after a meeting the leader still chooses
            gone += _erased(row)
    return gone


# -------------------------------------------------------------------------------------------------- inside
def _erased(row: Meeting) -> int:
    with transaction.atomic():
        _destroy(row)
        return Meeting.objects.filter(pk=row.pk).delete()[0]


def _make_key(leader: Person) -> None:
    vault.ensure(leader.private_scope, "person")


def _hold(leader: Person) -> None:
    """Two taps, or two windows, wait for each other."""
    Person.objects.select_for_update().get(pk=leader.pk)


def _write(leader: Person, space: Space) -> None:
    """Keep the space; with nothing in it, keep nothing."""
    if not space.not_these and not space.order:
        Choosing.objects.filter(owner=leader).delete()
        return
    data = {"not_these": sorted(map(str, space.not_these)), "order": [str(one) for one in space.order]}
    text = json.dumps(data)
    filled = text + " " * (-len(text) % BLOCK)
    sealed = vault.seal(leader.private_scope, filled, at=selectors.space_at(leader))
    Choosing.objects.update_or_create(owner=leader, defaults={"sealed": sealed})


def _sealed(row: Meeting, said: Said) -> bytes:
    return vault.seal(row.scope, wire.written(said), at=selectors.meeting_at(row))


def _keep(row: Meeting, said: Said) -> None:
    row.sealed = _sealed(row, said)
    row.lapses_at = said.last
    row.save(update_fields=["sealed", "lapses_at"])


def _held(row: Meeting) -> OpenMeeting:
    held = Meeting.objects.select_for_update().filter(pk=row.pk).first()
    found = selectors.opened(held) if held is not None else None
    if found is None:
        raise Stale
    return found


def _close(meetings: Sequence[OpenMeeting]) -> None:
    for found in meetings:
        _destroy(found.row)
        if not found.lapsed and found.said.answer is not Answer.NOT_NOW:
            mail.send("choose.over", to=found.row.coach, ref=found.row.pk)
        Meeting.objects.filter(pk=found.row.pk).delete()


def _destroy(row: Meeting) -> None:
    mail.forget([row.pk])
    vault.destroy(row.scope)
