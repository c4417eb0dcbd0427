"""Whether groups differ more than the people in them, and whether items hang together."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from hansei.core.statistics.groups import exact_mean, squares
from hansei.core.statistics.terms import Counts, Reason, Unanswerable, same_scale


def average_size(groups: Sequence[Counts]) -> float:
    """The size k of a group that stands for groups of unequal size: (sum n - sum n^2 / sum n) / (G - 1).

    With equal groups their size, else less than the mean size. Source: Snedecor & Cochran, Statistical
    Methods, on unequal groups in the one-way random model.
    Unanswerable: under two groups in which somebody rated.
    """
    return float(_size(_groups(groups)))


def icc1(groups: Sequence[Counts]) -> float:
    """ICC(1) = (MSB - MSW) / (MSB + (k - 1) MSW): how much of what one person answers is due to the group.

    From -1/(k - 1) to 1, k as in average_size; below 0 people in a group differ more than groups do. About
    .01 is called small, .10 medium, .25 large (LeBreton & Senter 2008, Organizational Research Methods
    11:815-852). Groups in which nobody rated are left out.

    Source: Shrout & Fleiss 1979, Psychological Bulletin 86:420-428, there ICC(1,1).
    Unanswerable: under two groups, every group of one person, or all ratings alike.
    """
    found = _groups(groups)
    between, within = _mean_squares(found)
    if not between and not within:
        raise Unanswerable(Reason.NO_VARIANCE)
    return float((between - within) / (between + (_size(found) - 1) * within))


def icc2(groups: Sequence[Counts]) -> float:
    """ICC(2) = (MSB - MSW) / MSB: how reliable the means of the groups are, up to 1 and without a lower end.

    .70 is usually wanted. With equal groups it is k ICC(1) / (1 + (k - 1) ICC(1)).

    Source: Shrout & Fleiss 1979, there ICC(1,k); Bliese 2000, in Klein & Kozlowski (eds.), Multilevel Theory.
    Unanswerable: as icc1, or all groups have the same mean.
    """
    between, within = _mean_squares(_groups(groups))
    if not between:
        raise Unanswerable(Reason.NO_VARIANCE_BETWEEN if within else Reason.NO_VARIANCE)
    return float((between - within) / between)


def cronbach_alpha(rows: Sequence[Sequence[int]]) -> float:
    """Alpha = J/(J - 1) * (1 - sum s_j^2 / s_X^2): how far J items go together, up to 1, without a lower end.

    `rows`: one for each person, with a rating of every item; who did not rate all of them has no row. A
    lower bound of reliability if every item measures the same thing in the same unit. It is about the items,
    and says nothing about agreement between people.

    Source: Cronbach 1951, Psychometrika 16:297-334.
    Unanswerable: under two people, under two items, or everybody has the same total. ValueError: rows of
    different lengths.
    """
    if len(rows) < 2:
        raise Unanswerable(Reason.TOO_FEW_PEOPLE, 2)
    items = len(rows[0])
    if any(len(row) != items for row in rows):
        raise ValueError("everybody rated the same items")
    if items < 2:
        raise Unanswerable(Reason.ONE_ITEM)
    total = _spread([sum(row) for row in rows])
    if not total:
        raise Unanswerable(Reason.NO_VARIANCE)
    of_items = sum((_spread([row[item] for row in rows]) for item in range(items)), Fraction(0))
    return float(Fraction(items, items - 1) * (1 - of_items / total))


def _spread(values: Sequence[int]) -> Fraction:
    middle = Fraction(sum(values), len(values))
    return sum(((value - middle) ** 2 for value in values), Fraction(0))


def _groups(groups: Sequence[Counts]) -> list[tuple[int, ...]]:
    found = [counts for counts in same_scale(groups, least=0) if sum(counts)]
    if len(found) < 2:
        raise Unanswerable(Reason.ONE_GROUP if found else Reason.NOTHING_RATED)
    return found


def _size(groups: Sequence[Counts]) -> Fraction:
    sizes = [sum(counts) for counts in groups]
    return (sum(sizes) - Fraction(sum(n * n for n in sizes), sum(sizes))) / (len(sizes) - 1)


def _mean_squares(groups: Sequence[Counts]) -> tuple[Fraction, Fraction]:
    everyone = [sum(numbers) for numbers in zip(*groups, strict=True)]
    people = sum(everyone)
    if people == len(groups):
        raise Unanswerable(Reason.GROUPS_OF_ONE)
    middle = exact_mean(everyone)
    between = sum((sum(counts) * (exact_mean(counts) - middle) ** 2 for counts in groups), Fraction(0))
    within = sum((squares(counts) for counts in groups), Fraction(0))
    return between / (len(groups) - 1), within / (people - len(groups))
