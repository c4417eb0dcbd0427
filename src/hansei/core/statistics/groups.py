"""One group of people and one item: its mean, how far people differ, and how sure the mean is.

Everything is exact (fractions of whole numbers) until the last step, so the order of people, of groups and of
databases cannot change a digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import sqrt

from hansei.core.statistics.terms import Counts, Reason, Unanswerable, checked, same_scale


def people(counts: Counts) -> int:
    """How many rated: 0 or more."""
    return sum(checked(counts, least=0))


def mean(counts: Counts) -> float:
    """The mean rating, from 1 to the number of points. Unanswerable: nobody rated."""
    return float(exact_mean(checked(counts)))


def variance(counts: Counts) -> float:
    """The sample variance s^2, over n - 1: from 0 to (A - 1)^2 / 2 on A points.

    Unanswerable: under two people.
    """
    found = checked(counts, least=2)
    return float(squares(found) / (sum(found) - 1))


def standard_error(counts: Counts, invited: int | None = None) -> float:
    """The standard error of the mean, s / sqrt(n), from 0 up.

    With `invited`, the number N of people who could have rated, it is that of a finite population:
    s / sqrt(n) * sqrt(1 - n/N), which is 0 when all of them rated. It then tells how far the mean may be from
    that of all who were invited, and nothing about the same people on another day.

    Source: any textbook of survey sampling, as Cochran, Sampling Techniques (1977), section 2.6.
    Unanswerable: under two people. ValueError: fewer invited than rated.
    """
    found = checked(counts, least=2)
    n = sum(found)
    if invited is not None and invited < n:
        raise ValueError("fewer people were invited than rated")
    of_mean = squares(found) / (n - 1) / n
    return sqrt(of_mean if invited is None else of_mean * (1 - Fraction(n, invited)))


def pooled_sd(groups: Sequence[Counts]) -> float:
    """The spread within a group, pooled over groups: sqrt(sum (n-1) s^2 / sum (n-1)), from 0 up.

    For a group that is too small to show its own: the number then tells nothing of that group.
    Unanswerable: no group, or none of two people and more. ValueError: different scales.
    """
    found = [counts for counts in same_scale(groups, least=0) if sum(counts) > 1]
    if not found:
        raise Unanswerable(Reason.TOO_FEW_PEOPLE, 2)
    return sqrt(sum(map(squares, found)) / sum(sum(counts) - 1 for counts in found))


def exact_mean(counts: Counts) -> Fraction:
    """The mean of checked counts as a fraction."""
    return Fraction(sum(rating * number for rating, number in enumerate(counts, 1)), sum(counts))


def squares(counts: Counts) -> Fraction:
    """The sum of squared distances from the mean, of checked counts, as a fraction."""
    return sum(
        (number * (rating - exact_mean(counts)) ** 2 for rating, number in enumerate(counts, 1)), Fraction(0)
    )
