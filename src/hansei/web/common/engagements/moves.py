"""Pausing, going on, ending: what is open closes in the same transaction, and nobody is told why."""

from collections.abc import Callable, Sequence

from django.db import transaction
from django.db.models import F, Q

from hansei.core import clock
from hansei.core.agreement import ALIVE, Party, State, is_signed, may_move
from hansei.web.common.engagements import seconds
from hansei.web.common.engagements.held import held, locked, party_of, require, require_open, tell
from hansei.web.common.engagements.models import Engagement, Recheck
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases import services as releases
from hansei.web.ground.audit import services as audit

Withdrawal = Callable[[Engagement], None]
Counted = Callable[[Engagement], object]
_WITHDRAWALS: list[Withdrawal] = []
_COUNTED: list[Counted] = []

audit.register(
    "engagement.paused", "engagement.resumed", "engagement.ended", "engagement.erased", "engagement.term_over"
)


def on_withdrawal(close: Withdrawal) -> Withdrawal:
    """Register what must close, in the same transaction, when an engagement is paused, ended or erased."""
    _WITHDRAWALS.append(close)
    return close


def on_counted(look: Counted) -> Counted:
    """Register what looks again, in the same transaction, when a conversation was counted."""
    _COUNTED.append(look)
    return look


def pause(engagement: Engagement, by: Person) -> None:
    """Stop for now, without a reason; every open link closes in the same transaction."""
    with transaction.atomic():
        row = locked(engagement, None)
        require(row, State.PAUSED, party_of(row, by))
        _pause(row, by)


def pause_by_itself(engagement: Engagement, party: Party) -> bool:
    """Pause what may not go on by itself: a question without an answer, somebody who is missing.

    The two and the second coach are told that it is paused and nothing else: not whose silence it was.
    False when it is not running any more.
    """
    with transaction.atomic():
        row = held(engagement)
        if row is None or not may_move(State(row.state), State.PAUSED, party):
            return False
        _pause(row, None)
        return True


def go_on(engagement: Engagement, by: Person, *, read_at: int) -> State:
    """One party wants to go on. It goes on once both do: no answer never becomes a yes.

    Stale for a page that was read before the last change: a yes to an earlier pause is none to this one.
    NotPossible where the coach needs protection and somebody of it is missing.
    """
    with transaction.atomic():
        row = locked(engagement, read_at)
        party = party_of(row, by)
        require(row, State.AGREED, party, frm=State.PAUSED)
        if row.protected and (row.second_coach_id is None or row.protection_id is None):
            raise NotPossible("Somebody who protects the coach is missing. The leader can name them.")
        if party is Party.LEADER:
            row.leader_says_go_on = True
        else:
            row.coach_says_go_on = True
        row.save(update_fields=["leader_says_go_on", "coach_says_go_on"])
        said = [
            p
            for p, yes in ((Party.LEADER, row.leader_says_go_on), (Party.COACH, row.coach_says_go_on))
            if yes
        ]
        if is_signed(said):
            # Whether it suits was just said by both.
            row.suits_since, row.suits_from = clock.now().date(), row.conversations
            row.save(update_fields=["suits_since", "suits_from"])
            _move(row, State.AGREED, by, "engagement.resumed")
        return State(row.state)


def end(engagement: Engagement, by: Person) -> None:
    """End it, without a reason; links close and what was shared closes, in the same transaction."""
    with transaction.atomic():
        row = locked(engagement, None)
        require(row, State.ENDED, party_of(row, by))
        _end(row, by, "engagement.ended")


def close_everything(engagement: Engagement) -> None:
    """Close every open link and shared item of an engagement that is about to be erased."""
    withdraw(engagement)
    seconds.forget(engagement)
    releases.close_scope(engagement.scope)
    releases.close_scope(engagement.coach_scope)


def end_terms() -> int:
    """End what is past its planned end: after that day it is over unless both sign again. How many."""
    today = clock.now().date()
    over = Engagement.objects.filter(state__in=ALIVE, planned_end__lt=today)
    ended = 0
    for engagement in over:
        with transaction.atomic():
            row = held(engagement)
            # Looked at again under the lock: the two may have ended, renewed or erased it meanwhile.
            if row and row.planned_end < today and may_move(State(row.state), State.ENDED, Party.TERM):
                _end(row, None, "engagement.term_over")
                ended += 1
    return ended


def pause_for_leaver(person: Person) -> None:
    """Somebody left: what they are in pauses, links close, and the other side is told that it did."""
    both = Q(leader=person) | Q(coach=person)
    for engagement in Engagement.objects.filter(both, state=State.AGREED).select_related("leader", "coach"):
        pause(engagement, person)
    without = Q(second_coach=person) | Q(protection__third_person=person)
    for engagement in Engagement.objects.filter(without, protected=True, state=State.AGREED):
        pause_by_itself(engagement, Party.HOUSE)


def pause_for_leavers(people: Sequence[Person]) -> None:
    """The same for many at once: one question for those who are in something, however many left."""
    here = {person.pk: person for person in people}
    parties = Engagement.objects.filter(state=State.AGREED).values_list(
        "leader_id", "coach_id", "second_coach_id", "protection__third_person_id"
    )
    for pk in sorted({pk for four in parties for pk in four if pk} & here.keys()):
        pause_for_leaver(here[pk])


def count_conversation(engagement: Engagement) -> None:
    """One more conversation was held, in the caller's transaction. Raises NotPossible unless it is agreed."""
    row = require_open(held(engagement))
    Engagement.objects.filter(pk=row.pk).update(conversations=F("conversations") + 1)
    row.refresh_from_db(fields=["conversations"])
    for look in _COUNTED:
        look(row)


def withdraw(row: Engagement) -> None:
    """Close what is open under it, in the caller's transaction."""
    Recheck.objects.filter(engagement=row, closed=False).update(closed=True)
    for close in _WITHDRAWALS:
        close(row)


# ------------------------------------------------------------------------------------------------- inside
def _pause(row: Engagement, by: Person | None) -> None:
    withdraw(row)
    row.leader_says_go_on = row.coach_says_go_on = False
    _move(row, State.PAUSED, by, "engagement.paused")


def _end(row: Engagement, by: Person | None, verb: str) -> None:
    close_everything(row)
    row.ended_on = clock.now().date()
    row.save(update_fields=["ended_on"])
    _move(row, State.ENDED, by, verb)


def _move(row: Engagement, after: State, by: Person | None, verb: str) -> None:
    row.state = after
    row.version += 1
    row.save(update_fields=["state", "version", "leader_says_go_on", "coach_says_go_on"])
    audit.record(row.pk, verb, actor=by.chain if by else None)
    tell(row, but=by)
