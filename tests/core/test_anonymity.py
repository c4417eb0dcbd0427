from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.core import anonymity
from hansei.core.anonymity import (
    FLOORS,
    K_MIRROR,
    K_PULSE,
    NOT_SHOWN,
    BelowFloor,
    Inconsistent,
    Kind,
    Partition,
    PeopleBand,
    Response,
    Shown,
    Source,
    Tally,
    release,
)
from tests.core.rounds import AROUND, BOSS, FURTHER, PEERS, REPORTS, Answers, answers_, opened, rounds_, told

ratings_ = st.lists(st.integers(1, 5), min_size=4, max_size=25)


def one(*ratings: int) -> Shown:
    cell = opened({("item", REPORTS): list(ratings)}).cell("item", REPORTS)
    assert isinstance(cell, Shown)
    return cell


def spelled(counts: tuple[int, ...]) -> list[int]:
    return [rating for rating, number in enumerate(counts, 1) for _ in range(number)]


# How coarse


@pytest.mark.parametrize(
    ("ratings", "value", "end"),
    [
        ([1, 1, 1, 1], "1.5", "low"),
        ([1, 1, 2, 2], "1.5", "low"),
        ([1, 2, 2, 2], "2.0", ""),  # 1.75, a tie: towards the middle
        ([2, 2, 2, 3], "2.5", ""),  # 2.25
        ([2, 3, 3, 3], "3.0", ""),  # 2.75
        ([3, 3, 3, 4], "3.0", ""),  # 3.25
        ([3, 4, 4, 4], "3.5", ""),  # 3.75
        ([4, 4, 4, 5], "4.0", ""),  # 4.25
        ([4, 4, 5, 5], "4.5", "high"),
        ([5, 5, 5, 5, 5, 5, 5], "4.5", "high"),
        ([1, 1, 2, 2, 2], "1.5", "low"),  # 1.6
        ([1] * 8, "1.3", "low"),
        ([1] * 7 + [3], "1.3", "low"),  # 1.25
        ([1] * 7 + [4], "1.4", ""),  # 1.375
        ([5] * 7 + [2], "4.6", ""),
        ([5] * 7 + [3], "4.7", "high"),
        ([1] * 13 + [2] * 7, "1.4", ""),  # 1.35, a tie that binary fractions get wrong
        ([5] * 13 + [4] * 7, "4.6", ""),
        ([2] * 9 + [3] * 11, "2.6", ""),  # 2.55
        ([3] * 8, "3.0", ""),
    ],
)
def test_a_mean_is_rounded_once_with_ties_to_the_middle_and_then_closed(
    ratings: list[int], value: str, end: str
) -> None:
    cell = one(*ratings)
    assert str(cell.value) == value
    assert (cell.low_end, cell.high_end) == (end == "low", end == "high")
    assert cell.people is (PeopleBand.UNDER_EIGHT if len(ratings) < 8 else PeopleBand.FROM_EIGHT)


@given(ratings_)
def test_a_value_lies_on_its_grid_and_within_half_a_step_of_the_mean_unless_an_end_is_closed(
    ratings: list[int],
) -> None:
    cell = one(*ratings)
    step, low, high = (Fraction(1, 2), "1.5", "4.5") if len(ratings) < 8 else (Fraction(1, 10), "1.3", "4.7")
    value = Fraction(cell.value)
    assert value % step == 0
    assert Decimal(low) <= cell.value <= Decimal(high)
    assert cell.low_end == (cell.value == Decimal(low))
    assert cell.high_end == (cell.value == Decimal(high))
    off = value - Fraction(sum(ratings), len(ratings))
    assert abs(off) <= step / 2 or (cell.low_end and off > 0) or (cell.high_end and off < 0)


@given(ratings_)
def test_both_ends_of_the_scale_are_treated_alike(ratings: list[int]) -> None:
    cell, mirrored = one(*ratings), one(*(6 - rating for rating in ratings))
    assert mirrored.value == 6 - cell.value
    assert (mirrored.low_end, mirrored.high_end) == (cell.high_end, cell.low_end)
    assert mirrored.spread is cell.spread


@pytest.mark.parametrize("rating", [1, 2, 3, 4, 5])
def test_the_boss_is_shown_exactly_as_answered_and_from_one(rating: int) -> None:
    released = opened({("item", BOSS): [rating]})
    cell = released.cell("item", BOSS)
    assert told(cell) == (Decimal(rating), False, False, None, PeopleBand.ONE)
    assert released.response(BOSS) is None


def test_a_boss_without_a_rating_is_not_shown_whether_without_an_answer_or_without_a_chance_to_see() -> None:
    silent = release(Partition({BOSS: 1}), {}, {("item", BOSS): Tally()})
    unseen = release(Partition({BOSS: 1}), {BOSS: 1}, {("item", BOSS): Tally.of([0])})
    assert silent == unseen
    assert silent.cell("item", BOSS) is NOT_SHOWN


# What is shown at all


def test_a_cell_is_shown_from_k_ratings_and_no_chance_to_see_is_none() -> None:
    released = opened({("a", PEERS): [2, 3, 4, 5], ("b", PEERS): [2, 3, 4, 0], ("c", PEERS): [5, 5, 5]})
    assert isinstance(released.cell("a", PEERS), Shown)
    assert released.cell("b", PEERS) is NOT_SHOWN
    assert released.cell("c", PEERS) is NOT_SHOWN


@given(rounds_, st.integers(4, 7), st.data())
def test_nothing_but_the_numbers_of_people_decides_what_is_shown(
    answers: Answers, k: int, data: st.DataObject
) -> None:
    other = {
        place: [data.draw(st.integers(1, 5)) if answer else 0 for answer in given_]
        for place, given_ in answers.items()
    }
    first, second = opened(answers, k), opened(other, k)
    assert first.items == second.items
    assert first.sources == second.sources
    for source in Source:
        assert first.response(source) is second.response(source)
        assert first.asked(source) == second.asked(source)
        for item in first.items:
            one_, two = first.cell(item, source), second.cell(item, source)
            assert type(one_) is type(two)
            if isinstance(one_, Shown) and isinstance(two, Shown):
                assert one_.people is two.people


@given(rounds_, st.integers(4, 9))
def test_no_cell_rests_on_fewer_than_k_people(answers: Answers, k: int) -> None:
    released = opened(answers, k)
    for item in released.items:
        for source in released.sources:
            parts = (PEERS, REPORTS) if source is AROUND else (source,)
            usable = sum(1 for part in parts for answer in answers.get((item, part), []) if answer)
            assert isinstance(released.cell(item, source), Shown) == (usable >= k)


def test_an_unknown_item_is_an_error_and_a_source_that_was_not_asked_is_not_shown() -> None:
    released = opened({("a", PEERS): [2, 3, 4, 5]})
    assert released.cell("a", FURTHER) is NOT_SHOWN
    assert released.asked(FURTHER) == 0
    with pytest.raises(KeyError):
        released.cell("b", PEERS)


@pytest.mark.parametrize(
    ("people", "asked", "band"),
    [
        (3, 3, None),
        (4, 11, Response.UNDER_HALF),
        (4, 10, Response.HALF),
        (6, 10, Response.HALF),
        (7, 10, Response.MOST),
        (10, 10, Response.MOST),
    ],
)
def test_how_many_answered_is_a_band_and_only_from_k(people: int, asked: int, band: Response | None) -> None:
    released = opened({("item", FURTHER): [3] * people}, asked={FURTHER: asked})
    assert released.response(FURTHER) is band
    assert released.asked(FURTHER) == asked


# The floors


def test_the_floors_are_four_for_a_mirror_and_five_for_respect_and_pulse() -> None:
    assert (K_MIRROR, K_PULSE) == (4, 5)
    assert FLOORS == {Kind.MIRROR: 4, Kind.RESPECT: 5, Kind.PULSE: 5}


@pytest.mark.parametrize("kind", Kind)
def test_k_can_be_raised_and_never_lowered(kind: Kind) -> None:
    partition, counts = Partition({PEERS: 9}), {("item", PEERS): Tally.of([3] * 9)}
    floor = FLOORS[kind]
    for k in (floor, floor + 1, 9):
        assert release(partition, {PEERS: 9}, counts, k=k, kind=kind).k == k
    for k in (floor - 1, 1, 0, -1):
        with pytest.raises(BelowFloor, match="not lowered"):
            release(partition, {PEERS: 9}, counts, k=k, kind=kind)
        with pytest.raises(BelowFloor):
            anonymity.checked_k(k, kind)


@pytest.mark.parametrize("k", [True, 4.0, "5", None])
def test_k_is_a_whole_number(k: object) -> None:
    with pytest.raises(BelowFloor):
        anonymity.checked_k(k)  # type: ignore[arg-type]


def test_a_raised_k_hides_what_a_lower_one_shows() -> None:
    answers: Answers = {("item", FURTHER): [3, 3, 3, 3, 3]}
    assert isinstance(opened(answers, k=5).cell("item", FURTHER), Shown)
    assert opened(answers, k=6).cell("item", FURTHER) is NOT_SHOWN


# Numbers that cannot be true


def test_numbers_that_cannot_be_true_together_release_nothing() -> None:
    four = Tally.of([1, 2, 3, 4])
    for asked, people, counts in (
        ({PEERS: 4}, {PEERS: 5}, {}),
        ({PEERS: 4}, {PEERS: -1}, {}),
        ({PEERS: 4}, {PEERS: 3}, {("item", PEERS): four}),
        ({PEERS: 4}, {PEERS: 4}, {("item", PEERS): four + Tally(no_chance=1)}),
        ({PEERS: 4}, {REPORTS: 4}, {}),
        ({PEERS: 4}, {PEERS: 4}, {("item", REPORTS): Tally(no_chance=1)}),
        ({PEERS: 4}, {PEERS: 4}, {("item", AROUND): four}),
        ({PEERS: 4, REPORTS: 0}, {PEERS: 4, REPORTS: 1}, {}),
        ({BOSS: 1}, {BOSS: 1}, {("item", BOSS): Tally.of([1, 5])}),
    ):
        with pytest.raises(Inconsistent) as caught:
            release(Partition(asked), people, counts)
        assert not any(letter.isdigit() for letter in str(caught.value))


@pytest.mark.parametrize("asked", [{PEERS: -1}, {AROUND: 4}, {BOSS: 2}])
def test_a_partition_that_makes_no_sense_is_refused(asked: dict[Source, int]) -> None:
    with pytest.raises(Inconsistent):
        Partition(asked)


@pytest.mark.parametrize("answer", [-1, 6, 2.5, "3"])
def test_an_answer_is_nought_to_five(answer: object) -> None:
    with pytest.raises(Inconsistent):
        Tally.of([answer])  # type: ignore[list-item]


@pytest.mark.parametrize("numbers", [((1, 2, 3, 4), 0), ((1, 2, 3, 4, -1), 0), ((0, 0, 0, 0, 0), -1)])
def test_a_tally_is_five_numbers_and_one(numbers: tuple[tuple[int, ...], int]) -> None:
    with pytest.raises(Inconsistent):
        Tally(*numbers)  # type: ignore[arg-type]


@given(answers_)
def test_a_tally_counts_what_it_was_given(answers: list[int]) -> None:
    tally = Tally.of(answers)
    assert tally.no_chance == answers.count(0)
    assert spelled(tally.ratings) == sorted(answer for answer in answers if answer)
    assert tally.usable == len(answers) - answers.count(0)


def test_a_partition_does_not_change_when_what_it_was_made_from_does() -> None:
    asked = {PEERS: 4}
    partition = Partition(asked)
    asked[PEERS] = 9
    assert partition.asked == {PEERS: 4}
    with pytest.raises(TypeError):
        partition.asked[PEERS] = 9  # type: ignore[index]


def test_neither_a_tally_nor_a_release_writes_itself_into_a_log() -> None:
    released = opened({("item", PEERS): [1, 2, 3, 4]})
    for secret in (Tally.of([1, 2]), released, released.cell("item", PEERS)):
        assert not any(letter.isdigit() for letter in repr(secret) + str(secret))
