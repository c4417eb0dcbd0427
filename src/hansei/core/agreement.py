"""How an engagement moves, and what makes an agreement signed."""

from collections.abc import Collection
from enum import StrEnum


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
    TERM = "term"  # the planned end has passed, and the two did not sign again


#: (from, to) -> who may do it. What is not here does not happen.
_MOVES: dict[tuple[State, State], frozenset[Party]] = {
    (State.NONE, State.CHOOSING): frozenset({Party.LEADER}),
    (State.CHOOSING, State.NONE): frozenset({Party.LEADER, Party.COACH}),
    (State.CHOOSING, State.AGREED): frozenset({Party.LEADER, Party.COACH}),
    (State.AGREED, State.PAUSED): frozenset({Party.LEADER, Party.COACH}),
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


def is_signed(parties: Collection[Party]) -> bool:
    """Whether both have signed, or both have said yes to going on. One yes, or none, is not a yes."""
    return set(parties) >= {Party.LEADER, Party.COACH}
