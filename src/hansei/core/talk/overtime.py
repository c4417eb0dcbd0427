"""One coach's own conversations side by side, each share with the bounds that its report gives it.

Nobody is compared with anybody else, and nothing here is good or bad. What is kept of a talk without its
words (`counts_only`) is enough for its bounds: see `between`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hansei.core.talk.between import LEAST_UNITS, Between, Matrix, Tally, betweens, changes
from hansei.core.talk.codes import Code, Family

_VALUES = frozenset(Code)


@dataclass(frozen=True, slots=True)
class Share:
    """`some` of `whole`, and the bounds of the share set right; None where the coder's errors are not known.

    It can lie outside of them, if the coder takes one kind for another more often than the other way round.
    """

    some: int
    whole: int
    between: Between | None

    @property
    def value(self) -> float:
        """The share itself, from 0 to 1."""
        return self.some / self.whole


def of_counts(data: Mapping[str, Any], matrix: Matrix | None) -> Mapping[Family, Share] | None:
    """The share of each family in what one report counted; None where it is too few to say."""
    whole = data["counted"]
    if whole < LEAST_UNITS:
        return None
    bounds = None if matrix is None else betweens(*tally(data), matrix).families
    return {
        family: Share(data["families"][family.value], whole, None if bounds is None else bounds[family])
        for family in Family
        if family is not Family.NEUTRAL
    }


def tally(data: Mapping[str, Any]) -> Tally:
    """What the coder heard and what the coach said, of what one report counted.

    A unit whose code the coach gave just as it was heard is among those heard: counts do not tell it apart.
    """
    certain = Counter(Code(now) for _was, now in data["overruled"] if now in _VALUES)
    return Counter({Code(value): n for value, n in data["codes"].items()}) - certain, certain


def together(tallies: Sequence[Tally]) -> Tally:
    """The units of all, as of one talk."""
    heard: Counter[Code] = Counter()
    certain: Counter[Code] = Counter()
    for one, other in tallies:
        heard.update(one)
        certain.update(other)
    return heard, certain


def changed(before: Tally, after: Tally, matrix: Matrix) -> frozenset[Family]:
    """The families whose shares differ by more than chance and the coder's errors leave open (95 of 100).

    The counted shares differ the same way as well: elsewhere only what was taken for errors has changed.

    Raises ValueError where nothing counts in one of them.
    """
    found = changes(before, after, matrix)
    first, second = _counted(before), _counted(after)
    return frozenset(
        family
        for family, (low, high) in found.items()
        if (low > 0 and second[family] > first[family]) or (high < 0 and second[family] < first[family])
    )


def _counted(of: Tally) -> Mapping[Family, float]:
    """The share of each family as it was counted."""
    units = [(code.family, n) for each in of for code, n in each.items() if code.family is not Family.NEUTRAL]
    whole = sum(n for _family, n in units)
    return {one: sum(n for family, n in units if family is one) / whole for one in Family}
