"""The judgement of practice: how much is worked on at once, and what may be said of try-outs over time.

A try-out has an expectation that was locked before anything of it happened. It may carry a number: how many
of so many times. Over several try-outs about the same thing these make a run, in the order in which they
were due. Nothing here says whether a run is good, better or worse: a leader looks, and says so.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median
from typing import Final

__all__ = [
    "MEDIAN_FROM",
    "MOST_AT_ONCE",
    "MOST_SHOWN",
    "MOST_TIMES",
    "Count",
    "Point",
    "may_begin",
    "middle",
    "run",
]

MOST_AT_ONCE: Final = 2
"""So many things are worked on at the same time: behaviours of findings, and what try-outs wait about."""

MOST_TIMES: Final = 20
"""The most times that one try-out counts."""

MEDIAN_FROM: Final = 10
"""From so many counted try-outs a run has a middle; fewer move it about with every new one."""

MOST_SHOWN: Final = 24
"""So many of the newest try-outs stand in one picture; the record has all of them."""


def may_begin(one: Hashable, others: Collection[Hashable]) -> bool:
    """Whether `one` may be worked on beside `others`; whatever is worked on already may go on."""
    return one in others or len(set(others)) < MOST_AT_ONCE


@dataclass(frozen=True, slots=True)
class Count:
    """So many of so many times. ValueError unless 0 <= number <= times and 1 <= times <= MOST_TIMES."""

    number: int
    times: int

    def __post_init__(self) -> None:
        if not 1 <= self.times <= MOST_TIMES or not 0 <= self.number <= self.times:
            raise ValueError("a count is a number of times, out of those there were")

    @property
    def share(self) -> Fraction:
        """The number as a share of the times: what runs of different lengths have in common."""
        return Fraction(self.number, self.times)


@dataclass(frozen=True, slots=True)
class Point:
    """One try-out in a run: the day by which it was due, what was expected, and what happened, if it did."""

    on: date
    expected: Count
    happened: Count | None = None

    def __post_init__(self) -> None:
        if self.happened is not None and self.happened.times != self.expected.times:
            raise ValueError("what happened is counted over as many times as were expected")


def run(points: Sequence[Point]) -> tuple[Point, ...]:
    """The run to be drawn: by day, the newest MOST_SHOWN of them."""
    return tuple(sorted(points, key=lambda point: point.on)[-MOST_SHOWN:])


def middle(points: Sequence[Point]) -> Fraction | None:
    """The median of what happened, as a share; None under MEDIAN_FROM counted try-outs."""
    shares = [point.happened.share for point in points if point.happened is not None]
    return Fraction(median(shares)) if len(shares) >= MEDIAN_FROM else None
