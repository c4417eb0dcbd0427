"""Totals that a steward may see: from k up on both sides, so that neither side points to somebody."""

from typing import Final

K_STEWARD: Final = 5


def steward_may_see(one_side: int, other_side: int) -> bool:
    """Whether a total may be shown: at least five people on each side of it (evidence, 3.3)."""
    return one_side >= K_STEWARD and other_side >= K_STEWARD
