"""What the statistics promise for any numbers: their range, their symmetries, and where they refuse."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations_with_replacement
from math import inf
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hansei.core import statistics
from hansei.core.anonymity import NOT_SHOWN, Partition, Shown, Source, Tally, release
from hansei.core.mirror import BOUND, Reading, reading
from hansei.core.statistics import AGREEMENT_FROM, Band, Index, Null, Reason, Says, Unanswerable

counts = st.tuples(*[st.integers(0, 6)] * 5)
enough = counts.filter(lambda one: sum(one) >= AGREEMENT_FROM)
many = st.lists(enough, min_size=1, max_size=5)
ratings = st.lists(st.integers(1, 5), min_size=4, max_size=14)


def seen(*answers: int, source: Source = Source.REPORTS) -> Shown:
    """What the gate lets out of these ratings."""
    people = len(answers)
    tally = {("item", source): Tally.of(answers)}
    cell = release(Partition({source: people}), {source: people}, tally).cell("item", source)
    assert isinstance(cell, Shown)
    return cell


def refusal(question: Any, *of: Any) -> Reason:
    with pytest.raises(Unanswerable) as refused:
        question(*of)
    assert str(refused.value).endswith(".")
    return refused.value.reason


# ---------------------------------------------------------------------------------------------------- range
@given(many, st.sampled_from(list(Null)))
def test_agreement_is_between_none_and_all(items: list[tuple[int, ...]], null: Null) -> None:
    plain, inflated = statistics.r_star_wg_j(items, null), statistics.r_wg_j(items, null)
    assert 0 <= plain <= inflated <= 1
    assert 0 <= statistics.ad_m(items) <= 2
    assert (plain == 1) == (statistics.ad_m(items) == 0) == all(max(one) == sum(one) for one in items)


@given(many, st.randoms(use_true_random=False))
def test_no_order_and_no_direction_of_the_scale_changes_agreement(
    items: list[tuple[int, ...]], random: Any
) -> None:
    shuffled = random.sample(items, len(items))
    turned = [one[::-1] for one in items]
    for of in (statistics.r_wg_j, statistics.r_star_wg_j, statistics.ad_m):
        assert of(items) == of(shuffled) == of(turned)


@given(st.integers(1, 4), st.integers(0, 4), st.integers(5, 9))
def test_people_who_move_to_the_middle_agree_no_less(middle: int, apart: int, people: int) -> None:
    near, far = [0] * 5, [0] * 5
    near[2], far[2] = people, people
    for step, one in ((1, near), (2, far)):
        one[2 - step] += apart
        one[2 + step] += apart
    assert statistics.r_wg(near) >= statistics.r_wg(far)
    assert statistics.ad_m([near]) <= statistics.ad_m([far])
    # The same again and again is more of the same to r_wg(J), and nothing new to r*_wg(J).
    assert statistics.r_wg_j([far] * middle) <= statistics.r_wg_j([far] * (middle + 1))
    assert statistics.r_star_wg_j([far] * middle) == statistics.r_star_wg_j([far])


@given(st.lists(counts, min_size=2, max_size=5))
def test_reliability_keeps_its_range_and_knows_no_names(groups: list[tuple[int, ...]]) -> None:
    told = [one for one in groups if sum(one)]
    assume(len(told) > 1 and sum(map(sum, told)) > len(told))
    assume(len({point for one in told for point, number in enumerate(one) if number}) > 1)
    size, one, mirrored = (
        statistics.average_size(groups),
        statistics.icc1(groups),
        [group[::-1] for group in reversed(groups)],
    )
    assert 1 < size <= sum(map(sum, told)) / len(told)
    assert -1 / (size - 1) - 1e-9 <= one <= 1
    assert statistics.icc1(mirrored) == one
    if refused_or_not(statistics.icc2, groups) is None:
        two = statistics.icc2(groups)
        assert -inf < two <= 1
        assert two == pytest.approx(size * one / (1 + (size - 1) * one))
        assert statistics.icc2(mirrored) == two


def refused_or_not(question: Any, *of: Any) -> Reason | None:
    try:
        question(*of)
    except Unanswerable as error:
        return error.reason
    return None


@given(st.integers(2, 4), st.data())
def test_alpha_is_at_most_one_and_knows_no_order(items: int, data: st.DataObject) -> None:
    row = st.lists(st.integers(1, 5), min_size=items, max_size=items)
    rows = data.draw(st.lists(row, min_size=2, max_size=9))
    assume(len({sum(one) for one in rows}) > 1)
    found = statistics.cronbach_alpha(rows)
    assert found <= 1
    assert statistics.cronbach_alpha([one[::-1] for one in reversed(rows)]) == found
    assert statistics.cronbach_alpha([[one[0]] * items for one in rows] + [[1] * items, [5] * items]) == 1


@given(counts.filter(lambda one: sum(one) > 1), st.integers(0, 30))
def test_the_error_shrinks_as_more_of_those_invited_answer(one: tuple[int, ...], more: int) -> None:
    n = sum(one)
    finite = statistics.standard_error(one, n + more)
    assert 0 <= finite <= statistics.standard_error(one, n + more + 1) <= statistics.standard_error(one)
    assert statistics.standard_error(one, n) == 0
    assert statistics.pooled_sd([one]) == pytest.approx(statistics.variance(one) ** 0.5)
    with pytest.raises(ValueError):
        statistics.standard_error(one, n - 1)


@pytest.mark.parametrize("index", list(Index))
def test_chance_is_the_same_each_time_and_less_lenient_with_more_people(index: Index) -> None:
    again = [statistics.chance_level(index, raters, 3, seed=7) for raters in (5, 8, 15)]
    assert again == [statistics.chance_level(index, raters, 3, seed=7) for raters in (5, 8, 15)]
    assert again == sorted(again, reverse=index is not Index.AD_M)
    assert statistics.chance_level(index, 5, seed=8) >= 0


@given(st.sampled_from(list(Index)), st.integers(5, 9), st.integers(1, 3))
def test_at_most_one_draw_in_twenty_is_beyond_chance(index: Index, raters: int, items: int) -> None:
    level = statistics.chance_level(index, raters, items, draws=300)
    past = level - 1e-6 if index is Index.AD_M else level + 1e-6
    assert statistics.chance_of(index, past, raters, items, draws=300) <= 0.05


def test_all_alike_is_beyond_chance_and_split_in_two_is_not() -> None:
    for index in Index:
        assert statistics.agreement(index, [(0, 0, 9, 0, 0)]).beyond_chance
        assert not statistics.agreement(index, [(5, 0, 0, 0, 5)]).beyond_chance


def test_the_words_for_agreement_change_where_they_are_said_to() -> None:
    said = [statistics.band(value) for value in (0, 0.3, 0.31, 0.5, 0.51, 0.7, 0.71, 0.9, 0.91, 1)]
    assert said == [one for one in Band for _ in range(2)]
    with pytest.raises(ValueError):
        statistics.band(1.1)


# -------------------------------------------------------------------------------- expected and experienced
@given(ratings, st.integers(1, 5), st.integers(1, 5))
def test_what_was_known_and_what_was_not_add_up(answers: list[int], own: int, expected: int) -> None:
    cell = seen(*answers)
    known, new = statistics.known_before(own, expected), statistics.surprise(expected, cell)
    assert known + new == statistics.item_gap(own, cell)
    assert abs(new) <= 4
    assert statistics.is_surprise(expected, cell) == (abs(new) >= Decimal("0.75"))
    assert (reading(expected, cell) is Reading.DIFFERENT) == statistics.is_surprise(expected, cell)


@pytest.mark.parametrize("people", [4, 6, 8])
def test_what_is_said_depends_on_nothing_but_what_was_released(people: int) -> None:
    before = seen(3, 3, 3, 3)
    said: dict[tuple[Any, ...], set[Any]] = {}
    for answers in combinations_with_replacement(range(1, 6), people):
        cell = seen(*answers)
        shown = (cell.value, cell.low_end, cell.high_end, cell.people)
        found = (statistics.surprise(4, cell), statistics.released_change(before, cell))
        said.setdefault(shown, set()).add(found)
    assert len(said) > 5
    assert all(len(found) == 1 for found in said.values())


@given(st.integers(1, 40), st.decimals("0", "3", places=2))
def test_the_noise_bound_falls_with_people_and_never_under_the_least(people: int, sd: Decimal) -> None:
    assert statistics.noise_bound(people, sd) >= statistics.noise_bound(people + 1, sd) >= Decimal("0.75")
    assert statistics.noise_bound(people, sd + 1) >= statistics.noise_bound(people, sd)


def test_the_noise_bound_is_the_formula_of_the_evidence() -> None:
    assert statistics.noise_bound(4) == statistics.noise_bound(30) == BOUND == Decimal("0.75")
    assert float(statistics.noise_bound(3)) == pytest.approx(1.64 * 0.9 / 3**0.5)
    assert float(statistics.noise_bound(4, Decimal("1.5"))) == pytest.approx(1.64 * 1.5 / 2)
    assert statistics.bound(seen(4, source=Source.BOSS)) == Decimal("0.75")


def test_an_exact_mean_is_never_set_beside_an_expectation() -> None:
    for raw in (2.25, Decimal("2.25"), (0, 3, 1, 0, 0)):
        with pytest.raises(TypeError):
            statistics.surprise(4, raw)  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            statistics.item_gap(4, raw)  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            statistics.released_change(seen(3, 3, 3, 3), raw)  # type: ignore[arg-type]


# --------------------------------------------------------------------------------------------------- change
@given(ratings, ratings)
def test_a_change_turned_round_is_the_same_with_the_other_sign(one: list[int], other: list[int]) -> None:
    there = statistics.released_change(seen(*one), seen(*other))
    back = statistics.released_change(seen(*other), seen(*one))
    assert (there.value, there.low, there.high) == (-back.value, -back.high, -back.low)
    assert -4 <= there.low <= there.value <= there.high <= 4
    turned = {Says.MORE_OFTEN: Says.LESS_OFTEN, Says.LESS_OFTEN: Says.MORE_OFTEN}
    assert back.says is turned.get(there.says, Says.ABOUT_AS_BEFORE)


def test_what_is_said_of_a_change_is_no_more_than_its_interval_supports() -> None:
    said = statistics.released_change
    assert said(seen(2, 2, 2, 2), seen(3, 3, 3, 3)).says is Says.ABOUT_AS_BEFORE
    assert said(seen(2, 2, 2, 2), seen(4, 4, 4, 4)).says is Says.MORE_OFTEN
    assert said(seen(4, 4, 4, 4), seen(2, 2, 2, 2)).says is Says.LESS_OFTEN
    twelve = [seen(*[rating] * 12) for rating in (2, 3)]
    assert said(*twelve).says is Says.MORE_OFTEN  # the same step, from more people
    # Beyond a closed end the interval reaches to the end of the scale.
    assert said(seen(3, 3, 3, 3), seen(5, 5, 5, 5)).high == pytest.approx(1.5 + 1.0962 + 0.5, abs=1e-3)


def test_an_interval_holds_the_truth_nine_times_of_ten() -> None:
    import random

    rng = random.Random(5)
    held = 0
    for _ in range(600):
        truths = rng.uniform(2.2, 3.8), rng.uniform(2.2, 3.8)
        cells = []
        for truth in truths:
            # People around a true mean, with the spread that is assumed, on whole points of the scale.
            people = [min(5, max(1, round(rng.gauss(truth, 0.85)))) for _ in range(rng.choice((4, 6, 9)))]
            cells.append(seen(*people))
        found = statistics.released_change(*cells)
        held += found.low <= truths[1] - truths[0] <= found.high
    assert held / 600 > 0.88


@given(enough, enough)
def test_a_change_of_counts_is_said_by_the_same_rule(before: tuple[int, ...], now: tuple[int, ...]) -> None:
    assume(max(before) != sum(before) or max(now) != sum(now))
    found = statistics.unpaired_change(before, now)
    assert found.low < found.value < found.high
    assert (found.says is not Says.ABOUT_AS_BEFORE) == (
        abs(found.value) >= 0.75 - 1e-9 and not found.low <= 0 <= found.high
    )
    wider = statistics.unpaired_change(before, now, 0.99)
    assert wider.low < found.low
    with pytest.raises(ValueError):
        statistics.unpaired_change(before, now, 1)


# ------------------------------------------------------------------------------------------------- refusals
def test_what_cannot_be_answered_is_refused_with_a_reason() -> None:
    four, same = (1, 1, 1, 1, 0), (0, 0, 6, 0, 0)
    for of in (
        statistics.r_wg,
        lambda one: statistics.ad_m([one]),
        lambda one: statistics.r_wg_j([same, one]),
    ):
        assert refusal(of, four) is Reason.TOO_FEW_PEOPLE
    assert refusal(statistics.chance_level, Index.R_WG_J, 4) is Reason.TOO_FEW_PEOPLE
    assert refusal(statistics.r_wg_j, []) is Reason.NOTHING_RATED
    assert refusal(statistics.mean, (0, 0, 0, 0, 0)) is Reason.NOTHING_RATED
    assert refusal(statistics.standard_error, (0, 1, 0, 0, 0)) is Reason.TOO_FEW_PEOPLE
    assert refusal(statistics.pooled_sd, [(0, 1, 0, 0, 0)]) is Reason.TOO_FEW_PEOPLE
    for icc in (statistics.icc1, statistics.icc2):
        assert refusal(icc, [four, (0, 0, 0, 0, 0)]) is Reason.ONE_GROUP
        assert refusal(icc, []) is Reason.NOTHING_RATED
        assert refusal(icc, [(1, 0, 0, 0, 0), (0, 0, 1, 0, 0)]) is Reason.GROUPS_OF_ONE
        assert refusal(icc, [same, same]) is Reason.NO_VARIANCE
    assert refusal(statistics.icc2, [four, four]) is Reason.NO_VARIANCE_BETWEEN
    assert refusal(statistics.cronbach_alpha, [[1, 2]]) is Reason.TOO_FEW_PEOPLE
    assert refusal(statistics.cronbach_alpha, [[1], [2]]) is Reason.ONE_ITEM
    assert refusal(statistics.cronbach_alpha, [[1, 5], [5, 1]]) is Reason.NO_VARIANCE
    assert refusal(statistics.unpaired_change, same, same) is Reason.NO_VARIANCE
    assert refusal(statistics.unpaired_change, same, (1, 0, 0, 0, 0)) is Reason.TOO_FEW_PEOPLE
    assert refusal(statistics.surprise, 3, NOT_SHOWN) is Reason.NOT_SHOWN
    assert refusal(statistics.surprise, 0, seen(3, 3, 3, 3)) is Reason.NOTHING_EXPECTED
    assert refusal(statistics.released_change, NOT_SHOWN, seen(3, 3, 3, 3)) is Reason.NOT_SHOWN
    assert (
        refusal(statistics.released_change, seen(3, source=Source.BOSS), seen(3, 3, 3, 3))
        is Reason.ONE_PERSON
    )


def test_numbers_that_are_no_counts_are_refused() -> None:
    for wrong in ((1,), (1, -1), (0.5, 1), (1,) * 12):
        with pytest.raises(ValueError):
            statistics.mean(wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError):
        statistics.icc1([(1, 1, 1), (1, 1, 1, 1, 1)])
    with pytest.raises(ValueError):
        statistics.cronbach_alpha([[1, 2], [1]])
    with pytest.raises(ValueError):
        statistics.null_variance(7, Null.SKEWED)
    with pytest.raises(ValueError):
        statistics.known_before(6, 3)
