"""S, P and O of one behaviour: their differences, and which of them is more than noise.

S is the leader's own rating, P what the leader expects that others say, O what they said as the gate
released it. S - O = (S - P) + (P - O): what was known before, and the surprise. All of it is computed from
the released value: a sentence made from the exact mean would tell what the rounding hides.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from hansei.core.anonymity import K_MIRROR, NotShown, PeopleBand, Shown
from hansei.core.statistics.terms import Reason, Unanswerable

POOLED_SD: Final = Decimal("0.9")
"""How far people in one group lie apart on five points, pooled over groups: a start value (evidence, 3.4)."""

LEAST_DIFFERENCE: Final = Decimal("0.75")
"""No difference smaller than this is spoken of, in steps of the scale, however many people rated."""

NOISE: Final = Decimal("1.64")
"""So many standard errors to each side hold 90 of 100 means."""

_FEWEST: Final = {PeopleBand.UNDER_EIGHT: K_MIRROR, PeopleBand.FROM_EIGHT: 8}


def noise_bound(people: int, sd: Decimal = POOLED_SD) -> Decimal:
    """From which difference on it is more than noise: max(0.75, 1.64 * sd / sqrt(people)), 0.75 or more.

    `sd` is pooled over groups, never the group's own: a sentence that depended on it would tell it.
    From four people on, with the start value, this is 0.75 for every group.
    ValueError: under one person, or a negative spread.
    """
    if people < 1 or sd < 0:
        raise ValueError("there is at least one person, and no spread is negative")
    return max(LEAST_DIFFERENCE, NOISE * sd / Decimal(people).sqrt())


def fewest(cell: Shown) -> int:
    """How many people at least stand behind a released cell: 1, 4 or 8. More than that it does not tell."""
    return _FEWEST.get(cell.people, 1)


def bound(cell: Shown) -> Decimal:
    """The noise bound of a released cell, by the fewest people who can stand behind it.

    Somebody who answers by name is no sample of a group: there it is the least difference.
    """
    return LEAST_DIFFERENCE if cell.people is PeopleBand.ONE else noise_bound(fewest(cell))


def known_before(own: int, expected: int) -> int:
    """S - P, from -4 to 4: what the leader knew and had not said. It needs nobody else's answer.

    Unanswerable: one of them is 0, no chance to see. ValueError: not 0 to 5.
    """
    return _rating(own) - _rating(expected)


def surprise(expected: int, cell: Shown | NotShown) -> Decimal:
    """P - O, from -4 to 4: what the leader did not know. O is the released value, at a closed end that end.

    Unanswerable: nothing is shown, or nothing was expected (0). ValueError: not 0 to 5.
    TypeError: anything but what the gate released.
    """
    return _rating(expected) - _released(cell).value


def item_gap(own: int, cell: Shown | NotShown) -> Decimal:
    """S - O, from -4 to 4, only ever as the sum of known_before and surprise. Else as surprise."""
    return _rating(own) - _released(cell).value


def is_surprise(expected: int, cell: Shown | NotShown) -> bool:
    """Whether the surprise reaches the noise bound, so that it may be spoken of. Else as surprise."""
    return abs(surprise(expected, cell)) >= bound(_released(cell))


def _released(cell: Shown | NotShown) -> Shown:
    if isinstance(cell, NotShown):
        raise Unanswerable(Reason.NOT_SHOWN)
    if not isinstance(cell, Shown):
        raise TypeError("only what the gate released is set beside an expectation")
    return cell


def _rating(value: int) -> int:
    if value not in range(6):
        raise ValueError("a rating is 1 to 5, or 0 for no chance to see")
    if value == 0:
        raise Unanswerable(Reason.NOTHING_EXPECTED)
    return value
