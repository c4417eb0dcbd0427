"""Whether the people of one group rate alike, and whether more alike than chance would have it.

The indices compare the spread within a group with that of answers given at random. In a small group random
answers often look like agreement: four people reach an r_wg of .70 one time in ten. So nothing is computed
under AGREEMENT_FROM people, every value has its chance level beside it, and a product shows none under eight,
since mean and agreement together would tell the ratings.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from hansei.core.statistics.groups import exact_mean, squares
from hansei.core.statistics.terms import MOST_POINTS, Counts, Reason, Unanswerable, same_scale

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

AGREEMENT_FROM: Final = 5
"""So many people must have rated an item before agreement on it is computed."""

DRAWS: Final = 4000
SEED: Final = 20260
_ANSWERS_AT_ONCE: Final = 4_000_000
_SKEWED: Final = (5, 15, 20, 35, 25)  # percent of each of five points: somewhat favourable answers


class Null(StrEnum):
    """Which answers stand for chance.

    `UNIFORM`: each point as often, variance (A^2 - 1)/12: 2 on five points, 4 on seven. It is lenient.
    `SKEWED`: a slight lean to the favourable side, variance 1.34; for five points alone.
    """

    UNIFORM = "uniform"
    SKEWED = "skewed"


class Index(StrEnum):
    """The indices that have a chance level."""

    R_WG_J = "r_wg_j"  # on one item this is r_wg
    R_STAR_WG_J = "r_star_wg_j"
    AD_M = "ad_m"


class Band(StrEnum):
    """A word for a value of r_wg: up to .30, .50, .70, .90, and above."""

    NONE = "none"
    WEAK = "weak"
    MODERATE = "moderate"
    STRONG = "strong"
    VERY_STRONG = "very_strong"


def null_variance(points: int, null: Null = Null.UNIFORM) -> float:
    """The variance of answers by chance, above 0.

    Source: James, Demaree & Wolf 1984, Journal of Applied Psychology 69:85-98; the skewed one in LeBreton &
    Senter 2008, Organizational Research Methods 11:815-852. ValueError: skewed, and not five points.
    """
    return float(_null_variance(points, Null(null)))


def r_wg(counts: Counts, null: Null = Null.UNIFORM) -> float:
    """Agreement on one item: 1 - s^2 / null variance, from 0 (as by chance or less) to 1 (all alike).

    Source: James, Demaree & Wolf 1984. Unanswerable: under AGREEMENT_FROM people.
    """
    return r_star_wg_j([counts], null)


def r_wg_j(items: Sequence[Counts], null: Null = Null.UNIFORM) -> float:
    """Agreement over J items: J(1 - v) / (J(1 - v) + v), from 0 to 1.

    v is the mean s^2 over the null variance, at most 1. It grows with the number of items
    whatever people answer; r*_wg(J) does not.
    Source: James, Demaree & Wolf 1984. Unanswerable: no item, or under AGREEMENT_FROM people on one of them.
    """
    agreed = 1 - _share_of_chance(items, Null(null))
    return float(len(items) * agreed / (len(items) * agreed + (1 - agreed)))


def r_star_wg_j(items: Sequence[Counts], null: Null = Null.UNIFORM) -> float:
    """Agreement over J items without a gain by their number: 1 - v, from 0 to 1; v as in r_wg_j.

    Source: Lindell, Brandt & Whitney 1999, Applied Psychological Measurement 23:127-135, with v capped at 1
    so that it has the range of r_wg; chance is the reference here, not the widest spread there can be.
    Unanswerable: no item, or under AGREEMENT_FROM people on one of them.
    """
    return float(1 - _share_of_chance(items, Null(null)))


def ad_m(items: Sequence[Counts]) -> float:
    """How far people are from their mean, in steps of the scale, averaged over the items: from 0 (all alike).

    At most (A - 1)/2, when half of the people stand at each end. A common bound for agreement is A/6.
    Source: Burke, Finkelstein & Dusig 1999, Organizational Research Methods 2:49-68; for the bound, Burke &
    Dunlap 2002, same journal 5:159-172. Unanswerable: no item, or under AGREEMENT_FROM people on one of them.
    """
    found = _items(items)
    return float(sum((_distance(counts) for counts in found), Fraction(0)) / len(found))


def band(value: float) -> Band:
    """The word for a value of r_wg, r_wg(J) or r*_wg(J). Source: LeBreton & Senter 2008, table 3."""
    if not 0 <= value <= 1:
        raise ValueError("an index of agreement is 0 to 1")
    ends = (0.30, 0.50, 0.70, 0.90)
    return list(Band)[sum(value > end for end in ends)]


def chance_level(
    index: Index,
    raters: int,
    items: int = 1,
    *,
    points: int = 5,
    null: Null = Null.UNIFORM,
    draws: int = DRAWS,
    seed: int = SEED,
) -> float:
    """What random answers pass in at most 5 of 100 groups of so many raters and items.

    The 95th percentile of r_wg(J) and r*_wg(J), the 5th of AD_M, where less is more alike, over `draws`
    groups that answer at random, each item apart. A value is beyond chance when it is above this (AD_M:
    below), not when it equals it. The same arguments always give the same number.

    Source: the idea of Dunlap, Burke & Smith-Crowe 2003, Journal of Applied Psychology 88:356-362.
    Unanswerable: under AGREEMENT_FROM raters. ValueError: no item, or a scale of another length than is read.
    """
    import numpy as np

    drawn = _by_chance(Index(index), raters, items, points, Null(null), draws, seed)
    if index == Index.AD_M:
        return float(np.quantile(drawn, 0.05, method="lower"))
    return float(np.quantile(drawn, 0.95, method="higher"))


def chance_of(
    index: Index,
    value: float,
    raters: int,
    items: int = 1,
    *,
    points: int = 5,
    null: Null = Null.UNIFORM,
    draws: int = DRAWS,
    seed: int = SEED,
) -> float:
    """How often random answers reach `value` (AD_M: or less): a share, 0 to 1. Else as chance_level."""
    import numpy as np

    drawn = _by_chance(Index(index), raters, items, points, Null(null), draws, seed)
    reached = drawn <= value + 1e-9 if index == Index.AD_M else drawn >= value - 1e-9
    return float(np.mean(reached))


@dataclass(frozen=True, slots=True)
class Agreement:
    """One index of one group: its value, its chance level, and whether it is beyond it."""

    index: Index
    value: float
    chance: float
    beyond_chance: bool


def agreement(index: Index, items: Sequence[Counts], null: Null = Null.UNIFORM) -> Agreement:
    """An index with the chance level for the fewest raters that one of the items has.

    Unanswerable and ValueError as the index itself.
    """
    found = _items(items)
    of: dict[Index, Callable[[], float]] = {
        Index.R_WG_J: lambda: r_wg_j(found, null),
        Index.R_STAR_WG_J: lambda: r_star_wg_j(found, null),
        Index.AD_M: lambda: ad_m(found),
    }
    value = of[Index(index)]()
    raters = min(map(sum, found))
    level = chance_level(index, raters, len(found), points=len(found[0]), null=null)
    beyond = value < level - 1e-9 if index == Index.AD_M else value > level + 1e-9
    return Agreement(Index(index), value, level, beyond)


def _items(items: Sequence[Counts]) -> list[tuple[int, ...]]:
    found = same_scale(items, AGREEMENT_FROM)
    if not found:
        raise Unanswerable(Reason.NOTHING_RATED)
    return found


def _null_variance(points: int, null: Null) -> Fraction:
    if not 2 <= points <= MOST_POINTS:
        raise ValueError(f"a scale has 2 to {MOST_POINTS} points")
    if null is Null.UNIFORM:
        return Fraction(points * points - 1, 12)
    if points != len(_SKEWED):
        raise ValueError("the skewed answers are known for five points alone")
    return squares(_SKEWED) / sum(_SKEWED)


def _share_of_chance(items: Sequence[Counts], null: Null) -> Fraction:
    found = _items(items)
    spread = sum((squares(counts) / (sum(counts) - 1) for counts in found), Fraction(0)) / len(found)
    return min(spread / _null_variance(len(found[0]), null), Fraction(1))


def _distance(counts: Counts) -> Fraction:
    middle = exact_mean(counts)
    total = sum((number * abs(rating - middle) for rating, number in enumerate(counts, 1)), Fraction(0))
    return total / sum(counts)


@lru_cache(maxsize=256)
def _by_chance(
    index: Index, raters: int, items: int, points: int, null: Null, draws: int, seed: int
) -> NDArray[np.float64]:
    # Here, so that a worker that never draws does not carry it: 20 MB.
    import numpy as np

    if raters < AGREEMENT_FROM:
        raise Unanswerable(Reason.TOO_FEW_PEOPLE, AGREEMENT_FROM)
    if items < 1 or draws < 1:
        raise ValueError("there is at least one item, and one draw")
    expected = float(_null_variance(points, null))
    likely = None if null is Null.UNIFORM else np.array(_SKEWED) / sum(_SKEWED)
    random = np.random.default_rng(seed)
    # Some groups at a time: all answers of a large group at once would fill the memory.
    at_once = max(1, _ANSWERS_AT_ONCE // (items * raters))
    parts = []
    for begins in range(0, draws, at_once):
        size = (min(at_once, draws - begins), items, raters)
        answers = random.choice(np.arange(1, points + 1), size=size, p=likely)
        if index is Index.AD_M:
            parts.append(np.abs(answers - answers.mean(axis=2, keepdims=True)).mean(axis=(1, 2)))
        else:
            agreed = 1 - np.minimum(answers.var(axis=2, ddof=1).mean(axis=1) / expected, 1)
            parts.append(
                items * agreed / (items * agreed + (1 - agreed)) if index is Index.R_WG_J else agreed
            )
    rounded: NDArray[np.float64] = np.round(np.concatenate(parts), 12)
    return rounded
