"""What is left to tell, counted: how often whoever knows more than the rules learns what others answered.

`python -m hansei.core.anonymity.told` prints the tables of docs/gate.md, by enumeration through the gate that
is used. Every way in which people can rate is taken to be equally likely; people are not like that, so these
are figures to compare rules by.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from fractions import Fraction
from itertools import product
from math import factorial, prod
from typing import Final, NamedTuple

from hansei.core.anonymity.gate import Shown, release
from hansei.core.anonymity.terms import Partition, Source, Tally

Ratings = tuple[int, int, int, int, int]
"""How many gave 1, 2, 3, 4 and 5."""

Cell = Callable[[Ratings], Hashable]

SIZES: Final = range(4, 13)


class Shape(NamedTuple):
    """Two waves: how many were asked in the first alone, in both, in the second alone."""

    before: int
    both: int
    now: int


#: The closest that the rule for two waves allows under the lowest minimum.
SHAPES: Final = (
    Shape(4, 4, 0),
    Shape(0, 4, 4),
    Shape(4, 4, 4),
    Shape(4, 8, 0),
    Shape(0, 8, 4),
    Shape(5, 5, 0),
)
#: What it refuses: one person fewer, one more, one exchanged, two exchanged.
REFUSED: Final = (Shape(1, 7, 0), Shape(0, 7, 1), Shape(1, 7, 1), Shape(2, 6, 2))


def every_set(people: int) -> Iterator[Ratings]:
    """Every way in which this many people can rate on five steps, not looking at who gave which."""
    for one in range(people + 1):
        for two in range(people + 1 - one):
            for three in range(people + 1 - one - two):
                for four in range(people + 1 - one - two - three):
                    yield one, two, three, four, people - one - two - three - four


def ways(ratings: Ratings) -> int:
    """In how many ways these ratings can lie among the people."""
    return factorial(sum(ratings)) // prod(factorial(number) for number in ratings)


def the_gate(ratings: Ratings) -> Hashable:
    """What is shown of one source in which all who were asked rated."""
    people = sum(ratings)
    released = release(
        Partition({Source.REPORTS: people}),
        {Source.REPORTS: people},
        {("item", Source.REPORTS): Tally(ratings)},
    )
    cell = released.cell("item", Source.REPORTS)
    return (cell.value, cell.low_end, cell.high_end, cell.spread) if isinstance(cell, Shown) else None


def knowing_ones_own(people: int, gate: Cell = the_gate) -> Fraction:
    """How often somebody who answered, and sees what is shown, knows what every other person answered.

    That is: of the sets of ratings behind what is shown, their own answer is in one alone.
    """
    origins: dict[Hashable, list[Ratings]] = defaultdict(list)
    for ratings in every_set(people):
        origins[gate(ratings)].append(ratings)
    told = 0
    for sets in origins.values():
        for own in range(5):
            left = [_without(ratings, own) for ratings in sets if ratings[own]]
            told += ways(left[0]) if len(left) == 1 else 0
    return Fraction(told, 5**people)


def _without(ratings: Ratings, own: int) -> Ratings:
    one, two, three, four, five = (n - (step == own) for step, n in enumerate(ratings))
    return one, two, three, four, five


class Beside(NamedTuple):
    """How often two waves tell all that was answered in one of three parts, and how often of whom as well."""

    whole: Fraction  # which answers a part gave, and where they were not alike not who gave which
    each: Fraction  # what each person of a part answered


def beside(shape: Shape, gate: Cell = the_gate) -> Beside:
    """Two waves side by side, for whoever supposes that all who were asked twice answered the same twice.

    The parts are those who were asked the first time alone, both times, and the second time alone.
    """
    seen: dict[Hashable, tuple[set[Ratings], set[Ratings], set[Ratings], list[int]]] = {}
    shown: dict[Ratings, Hashable] = {}

    def of(one: Ratings, other: Ratings) -> Hashable:
        both = add(one, other)
        if both not in shown:
            shown[both] = gate(both)
        return shown[both]

    for before, stayed, now in product(*(list(every_set(size)) for size in shape)):
        output = (of(before, stayed), of(now, stayed))
        first, second, third, number = seen.setdefault(output, (set(), set(), set(), [0]))
        first.add(before)
        second.add(stayed)
        third.add(now)
        number[0] += ways(before) * ways(stayed) * ways(now)
    whole = each = 0
    for *parts, number in seen.values():
        alone = [next(iter(part)) for part, size in zip(parts, shape, strict=True) if size and len(part) == 1]
        whole += number[0] if alone else 0
        each += number[0] if any(sum(one) in one for one in alone) else 0
    return Beside(Fraction(whole, 5 ** sum(shape)), Fraction(each, 5 ** sum(shape)))


def add(one: Ratings, other: Ratings) -> Ratings:
    """The ratings of two groups together."""
    first, second, third, fourth, fifth = (a + b for a, b in zip(one, other, strict=True))
    return first, second, third, fourth, fifth


def table_of_sizes(sizes: Iterable[int] = SIZES) -> list[str]:
    """The first table, as the lines of the docs."""
    head = ["| people who rated | knows what all others answered |", "|---|---|"]
    return head + [f"| {people} | {_percent(knowing_ones_own(people))} |" for people in sizes]


def table_of_waves(shapes: Iterable[Shape] = (*SHAPES, *REFUSED)) -> list[str]:
    """The second table, as the lines of the docs."""
    head = [
        "| the first time | both times | the second time | asked again | a part | and who gave which |",
        "|---|---|---|---|---|---|",
    ]
    return head + [
        f"| {shape.before} | {shape.both} | {shape.now} | {'no' if shape in REFUSED else 'yes'} "
        f"| {_percent(told.whole)} | {_percent(told.each)} |"
        for shape, told in ((shape, beside(shape)) for shape in shapes)
    ]


def _percent(share: Fraction) -> str:
    return f"{float(share) * 100:.2f} %" if share == 0 or share >= Fraction(1, 20000) else "under 0.01 %"


if __name__ == "__main__":
    sys.stdout.write("\n".join([*table_of_sizes(), "", *table_of_waves()]) + "\n")
