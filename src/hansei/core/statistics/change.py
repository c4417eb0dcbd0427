"""The same item asked twice: how much it moved, with its interval, and the plain sentence that it supports.

After a close nobody knows who answered, so the two groups are compared as two groups, person by person never.
Most changes are small and most intervals hold 0; then the sentence is "about as before".
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import sqrt
from typing import Final

from hansei.core.anonymity import NotShown, PeopleBand, Shown
from hansei.core.statistics.differences import LEAST_DIFFERENCE, NOISE, POOLED_SD, fewest
from hansei.core.statistics.groups import exact_mean, squares
from hansei.core.statistics.student import quantile
from hansei.core.statistics.terms import Counts, Reason, Unanswerable, same_scale

_ENDS: Final = (Decimal(1), Decimal(5))
_STEPS: Final = {PeopleBand.UNDER_EIGHT: Decimal("0.5"), PeopleBand.FROM_EIGHT: Decimal("0.1")}


class Says(StrEnum):
    """The sentence that a change supports. None of them says better or worse."""

    MORE_OFTEN = "more_often"
    LESS_OFTEN = "less_often"
    ABOUT_AS_BEFORE = "about_as_before"


@dataclass(frozen=True, slots=True)
class Change:
    """Now less before (`value`), with the interval from `low` to `high` that holds it 90 times of 100."""

    value: float
    low: float
    high: float
    says: Says


def released_change(before: Shown | NotShown, now: Shown | NotShown) -> Change:
    """The change between two released cells of the same item and source, from nothing but what was released.

    The spread is the pooled one and the people are the fewest that can stand behind each cell, so the
    interval tells neither. What the rounding hides adds to it, as a value somewhere within the step; beyond a
    closed end it reaches to the end of the scale. `value` from -3.4 to 3.4, the interval within -4 to 4.
    More or less often is said when the interval leaves 0 out and the change is at least LEAST_DIFFERENCE.

    Unanswerable: one of the two is not shown, or is one person's answer. TypeError: not from the gate.
    """
    for cell in (before, now):
        if isinstance(cell, NotShown):
            raise Unanswerable(Reason.NOT_SHOWN)
        if not isinstance(cell, Shown):
            raise TypeError("only what the gate released is compared")
        if cell.people is PeopleBand.ONE:
            raise Unanswerable(Reason.ONE_PERSON)
    assert isinstance(before, Shown)
    assert isinstance(now, Shown)
    value = now.value - before.value
    half = NOISE * (_uncertain(before) + _uncertain(now)).sqrt()
    least, most = _ENDS
    down = (now.value - least if now.low_end else Decimal(0)) + (
        most - before.value if before.high_end else Decimal(0)
    )
    up = (most - now.value if now.high_end else Decimal(0)) + (
        before.value - least if before.low_end else Decimal(0)
    )
    low = max(value - half - down, least - most)
    high = min(value + half + up, most - least)
    return _said(float(value), float(low), float(high))


def unpaired_change(before: Counts, now: Counts, level: float = 0.90) -> Change:
    """The change between two groups of counted ratings, with Welch's interval. For data that need no gate.

    Source: Welch 1947, Biometrika 34:28-35: two groups with variances of their own, Student's t with the
    degrees of freedom that they have together. `value` from -(A - 1) to A - 1. The sentences are those of
    released_change. Unanswerable: under two people in one of them, or no variance in both. ValueError: a
    level that is not between 0 and 1, or different scales.
    """
    if not 0 < level < 1:
        raise ValueError("a level is between 0 and 1")
    first, second = same_scale([before, now], least=2)
    parts = [float(squares(counts) / (sum(counts) - 1) / sum(counts)) for counts in (first, second)]
    together = sum(parts)
    if not together:
        raise Unanswerable(Reason.NO_VARIANCE)
    freedom = together**2 / sum(
        part**2 / (sum(counts) - 1) for part, counts in zip(parts, (first, second), strict=True)
    )
    value = float(exact_mean(second) - exact_mean(first))
    half = quantile((1 + level) / 2, freedom) * sqrt(together)
    return _said(value, value - half, value + half)


def _uncertain(cell: Shown) -> Decimal:
    # A value that may lie anywhere within its step has the variance of a uniform one: step^2 / 12.
    return POOLED_SD**2 / fewest(cell) + _STEPS[cell.people] ** 2 / 12


def _said(value: float, low: float, high: float) -> Change:
    says = Says.ABOUT_AS_BEFORE
    if abs(value) >= float(LEAST_DIFFERENCE) - 1e-9:
        if low > 0:
            says = Says.MORE_OFTEN
        elif high < 0:
            says = Says.LESS_OFTEN
    return Change(value, low, high, says)
