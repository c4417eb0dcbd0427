"""The mirror's judgement: what may be said of a self-rating, an expectation and what was experienced.

Three numbers for each behaviour and source. S: how the leader rates it. P: what the leader expects that
others will say. O: what others said, as the gate released it. S to P is what the leader knew and had not
said; P to O is what they did not know. Nothing here sees a single answer, and nothing here names a finding,
ranks, adds up over behaviours or says which of two numbers is right.

S and P are 1 to 5 (how often, over the occasions there were), or 0: no occasion, or no chance to see.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum, StrEnum
from fractions import Fraction
from math import comb
from typing import Final, TypeVar

from hansei.core import statistics
from hansei.core.anonymity import K_MIRROR, NotShown, PeopleBand, Shown, Source, checked_k, sure_together

__all__ = [
    "BOUND",
    "USABLE",
    "Confidence",
    "Drawn",
    "Outlook",
    "OutlookKind",
    "Reading",
    "differs",
    "drawn",
    "order",
    "outlook",
    "reading",
    "together",
]

T = TypeVar("T")

USABLE: Final = Fraction(65, 100)
"""Of those asked, the share that is taken to give a usable answer to one item (evidence, 3.3)."""

BOUND: Final = statistics.noise_bound(K_MIRROR)
"""Nearer than this to what was expected, in steps of the scale, is "about what you expected".

At the minimum of four people it is 0.75 and falls no further: the bound of every group that is shown.
"""

_LOWEST, _HIGHEST = 1, 5


class OutlookKind(StrEnum):
    """What to say of a source before anything is predicted."""

    BY_NAME = "by_name"  # the boss: one person, who answers by name and is shown as answered
    NOBODY_PLACED = "nobody_placed"
    CANNOT = "cannot"  # fewer are placed than would have to answer
    HELD_BACK = "held_back"  # asked alone, where peers and reports stand together as they did before
    NEEDS_ALL = "needs_all"  # every one would have to answer
    NEEDS_MOST = "needs_most"  # usually shows nothing: the chance is under one half
    FAIR = "fair"  # from one half to under four fifths
    LIKELY = "likely"  # four fifths or more


@dataclass(frozen=True, slots=True)
class Outlook:
    """Whether something of a source will be shown, as far as numbers of people can tell beforehand.

    `placed`: people asked who are placed to see the behaviour; `needed`: how many of them have to give a
    usable answer (1 for the boss, else k). `chance`: that this many do, if each does with USABLE,
    independently of the others. An assumption, not a measurement: say "about".
    """

    source: Source
    kind: OutlookKind
    placed: int
    needed: int
    chance: Fraction

    @property
    def percent(self) -> int:
        """The chance in whole per cent, a half rounded up."""
        return int(self.chance * 100 + Fraction(1, 2))


def outlook(source: Source, placed: int, k: int = K_MIRROR) -> Outlook:
    """What can be said of one behaviour and source when `placed` people are asked.

    For `Source.AROUND`, peers and reports together: see together(). ValueError: fewer than none, or more
    than one boss; BelowFloor: k under the mirror's floor.
    """
    checked_k(k)
    if placed < 0 or (source is Source.BOSS and placed > 1):
        raise ValueError("a number of people placed is none or more, and of bosses at most one")
    needed = 1 if source is Source.BOSS else k
    chance = _at_least(needed, placed)
    if placed == 0:
        kind = OutlookKind.NOBODY_PLACED
    elif source is Source.BOSS:
        kind = OutlookKind.BY_NAME
    elif placed < needed:
        kind = OutlookKind.CANNOT
    elif placed == needed:
        kind = OutlookKind.NEEDS_ALL
    elif chance < Fraction(1, 2):
        kind = OutlookKind.NEEDS_MOST
    elif chance < Fraction(4, 5):
        kind = OutlookKind.FAIR
    else:
        kind = OutlookKind.LIKELY
    return Outlook(source, kind, placed, needed, chance)


def together(peers: int, reports: int, k: int = K_MIRROR, *, settled: bool | None = None) -> Outlook | None:
    """The outlook for peers and reports as one group, where they are sure to be shown as one; else None.

    Sure it is when people of both are asked and neither could reach k alone, or when an earlier round has
    `settled` it. Else merging depends on how many answer, and each source keeps the outlook of its own.
    """
    if not sure_together({Source.PEERS: peers, Source.REPORTS: reports}, k, settled):
        return None
    return outlook(Source.AROUND, peers + reports, k)


def held_back(alone: Outlook) -> Outlook:
    """The outlook for what only peers or only reports are asked about, where the two stand together."""
    return Outlook(alone.source, OutlookKind.HELD_BACK, alone.placed, alone.needed, Fraction(0))


def _at_least(needed: int, placed: int) -> Fraction:
    return sum(
        (comb(placed, n) * USABLE**n * (1 - USABLE) ** (placed - n) for n in range(needed, placed + 1)),
        Fraction(0),
    )


class Confidence(IntEnum):
    """How sure the leader is of an expectation."""

    NOT_SURE = 1
    FAIRLY_SURE = 2
    SURE = 3


def differs(self_rating: int, expected: int) -> bool:
    """Whether S and P differ, so that the question what the leader knows about it has something to ask.

    False where either is 0: there is no second number to set beside the first. ValueError: not 0 to 5.
    """
    own, other = _rating(self_rating), _rating(expected)
    return own is not None and other is not None and own != other


class Reading(StrEnum):
    """What may be said of P beside O, for one behaviour and source."""

    NOT_SHOWN = "not_shown"
    NOTHING_EXPECTED = "nothing_expected"  # the leader expected that they had no chance to see
    CLOSE = "close"
    DIFFERENT = "different"


def reading(expected: int, cell: Shown | NotShown) -> Reading:
    """P beside O: CLOSE under BOUND apart, else DIFFERENT, computed from the released value alone.

    From the released value, because a sentence made from the exact mean would tell what the rounding hides.
    A closed end counts as the value it is drawn at. What is not shown is NOT_SHOWN whatever was expected;
    an expectation of 0 beside something shown is NOTHING_EXPECTED. ValueError: not 0 to 5.
    """
    value = _rating(expected)
    if isinstance(cell, NotShown):
        return Reading.NOT_SHOWN
    if value is None:
        return Reading.NOTHING_EXPECTED
    return Reading.DIFFERENT if statistics.is_surprise(value, cell) else Reading.CLOSE


def order(behaviours: Sequence[T], confidences: Mapping[T, Collection[Confidence]]) -> tuple[T, ...]:
    """The order in which to see them: those the leader was surest of first, else as they were given.

    A behaviour counts by the surest of its expectations; one without any comes last. Nothing else goes in,
    so the order tells nothing of what was answered.
    """
    return tuple(sorted(behaviours, key=lambda one: -max(confidences.get(one, ()), default=0)))


@dataclass(frozen=True, slots=True)
class Drawn:
    """Where the three marks of one behaviour and source stand on the scale from 1 to 5; None is no mark.

    `band`: within BOUND of what was experienced, cut off at the ends of the scale, so that the expected
    mark stands inside it exactly when the reading is CLOSE. None for the boss, who is one person.
    """

    own: int | None
    expected: int | None
    experienced: Decimal | None
    low_end: bool
    high_end: bool
    band: tuple[Decimal, Decimal] | None


def drawn(self_rating: int, expected: int, cell: Shown | NotShown) -> Drawn:
    """What to draw. A 0 in S or P leaves its mark out, and so does a cell that is not shown.

    ValueError: S or P not 0 to 5.
    """
    own, other = _rating(self_rating), _rating(expected)
    if isinstance(cell, NotShown):
        return Drawn(own, other, None, low_end=False, high_end=False, band=None)
    band = None
    if cell.people is not PeopleBand.ONE:
        band = (max(Decimal(_LOWEST), cell.value - BOUND), min(Decimal(_HIGHEST), cell.value + BOUND))
    return Drawn(own, other, cell.value, cell.low_end, cell.high_end, band)


def _rating(value: int) -> int | None:
    if value == 0:
        return None
    if value not in range(_LOWEST, _HIGHEST + 1):
        raise ValueError("a rating is 1 to 5, or 0 for no chance to see")
    return value
