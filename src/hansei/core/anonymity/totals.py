"""Totals that a steward may see: from k up on both sides, so that neither side points to somebody."""

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
