"""How an engagement moves, and what makes an agreement signed."""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """What the engagement row knows. Considering and declining live in the leader's sealed space only."""

    NONE = "none"
    CHOOSING = "choosing"
    AGREED = "agreed"
    PAUSED = "paused"
    ENDED = "ended"


class Party(StrEnum):
    """Who can move an engagement."""

    LEADER = "leader"
    COACH = "coach"
    THIRD = "third_person"  # takes over the leader's power over the coach's pay; signs that clause alone
    TERM = "term"  # the planned end has passed, and the two did not sign again
    SILENCE = "unanswered_recheck"  # one of the two was asked whether it still suits, and did not say
    HOUSE = "house"  # somebody without whom a protected coaching cannot go on is not there any more


#: (from, to) -> who may do it. What is not here does not happen.
_MOVES: dict[tuple[State, State], frozenset[Party]] = {
    (State.NONE, State.CHOOSING): frozenset({Party.LEADER}),
    (State.CHOOSING, State.NONE): frozenset({Party.LEADER, Party.COACH}),
    (State.CHOOSING, State.AGREED): frozenset({Party.LEADER, Party.COACH}),
    (State.AGREED, State.PAUSED): frozenset({Party.LEADER, Party.COACH, Party.SILENCE, Party.HOUSE}),
    (State.PAUSED, State.AGREED): frozenset({Party.LEADER, Party.COACH}),
    (State.AGREED, State.ENDED): frozenset({Party.LEADER, Party.COACH, Party.TERM}),
    (State.PAUSED, State.ENDED): frozenset({Party.LEADER, Party.COACH, Party.TERM}),
}

#: Where something new may be made: a conversation, an invitation, an answer, a report.
OPEN = frozenset({State.AGREED})
#: Where leader and coach have one another.
ALIVE = frozenset({State.AGREED, State.PAUSED})
#: Where the leader is bound to one coach and can name no other.
TAKEN = frozenset({State.CHOOSING, State.AGREED, State.PAUSED})


def may_move(before: State, after: State, by: Party) -> bool:
    """Whether `by` may move an engagement from `before` to `after`."""
    return by in _MOVES.get((before, after), frozenset())


def is_signed(parties: Collection[Party], *, protected: bool = False) -> bool:
    """Whether all have signed, or both have said yes to going on. One yes, or none, is not a yes.

    `protected`: the coach stands below the leader, and the named third person has to sign as well.
    """
    needed = {Party.LEADER, Party.COACH} | ({Party.THIRD} if protected else set())
    return set(parties) >= needed


#: How long somebody who is asked whether it still suits has for an answer, in days.
ANSWER_WITHIN: Final = 14


def recheck_is_due(*, conversations: int, days: int, every: int, at_latest: int) -> bool:
    """Whether the two are to be asked again: after so many conversations, or so many days, since the last."""
    return conversations >= every or days >= at_latest


def seen_from_outside(state: State, planned_end: date, today: date) -> State:
    """What whoever is not one of the two may learn of how it stands: agreed, or ended, or nothing.

    A pause or an early end does not show before the planned end: until then it looks as if it ran.
    """
    if state in {State.NONE, State.CHOOSING}:
        return State.NONE
    return State.ENDED if today >= planned_end else State.AGREED


def months_after(day: date, months: int) -> date:
    """So many months after a day; the last day of a shorter month."""
    number = day.month - 1 + months
    year, month = day.year + number // 12, number % 12 + 1
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day.day - 1), first_of_next - timedelta(days=1))
