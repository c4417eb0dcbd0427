from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.core.anonymity import NOT_SHOWN, BelowFloor, Partition, Shown, Source, Tally, release
from hansei.core.mirror import (
    BOUND,
    USABLE,
    Confidence,
    Drawn,
    OutlookKind,
    Reading,
    differs,
    drawn,
    order,
    outlook,
    reading,
    together,
)
from tests.core.gate_proof import SIZES, every_set

NOT_SURE, FAIRLY_SURE, SURE = Confidence.NOT_SURE, Confidence.FAIRLY_SURE, Confidence.SURE


def seen(*ratings: int, source: Source = Source.REPORTS) -> Shown:
    """What the gate lets out of these ratings."""
    people = len(ratings)
    counts = {("item", source): Tally.of(ratings)}
    cell = release(Partition({source: people}), {source: people}, counts).cell("item", source)
    assert isinstance(cell, Shown)
    return cell


# The outlook, before anything is predicted


@pytest.mark.parametrize(
    ("placed", "percent", "kind"),
    [
        (0, 0, OutlookKind.NOBODY_PLACED),
        (1, 0, OutlookKind.CANNOT),
        (3, 0, OutlookKind.CANNOT),
        (4, 18, OutlookKind.NEEDS_ALL),
        (5, 43, OutlookKind.NEEDS_MOST),
        (6, 65, OutlookKind.FAIR),
        (7, 80, OutlookKind.LIKELY),
        (8, 89, OutlookKind.LIKELY),
        (9, 95, OutlookKind.LIKELY),
    ],
)
def test_the_outlook_is_the_one_the_evidence_gives(placed: int, percent: int, kind: OutlookKind) -> None:
    found = outlook(Source.PEERS, placed)
    assert (found.source, found.placed, found.needed) == (Source.PEERS, placed, 4)
    assert (found.percent, found.kind) == (percent, kind)


@given(st.integers(4, 8), st.integers(0, 30))
def test_the_chance_is_that_enough_of_those_placed_answer(k: int, placed: int) -> None:
    too_few = sum(
        comb(placed, n) * USABLE**n * (1 - USABLE) ** (placed - n) for n in range(min(k, placed + 1))
    )
    assert outlook(Source.REPORTS, placed, k).chance == 1 - too_few


@given(st.sampled_from([Source.PEERS, Source.REPORTS, Source.FURTHER]), st.integers(4, 8), st.integers(0, 30))
def test_one_more_person_never_makes_the_outlook_worse_and_a_higher_k_never_better(
    source: Source, k: int, placed: int
) -> None:
    kinds: list[OutlookKind] = [kind for kind in OutlookKind if kind is not OutlookKind.BY_NAME]
    here, more, stricter = (
        outlook(source, placed, k),
        outlook(source, placed + 1, k),
        outlook(source, placed, k + 1),
    )
    assert stricter.chance <= here.chance <= more.chance
    assert kinds.index(stricter.kind) <= kinds.index(here.kind) <= kinds.index(more.kind)


@given(st.integers(4, 9), st.integers(0, 30))
def test_what_is_said_to_be_out_of_reach_is_and_what_needs_all_needs_all(k: int, placed: int) -> None:
    found = outlook(Source.FURTHER, placed, k)
    assert (found.chance == 0) == (found.kind in (OutlookKind.NOBODY_PLACED, OutlookKind.CANNOT))
    assert (found.chance == USABLE**placed) == (found.kind in (OutlookKind.NEEDS_ALL,))
    if found.kind is OutlookKind.NEEDS_MOST:
        assert found.chance < Fraction(1, 2)
        assert 2 * found.needed > found.placed


def test_the_boss_is_one_person_who_answers_by_name() -> None:
    for k in (4, 7):
        found = outlook(Source.BOSS, 1, k)
        assert (found.kind, found.needed, found.percent) == (OutlookKind.BY_NAME, 1, 65)
        assert outlook(Source.BOSS, 0, k).kind is OutlookKind.NOBODY_PLACED
    with pytest.raises(ValueError):
        outlook(Source.BOSS, 2)


def test_no_outlook_is_given_below_the_floor_or_for_fewer_than_none() -> None:
    with pytest.raises(BelowFloor):
        outlook(Source.PEERS, 9, 3)
    with pytest.raises(ValueError):
        outlook(Source.PEERS, -1)


def test_peers_and_reports_have_an_outlook_together_only_where_they_are_sure_to_be_merged() -> None:
    assert together(3, 3) == outlook(Source.AROUND, 6)
    assert together(1, 2) == outlook(Source.AROUND, 3)
    for peers, reports in ((4, 3), (3, 4), (0, 3), (3, 0), (4, 4)):
        assert together(peers, reports) is None
    assert together(4, 4, 5) == outlook(Source.AROUND, 8, 5)


# Reading an expectation beside what was experienced


@pytest.mark.parametrize(
    ("expected", "ratings", "said"),
    [
        (4, (2, 2, 3, 3), Reading.DIFFERENT),
        (3, (2, 2, 3, 3), Reading.CLOSE),
        (2, (2, 2, 3, 3), Reading.CLOSE),
        (1, (2, 2, 3, 3), Reading.DIFFERENT),
        (2, (1, 1, 1, 1), Reading.CLOSE),  # shown as 1.5 or less, and read from there
        (3, (1, 1, 1, 1), Reading.DIFFERENT),
        (3, (3, 3, 3, 3, 4, 4, 4, 4), Reading.CLOSE),  # 3.5
        (3, (3, 3, 4, 4, 4, 4, 4, 4), Reading.CLOSE),  # 3.75 would be 0.75 away; 3.7 is shown
        (3, (3, 4, 4, 4, 4, 4, 4, 4), Reading.DIFFERENT),
    ],
)
def test_close_is_under_the_bound_and_different_from_it_on(
    expected: int, ratings: tuple[int, ...], said: Reading
) -> None:
    assert reading(expected, seen(*ratings)) is said


@given(st.integers(1, 5), st.lists(st.integers(1, 5), min_size=4, max_size=20))
def test_the_reading_is_made_from_the_released_value_alone(expected: int, ratings: list[int]) -> None:
    cell = seen(*ratings)
    apart = abs(Decimal(expected) - cell.value)
    assert reading(expected, cell) is (Reading.CLOSE if apart < Decimal("0.75") else Reading.DIFFERENT)


def test_two_groups_that_look_alike_are_read_alike() -> None:
    # Their exact means lie on either side of the bound from 2; the sentence must not tell which is which.
    for expected in range(6):
        assert reading(expected, seen(1, 1, 1, 2)) is reading(expected, seen(1, 1, 2, 2))


def test_the_bound_is_what_the_rule_gives_for_every_group_that_can_be_shown() -> None:
    pooled, z = 0.9, 1.64
    for people in range(4, 200):
        assert max(0.75, z * pooled / people**0.5) == float(BOUND)


def test_a_boss_is_read_by_the_rating_as_answered() -> None:
    boss = seen(4, source=Source.BOSS)
    assert [reading(p, boss) for p in range(1, 6)] == [
        Reading.DIFFERENT,
        Reading.DIFFERENT,
        Reading.DIFFERENT,
        Reading.CLOSE,
        Reading.DIFFERENT,
    ]


def test_nothing_is_read_where_nothing_is_shown_or_nothing_was_expected() -> None:
    for expected in range(6):
        assert reading(expected, NOT_SHOWN) is Reading.NOT_SHOWN
    assert reading(0, seen(3, 3, 3, 3)) is Reading.NOTHING_EXPECTED


# Self and expected


@given(st.integers(0, 5), st.integers(0, 5))
def test_self_and_expected_differ_where_both_are_there_and_not_the_same(own: int, expected: int) -> None:
    assert differs(own, expected) == (own > 0 and expected > 0 and own != expected)
    assert differs(own, expected) == differs(expected, own)


@pytest.mark.parametrize("value", [-1, 6])
def test_a_rating_out_of_range_is_refused_everywhere(value: int) -> None:
    for use in (
        lambda: differs(value, 3),
        lambda: differs(3, value),
        lambda: reading(value, seen(3, 3, 3, 3)),
        lambda: reading(value, NOT_SHOWN),
        lambda: drawn(value, 3, NOT_SHOWN),
        lambda: drawn(3, value, NOT_SHOWN),
    ):
        with pytest.raises(ValueError):
            use()


# In which order


def test_confidence_has_three_steps_in_order() -> None:
    assert NOT_SURE < FAIRLY_SURE < SURE
    assert len(Confidence) == 3


def test_the_surest_come_first_and_equals_stay_as_they_were_given() -> None:
    sure = {"a": [NOT_SURE], "b": [NOT_SURE, SURE], "c": [FAIRLY_SURE], "d": [SURE, SURE], "e": [NOT_SURE]}
    assert order("abcde", sure) == ("b", "d", "c", "a", "e")
    assert order("edcba", sure) == ("d", "b", "c", "e", "a")


@given(
    st.lists(st.integers(), unique=True),
    st.dictionaries(st.integers(), st.lists(st.sampled_from(Confidence), max_size=4)),
)
def test_ordering_keeps_every_behaviour_once(
    behaviours: list[int], sure: dict[int, list[Confidence]]
) -> None:
    ordered = order(behaviours, sure)
    assert sorted(ordered) == sorted(behaviours)
    surest = [max(sure.get(one, []), default=0) for one in ordered]
    assert surest == sorted(surest, reverse=True)
    for first, second in pairwise(ordered):
        if max(sure.get(first, []), default=0) == max(sure.get(second, []), default=0):
            assert behaviours.index(first) < behaviours.index(second)


# What is drawn


def test_a_nought_leaves_its_mark_out() -> None:
    hidden = Drawn(None, None, None, low_end=False, high_end=False, band=None)
    assert drawn(0, 0, NOT_SHOWN) == hidden
    marks = drawn(0, 4, seen(3, 3, 3, 3))
    assert (marks.own, marks.expected, marks.experienced) == (None, 4, Decimal("3.0"))
    marks = drawn(4, 0, seen(3, 3, 3, 3))
    assert (marks.own, marks.expected, marks.experienced) == (4, None, Decimal("3.0"))


def test_where_nothing_is_shown_own_and_expected_stay() -> None:
    assert drawn(4, 2, NOT_SHOWN) == Drawn(4, 2, None, low_end=False, high_end=False, band=None)


def test_a_closed_end_is_drawn_at_its_value_with_a_band_cut_off_at_the_scale() -> None:
    marks = drawn(4, 4, seen(1, 1, 1, 2))
    assert (marks.experienced, marks.low_end, marks.high_end) == (Decimal("1.5"), True, False)
    assert marks.band == (Decimal(1), Decimal("2.25"))
    marks = drawn(4, 4, seen(5, 5, 5, 5, 5, 5, 5, 4))
    assert (marks.experienced, marks.low_end, marks.high_end) == (Decimal("4.7"), False, True)
    assert marks.band == (Decimal("3.95"), Decimal(5))


def test_the_boss_has_a_mark_and_no_band() -> None:
    marks = drawn(4, 3, seen(2, source=Source.BOSS))
    assert (marks.own, marks.expected, marks.experienced, marks.band) == (4, 3, Decimal(2), None)


def test_the_expected_mark_stands_in_the_band_exactly_when_the_sentence_says_close() -> None:
    for people in SIZES:
        for ratings in every_set(people):
            cell = seen(*(rating for rating, number in enumerate(ratings, 1) for _ in range(number)))
            for expected in range(1, 6):
                band = drawn(3, expected, cell).band
                assert band is not None
                inside = band[0] <= expected <= band[1]
                assert inside == (reading(expected, cell) is Reading.CLOSE)
