"""The words of the gate, and what is handed to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, final

K_MIRROR: Final = 4
K_PULSE: Final = 5

RATINGS: Final = (1, 2, 3, 4, 5)


class Source(StrEnum):
    """Who answers. `AROUND` is never asked: it is peers and reports, merged at the close."""

    BOSS = "boss"
    PEERS = "peers"
    REPORTS = "reports"
    AROUND = "around"
    FURTHER = "further"


class Kind(StrEnum):
    """What a round of asking is for; each has its own floor for k."""

    MIRROR = "mirror"
    RESPECT = "respect"
    PULSE = "pulse"


FLOORS: Final[Mapping[Kind, int]] = MappingProxyType(
    {Kind.MIRROR: K_MIRROR, Kind.RESPECT: K_PULSE, Kind.PULSE: K_PULSE}
)


class PeopleBand(StrEnum):
    """How many ratings a cell rests on, as far as its precision tells anyway."""

    ONE = "one"
    UNDER_EIGHT = "under_eight"
    FROM_EIGHT = "from_eight"


class Spread(StrEnum):
    """How far the ratings lie apart: standard deviation under 1.0, under 1.3, or more."""

    CLOSE = "close"
    MIXED = "mixed"
    FAR = "far"


class Response(StrEnum):
    """The share of those asked who answered: under two fifths, from there to three fifths, or more."""

    UNDER_HALF = "under_half"
    HALF = "half"
    MOST = "most"


class BelowFloor(ValueError):
    """A k under the floor of its kind was asked for. It can be raised, never lowered."""


class Inconsistent(ValueError):
    """The numbers cannot be true together, so nothing is released. The message holds no number."""


def checked_k(k: int, kind: Kind = Kind.MIRROR) -> int:
    """`k`, if a round of this kind may be opened with it; else BelowFloor."""
    if not isinstance(k, int) or k < FLOORS[kind]:
        raise BelowFloor(f"the minimum for {kind} is {FLOORS[kind]}; it can be raised, not lowered")
    return k


@final
@dataclass(frozen=True, slots=True)
class Partition:
    """How many people were asked in each source, declared when the round opens; each person in one source.

    Inconsistent: a negative number, `around`, or more than one boss.
    """

    asked: Mapping[Source, int]

    def __post_init__(self) -> None:
        asked = {Source(source): number for source, number in self.asked.items()}
        if any(number < 0 for number in asked.values()):
            raise Inconsistent("a number of people asked is negative")
        if Source.AROUND in asked:
            raise Inconsistent("peers and reports are merged at the close, never asked as one")
        if asked.get(Source.BOSS, 0) > 1:
            raise Inconsistent("the boss is one person")
        object.__setattr__(self, "asked", MappingProxyType(asked))


@final
@dataclass(frozen=True, slots=True, repr=False)
class Tally:
    """What one source answered to one item: how many gave 1, 2, 3, 4, 5, and how many had no chance to see.

    Not released, hence without a readable repr: it must not end up in a log. Inconsistent: not five numbers,
    or a negative one.
    """

    ratings: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)
    no_chance: int = 0

    def __post_init__(self) -> None:
        if len(self.ratings) != len(RATINGS) or min(*self.ratings, self.no_chance) < 0:
            raise Inconsistent("a tally is five numbers of people and one more, none negative")

    def __repr__(self) -> str:
        return "<Tally>"

    @classmethod
    def of(cls, answers: Iterable[int]) -> Tally:
        """Count answers 0 to 5, where 0 is no chance to see. Inconsistent: anything else among them."""
        counted = [0] * (1 + len(RATINGS))
        for answer in answers:
            if answer not in range(len(counted)):
                raise Inconsistent("an answer is 0 to 5")
            counted[answer] += 1
        none, one, two, three, four, five = counted
        return cls((one, two, three, four, five), none)

    @property
    def usable(self) -> int:
        """How many rated; no chance to see is no rating."""
        return sum(self.ratings)

    def __add__(self, other: Tally) -> Tally:
        one, two, three, four, five = (a + b for a, b in zip(self.ratings, other.ratings, strict=True))
        return Tally((one, two, three, four, five), self.no_chance + other.no_chance)
