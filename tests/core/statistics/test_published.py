"""The figures are those of published examples and of independent programs, to six digits after the point."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations, product
from math import factorial, prod, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from hansei.core import statistics
from hansei.core.statistics import Index, Null
from hansei.core.statistics.student import quantile

CLOSE = 1e-6

#: Shrout & Fleiss 1979, Psychological Bulletin 86:420-428, table 2: six targets, rated by four judges each.
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]

#: The example of cronbach_alpha in the documentation of pingouin: fifteen people, ten questions.
QUESTIONS = [
    [3, 5, 7, 2, 6, 1, 4, 2, 6, 5, 4, 4, 5, 6, 4],
    [2, 4, 3, 4, 5, 2, 3, 4, 5, 4, 3, 2, 5, 5, 3],
    [4, 6, 5, 3, 6, 3, 5, 4, 5, 6, 5, 3, 6, 5, 5],
    [1, 3, 5, 3, 5, 4, 3, 3, 5, 4, 2, 2, 2, 4, 5],
    [4, 5, 6, 2, 4, 2, 5, 7, 1, 3, 5, 5, 3, 2, 3],
    [5, 1, 4, 2, 4, 5, 2, 2, 6, 5, 3, 3, 3, 2, 1],
    [1, 2, 3, 2, 4, 2, 1, 2, 5, 3, 2, 4, 2, 1, 3],
    [4, 5, 3, 6, 6, 3, 2, 4, 2, 1, 3, 2, 4, 4, 2],
    [3, 5, 6, 6, 7, 5, 4, 6, 3, 7, 4, 3, 4, 6, 3],
    [2, 5, 5, 3, 5, 2, 3, 5, 2, 2, 1, 4, 5, 5, 4],
]


def counted(ratings: Sequence[int], points: int = 5) -> tuple[int, ...]:
    number = Counter(ratings)
    return tuple(number[point] for point in range(1, points + 1))


def spelled(counts: Sequence[int]) -> list[int]:
    return [point for point, number in enumerate(counts, 1) for _ in range(number)]


groups = st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=9), min_size=2, max_size=6).filter(
    lambda found: len({rating for one in found for rating in one}) > 1 and max(map(len, found)) > 1
)


def test_icc_of_the_published_example() -> None:
    found = [counted(row, 10) for row in SHROUT_FLEISS]
    assert round(statistics.icc1(found), 2) == 0.17  # as printed in 1979
    assert round(statistics.icc2(found), 2) == 0.44
    assert statistics.icc1(found) == pytest.approx(0.1657417684054755, abs=CLOSE)  # pingouin 0.7.0, ICC(1,1)
    assert statistics.icc2(found) == pytest.approx(0.44279713367926876, abs=CLOSE)  # ICC(1,k)


def test_alpha_of_the_published_examples() -> None:
    # Alpha is ICC(3,k): .91 as printed in 1979.
    assert round(statistics.cronbach_alpha(SHROUT_FLEISS), 2) == 0.91
    assert statistics.cronbach_alpha(SHROUT_FLEISS) == pytest.approx(0.9093155423770697, abs=CLOSE)
    people = [list(row) for row in zip(*QUESTIONS, strict=True)]
    assert statistics.cronbach_alpha(people) == pytest.approx(0.5917188485995826, abs=CLOSE)


@given(groups)
def test_icc_of_unequal_groups_agrees_with_the_analysis_of_variance_of_scipy(found: list[list[int]]) -> None:
    within = sum((len(one) - 1) * float(np.var(one, ddof=1)) for one in found if len(one) > 1)
    if within == 0:
        return
    f = float(scipy_stats.f_oneway(*found).statistic)
    sizes = [len(one) for one in found]
    size = (sum(sizes) - sum(n * n for n in sizes) / sum(sizes)) / (len(sizes) - 1)
    counts = [counted(one) for one in found]
    assert statistics.average_size(counts) == pytest.approx(size, abs=CLOSE)
    assert statistics.icc1(counts) == pytest.approx((f - 1) / (f - 1 + size), abs=CLOSE)
    if f > 1e-9:
        assert statistics.icc2(counts) == pytest.approx(1 - 1 / f, rel=CLOSE, abs=CLOSE)


@given(st.integers(2, 6), st.data())
def test_alpha_agrees_with_the_covariances_of_numpy(items: int, data: st.DataObject) -> None:
    row = st.lists(st.integers(1, 5), min_size=items, max_size=items)
    rows = data.draw(st.lists(row, min_size=2, max_size=12))
    covariance = np.cov(np.array(rows, dtype=float), rowvar=False)
    if covariance.sum() < 1e-9:
        return
    mean_variance = np.trace(covariance) / items
    mean_covariance = (covariance.sum() - np.trace(covariance)) / (items * (items - 1))
    expected = items * mean_covariance / (mean_variance + (items - 1) * mean_covariance)
    assert statistics.cronbach_alpha(rows) == pytest.approx(expected, rel=CLOSE, abs=CLOSE)


@given(
    st.lists(st.integers(1, 5), min_size=2, max_size=15), st.lists(st.integers(1, 5), min_size=2, max_size=15)
)
def test_the_interval_of_a_change_is_that_of_scipy(before: list[int], now: list[int]) -> None:
    if len(set(before)) == len(set(now)) == 1:
        return
    if len(set(before)) == 1 or len(set(now)) == 1:
        return  # scipy warns of what is exact here
    expected = scipy_stats.ttest_ind(now, before, equal_var=False).confidence_interval(0.90)
    found = statistics.unpaired_change(counted(before), counted(now))
    assert found.value == pytest.approx(np.mean(now) - np.mean(before), abs=CLOSE)
    assert (found.low, found.high) == (
        pytest.approx(float(expected.low), abs=CLOSE),
        pytest.approx(float(expected.high), abs=CLOSE),
    )


@given(st.floats(0.5, 500), st.floats(0.001, 0.999))
def test_the_quantiles_of_t_are_those_of_scipy(freedom: float, share: float) -> None:
    assert quantile(share, freedom) == pytest.approx(scipy_stats.t.ppf(share, freedom), rel=1e-8, abs=1e-8)


def test_the_finite_error_is_that_of_every_sample_that_could_have_answered() -> None:
    everyone = [1, 2, 2, 3, 5, 5, 4]
    for size in range(2, len(everyone)):
        means = [sum(some) / size for some in combinations(everyone, size)]
        truly = float(np.std(means))
        # The squared error is right on average over the samples: that is what the formula promises.
        guessed = np.mean(
            [
                statistics.standard_error(counted(some), len(everyone)) ** 2
                for some in combinations(everyone, size)
            ]
        )
        assert sqrt(guessed) == pytest.approx(truly, abs=CLOSE)


@given(st.lists(st.integers(1, 7), min_size=5, max_size=20))
def test_agreement_on_one_item_agrees_with_numpy(ratings: list[int]) -> None:
    counts = counted(ratings, 7)
    assert statistics.r_wg(counts) == pytest.approx(max(0, 1 - np.var(ratings, ddof=1) / 4), abs=CLOSE)
    distance = np.mean(np.abs(np.array(ratings) - np.mean(ratings)))
    assert statistics.ad_m([counts]) == pytest.approx(distance, abs=CLOSE)


def test_the_variances_of_chance_are_the_published_ones() -> None:
    assert statistics.null_variance(5) == 2.0
    assert statistics.null_variance(7) == 4.0
    assert statistics.null_variance(5, Null.SKEWED) == pytest.approx(1.34, abs=CLOSE)


@pytest.mark.parametrize(
    ("items", "raters", "share"),
    [(1, 5, 0.06), (1, 6, 0.04), (1, 8, 0.02), (1, 10, 0.01), (1, 15, 0.00), (4, 5, 0.07), (4, 6, 0.04),
     (4, 8, 0.02), (4, 10, 0.01), (13, 5, 0.13), (13, 6, 0.10), (13, 8, 0.06), (13, 10, 0.04),
     (13, 15, 0.01)],
)  # fmt: skip
def test_random_answers_look_like_agreement_as_often_as_the_evidence_says(
    items: int, raters: int, share: float
) -> None:
    assert statistics.chance_of(Index.R_WG_J, 0.70, raters, items) == pytest.approx(share, abs=0.0125)


@pytest.mark.parametrize("raters", [5, 6, 8])
def test_simulated_chance_is_that_of_every_set_of_answers(raters: int) -> None:
    def ways(counts: Sequence[int]) -> float:
        return factorial(raters) / prod(factorial(number) for number in counts) / 5**raters

    every = [counts for counts in product(range(raters + 1), repeat=5) if sum(counts) == raters]
    assert sum(map(ways, every)) == pytest.approx(1)
    for index, of in ((Index.R_WG_J, statistics.r_wg), (Index.AD_M, lambda one: statistics.ad_m([one]))):
        level = statistics.chance_level(index, raters)
        beyond = sum(
            ways(counts)
            for counts in every
            if (of(counts) < level - 1e-9 if index is Index.AD_M else of(counts) > level + 1e-9)
        )
        assert 0 < beyond <= 0.06
        exact = sum(ways(counts) for counts in every if statistics.r_wg(counts) >= 0.7 - 1e-9)
        assert statistics.chance_of(Index.R_WG_J, 0.7, raters) == pytest.approx(exact, abs=0.012)


def test_spelled_out_counts_are_the_ratings() -> None:
    assert counted(spelled((1, 0, 2, 0, 3))) == (1, 0, 2, 0, 3)
