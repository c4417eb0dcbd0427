"""Totals that a steward may see: from k up on both sides, so that neither side points to somebody."""

from enum import StrEnum
from typing import Final

K_STEWARD: Final = 5


STEP: Final = 5


def steward_total(one_side: int, other_side: int) -> int | None:
    """What a steward is told of a total: at least this many, in steps of five; None while it may not be told.

    In steps, since whoever watches an exact total from day to day sees when one more started, and whom they
    had just spoken with.
    """
    return one_side - one_side % STEP if steward_may_see(one_side, other_side) else None


def steward_may_see(one_side: int, other_side: int) -> bool:
    """Whether a total may be shown: at least five people on each side of it (evidence, 3.3)."""
    return one_side >= K_STEWARD and other_side >= K_STEWARD


#: Ended coachings whose leaders answered, before a total of it reaches anybody (agreement: close).
K_CLOSE: Final = 8


class Share(StrEnum):
    """How many said yes, coarsely. The ends are closed: none of them is all, or nobody."""

    FEW = "few"  # a third or fewer
    SOME = "some"
    MOST = "most"  # two thirds or more


def closing_share(yes: int, answered: int) -> Share | None:
    """What may be said of how many of `answered` said yes; None while fewer than eight answered.

    From eight on both ends come from at least three numbers of yes and the middle from two, so that none
    tells that all answered alike.
    """
    if not 0 <= yes <= answered:
        raise ValueError("more said yes than answered")
    if answered < K_CLOSE:
        return None
    if 3 * yes <= answered:
        return Share.FEW
    return Share.MOST if 3 * yes >= 2 * answered else Share.SOME
