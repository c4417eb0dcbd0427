"""One coach's own conversations side by side: shares with the interval that so few sentences leave open.

Nobody is compared with anybody else, and nothing here is good or bad. The interval holds the chance in what
was said on one day; that the coder is wrong in places comes on top, and is not in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

from hansei.core.talk.between import LEAST_UNITS
from hansei.core.talk.codes import Family

_Z = 1.959964  # 95 of 100


@dataclass(frozen=True, slots=True)
class Share:
    """`some` of `whole`, with its interval from 0 to 1."""

    some: int
    whole: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share itself."""
        return self.some / self.whole


def wilson(some: int, whole: int) -> Share:
    """The interval of Wilson (1927) at 95 %. Raises ValueError unless 0 <= some <= whole and whole > 0."""
    if not 0 <= some <= whole or whole < 1:
        raise ValueError("a share is some of a whole")
    share = some / whole
    middle = (share + _Z * _Z / (2 * whole)) / (1 + _Z * _Z / whole)
    reach = _Z * sqrt(share * (1 - share) / whole + _Z * _Z / (4 * whole * whole)) / (1 + _Z * _Z / whole)
    return Share(some, whole, max(0.0, min(share, middle - reach)), min(1.0, max(share, middle + reach)))


def of_counts(data: Mapping[str, Any], family: Family) -> Share | None:
    """The share of a family in what one report counted (`counts_only`); None where it is too few to say."""
    if data["counted"] < LEAST_UNITS:
        return None
    return wilson(data["families"][family.value], data["counted"])


def differ(one: Share, other: Share) -> bool:
    """Whether two shares differ by more than chance leaves open, by Newcombe's interval (1998) at 95 %."""
    apart = one.value - other.value
    low = apart - sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    high = apart + sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return low > 0 or high < 0
