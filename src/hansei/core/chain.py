"""The chain: what a leader does, what people live through, what they come to believe, on one axis of time.

It is a hypothesis of the leader's own that these three hang together. With one leader nothing can be shown
to cause anything: so the three lie side by side, each with its own dates and its own scale, and nothing here
computes anything over two of them. No difference, no correlation, no probability, no slope. What the leader
predicted stands there as predicted.

Beliefs follow what people live through again and again. So no movement is what is to be expected for months,
and before WAVES_BEFORE waves were asked after the first thing that was done there is nothing to compare.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Final

__all__ = ["WAVES_BEFORE", "Axis", "Direction", "Reading", "axis", "behaviour_for", "belief_for", "reading"]

WAVES_BEFORE: Final = 2
"""So many waves after the first thing that was done, beliefs may be laid beside it."""

_LEAST = timedelta(days=56)  # an axis is never shorter, so that two days do not look like a history
_MARGIN = Fraction(1, 24)
_MOST_MONTHS = 6


class Direction(StrEnum):
    """What a leader predicts of a belief."""

    MORE = "more"
    SAME = "same"
    LESS = "less"


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of time for all three lanes."""

    first: date
    last: date

    def at(self, day: date) -> Fraction:
        """Where a day stands, from 0 to 1. ValueError: it lies outside."""
        if not self.first <= day <= self.last:
            raise ValueError("this day is not on the axis")
        share = Fraction((day - self.first).days, (self.last - self.first).days)
        return _MARGIN + share * (1 - 2 * _MARGIN)

    def months(self) -> list[date]:
        """The first days of months on it; thinned out evenly where there are many."""
        found = []
        year, month = self.first.year, self.first.month
        while (day := date(year, month, 1)) <= self.last:
            if day >= self.first:
                found.append(day)
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        return found[:: -(-len(found) // _MOST_MONTHS) or 1]


def axis(days: Collection[date], today: date) -> Axis:
    """The axis that holds all these days and today, eight weeks long at least."""
    first, last = min((*days, today)), max((*days, today))
    return Axis(min(first, last - _LEAST), last)


class Reading(StrEnum):
    """What may be said of beliefs beside what was done: only whether it is time to look."""

    NOTHING_DONE = "nothing_done"
    NO_WAVE = "no_wave"
    TOO_EARLY = "too_early"  # fewer than WAVES_BEFORE waves after the first thing that was done
    SIDE_BY_SIDE = "side_by_side"


def reading(done: Collection[date], waves: Collection[date]) -> Reading:
    """From the days alone, never from a figure: so nothing that is said depends on how it went."""
    if not waves:
        return Reading.NO_WAVE
    if not done:
        return Reading.NOTHING_DONE
    after = sum(1 for wave in waves if wave > min(done))
    return Reading.SIDE_BY_SIDE if after >= WAVES_BEFORE else Reading.TOO_EARLY


def behaviour_for(chosen: str, tried: Iterable[str], seen: Sequence[str]) -> str:
    """The behaviour whose experience is shown: the leader's choice, else what was tried most, else what was
    seen first. Nothing that anybody answered goes in. Empty where nothing was seen."""
    if chosen in seen:
        return chosen
    counted = Counter(code for code in tried if code in seen)
    if counted:
        return max(seen, key=lambda code: counted[code])
    return seen[0] if seen else ""


def belief_for(
    chosen: str, behaviour: str, asked: Sequence[str], fed_by: Mapping[str, Collection[str]]
) -> str:
    """The belief that is shown: the leader's choice, else one that the behaviour is thought to feed, else the
    first that was asked. Empty where none was asked."""
    if chosen in asked:
        return chosen
    return next((one for one in asked if behaviour in fed_by.get(one, ())), asked[0] if asked else "")
