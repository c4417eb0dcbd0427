"""Two releases about the same people, side by side: two waves, more people beside the first, an export.

The same proof as for one release, over what stands on both. Whoever looks is taken to know the rules, who was
asked in which, all that is shown, and even that everybody who was asked twice answered the same twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from fractions import Fraction
from itertools import product

import pytest

from hansei.core import anonymity
from hansei.core.anonymity import Partition, Shown, Source, Tally, too_alike
from hansei.core.anonymity.told import REFUSED, SHAPES, Shape, add, beside, every_set, the_gate
from hansei.core.statistics import released_change
from tests.core.gate_proof import FEW, Leak, Ratings, leaks

K = 4
KEY = b"k" * 32


def asked(shape: Shape) -> tuple[dict[Source, frozenset[int]], dict[Source, frozenset[int]]]:
    """The two waves of a shape, all of them reports."""
    before, both, now = shape
    first = range(before + both)
    second = range(before, before + both + now)
    return {Source.REPORTS: frozenset(first)}, {Source.REPORTS: frozenset(second)}


def mean(ratings: Ratings) -> Fraction:
    return Fraction(sum(step * count for step, count in enumerate(ratings, 1)), sum(ratings))


# Two waves


def test_the_rule_lets_two_groups_through_exactly_if_no_part_of_them_is_under_the_minimum() -> None:
    allowed = 0
    for shape in (Shape(*sizes) for sizes in product(range(13), repeat=3)):
        first, second = asked(shape)
        if not (K <= len(first[Source.REPORTS]) <= 12 and K <= len(second[Source.REPORTS]) <= 12):
            continue
        small = any(0 < part < K for part in shape)
        assert too_alike(second, first, K) == small, shape
        allowed += not small
    assert allowed > 100


@pytest.mark.parametrize("shape", [s for s in SHAPES if s != Shape(4, 4, 4)], ids=str)
def test_of_what_is_let_through_a_part_is_told_person_by_person_in_three_of_a_thousand_cases(
    shape: Shape,
) -> None:
    assert beside(shape).each < Fraction(3, 1000)


@pytest.mark.parametrize("shape", REFUSED[:2], ids=str)
def test_of_what_is_refused_somebody_is_told_in_one_case_of_ten(shape: Shape) -> None:
    """The broken gate that asks one person fewer, or one more: the proof finds what it tells."""
    assert beside(shape).each > Fraction(1, 10)


def test_two_exchanged_people_are_told_although_four_are_other_than_before() -> None:
    """The broken gate that counts who is other and does not look at each side: g and h for x and y."""
    first, second = asked(Shape(2, 6, 2))
    assert len(first[Source.REPORTS] ^ second[Source.REPORTS]) == K
    assert beside(Shape(2, 6, 2), mean).each > Fraction(1, 1000)
    assert too_alike(second, first, K)


def test_one_person_is_not_set_apart_by_three_waves_of_which_no_two_are_too_alike() -> None:
    """Six reports; five others; then all of them and one more: the third less the other two is that one."""
    reports, others = frozenset("abcdef"), frozenset("mnopq")
    first, second = {Source.REPORTS: reports}, {Source.FURTHER: others}
    third = {Source.REPORTS: reports | others | {"z"}}
    assert not too_alike(second, first, K)
    assert not any(len(group ^ third[Source.REPORTS]) < K for group in (reports, others))
    assert too_alike(third, [first, second], K)
    assert not too_alike({Source.REPORTS: reports | others | frozenset("wxyz")}, [first, second], K)


def test_the_same_people_asked_again_tell_no_more_than_each_time_alone() -> None:
    """Their answers may have changed, so that the two are two releases; where none changed they are one."""

    def gate(ratings: Ratings) -> Hashable:
        return the_gate(ratings), the_gate(ratings)

    assert leaks(gate) == []


# What is said of a change


def after_two(
    say: Callable[[Ratings, Ratings], Hashable], people: int, other: int
) -> dict[Hashable, tuple[set[Ratings], set[Ratings]]]:
    """What is behind each pair of figures with its sentence, in the first group and in the second."""
    found: dict[Hashable, tuple[set[Ratings], set[Ratings]]] = defaultdict(lambda: (set(), set()))
    for first, second in product(every_set(people), every_set(other)):
        behind = found[the_gate(first), the_gate(second), say(first, second)]
        behind[0].add(first)
        behind[1].add(second)
    return found


def cell(ratings: Ratings) -> Shown:
    people = sum(ratings)
    tally = {("item", Source.REPORTS): Tally(ratings)}
    shown = anonymity.release(Partition({Source.REPORTS: people}), {Source.REPORTS: people}, tally, k=K).cell(
        "item", Source.REPORTS
    )
    assert isinstance(shown, Shown)
    return shown


CELLS = {ratings: cell(ratings) for people in (4, 5) for ratings in every_set(people)}


def from_what_was_released(first: Ratings, second: Ratings) -> Hashable:
    return released_change(CELLS[first], CELLS[second])


def from_the_exact_means(first: Ratings, second: Ratings) -> Hashable:
    return mean(second) - mean(first)


@pytest.mark.parametrize(("people", "other"), [(4, 4), (4, 5)])
def test_the_sentence_of_a_change_tells_no_more_than_the_two_figures(people: int, other: int) -> None:
    seen = after_two(from_what_was_released, people, other)
    assert all(len(part) >= FEW for parts in seen.values() for part in parts)


def test_the_proof_finds_the_leak_in_a_change_of_the_exact_means() -> None:
    seen = after_two(from_the_exact_means, 4, 4)
    assert any(len(part) == 1 and 4 in next(iter(part)) for parts in seen.values() for part in parts)


# More people beside the first


def told_beside(shown: Callable[[Ratings, Ratings], Hashable], first: int, more: int) -> list[Leak]:
    """What two groups of different people leave open, where it is less than the gate leaves open of one."""
    found: dict[Hashable, tuple[set[Ratings], set[Ratings]]] = defaultdict(lambda: (set(), set()))
    for one, other in product(every_set(first), every_set(more)):
        behind = found[shown(one, other)]
        behind[0].add(one)
        behind[1].add(other)
    return [
        Leak(sum(next(iter(part))), output, tuple(part))
        for output, parts in found.items()
        for part in parts
        if len(part) < FEW
    ]


def apart(first: Ratings, more: Ratings) -> Hashable:
    return the_gate(first), the_gate(more)


def added_in(first: Ratings, more: Ratings) -> Hashable:
    return the_gate(first), the_gate(add(first, more))


def apart_with_a_total(first: Ratings, more: Ratings) -> Hashable:
    return the_gate(first), the_gate(more), the_gate(add(first, more))


def test_more_people_who_stand_apart_tell_nothing_of_each_other() -> None:
    assert told_beside(apart, 4, 4) == []
    assert told_beside(apart, 5, 4) == []


@pytest.mark.parametrize("broken", [added_in, apart_with_a_total])
def test_the_proof_finds_the_leak_where_they_are_added_in(broken: Callable[..., Hashable]) -> None:
    assert any(leak.unanimous for leak in told_beside(broken, 4, 4))


# An export beside the page


def on_the_page(ratings: Ratings) -> Shown:
    return CELLS.get(ratings) or cell(ratings)


def test_the_stored_release_beside_the_page_tells_no_more() -> None:
    def gate(ratings: Ratings) -> Hashable:
        people = sum(ratings)
        tally = {("item", Source.REPORTS): Tally(ratings)}
        released = anonymity.release(
            Partition({Source.REPORTS: people}), {Source.REPORTS: people}, tally, k=K
        )
        again = anonymity.restore(anonymity.to_json(released, KEY), KEY)
        return the_gate(ratings), anonymity.to_json(again, KEY), again.cell("item", Source.REPORTS)

    assert leaks(gate, range(4, 10)) == []


def an_export_with_two_more_decimals(ratings: Ratings) -> Hashable:
    return the_gate(ratings), round(float(mean(ratings)), 2)


def an_export_with_other_rounding(ratings: Ratings) -> Hashable:
    """Coarser than the page, whole steps. Beside half steps it still cuts them in two."""
    return the_gate(ratings), int(mean(ratings) + Fraction(1, 2))


def an_export_that_is_longer_where_all_agree(ratings: Ratings) -> Hashable:
    return the_gate(ratings), "close together" if max(ratings) == sum(ratings) else ""


@pytest.mark.parametrize(
    "broken",
    [
        an_export_with_two_more_decimals,
        an_export_with_other_rounding,
        an_export_that_is_longer_where_all_agree,
    ],
)
def test_the_proof_finds_the_leak_in_an_export_beside_the_page(broken: Callable[..., Hashable]) -> None:
    assert leaks(broken)
