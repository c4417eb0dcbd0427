"""The proof by enumeration, over anything that is called like a gate: ratings in, what is shown out.

Whoever looks is taken to know the rules, the number of ratings and the whole output. So for one number of
people the sets of ratings that share an output are exactly what cannot be told apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import NamedTuple

Ratings = tuple[int, int, int, int, int]
"""How many gave 1, 2, 3, 4 and 5."""

Gate = Callable[[Ratings], Hashable]

SIZES = range(4, 13)
FEW = 4  # under eight people, every output comes from at least this many sets


class Leak(NamedTuple):
    """An output that tells too much, with every set of ratings it can come from."""

    people: int
    output: Hashable
    sets: tuple[Ratings, ...]

    @property
    def unanimous(self) -> bool:
        """Whether it tells that all gave one rating, and which."""
        return len(self.sets) == 1 and self.people in self.sets[0]


def every_set(people: int) -> Iterator[Ratings]:
    """Every way in which this many people can rate on five steps."""
    for one in range(people + 1):
        for two in range(people + 1 - one):
            for three in range(people + 1 - one - two):
                for four in range(people + 1 - one - two - three):
                    yield one, two, three, four, people - one - two - three - four


def origins(gate: Gate, people: int) -> dict[Hashable, list[Ratings]]:
    """Each output for this many people, with the sets of ratings it comes from."""
    found: dict[Hashable, list[Ratings]] = defaultdict(list)
    for ratings in every_set(people):
        found[gate(ratings)].append(ratings)
    return found


def leaks(gate: Gate, sizes: Iterable[int] = SIZES) -> list[Leak]:
    """Every output that breaks the promise; the gate is proved for these sizes if there is none."""
    return [
        leak
        for people in sizes
        for output, sets in origins(gate, people).items()
        if (leak := Leak(people, output, tuple(sets))).unanimous or (people < 8 and len(sets) < FEW)
    ]
