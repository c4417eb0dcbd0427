"""What statistics are computed on, and the one way in which they refuse."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

Counts = Sequence[int]
"""How many people rated 1, 2, 3 and so on, one number for each point of the scale. No chance to see, which is
no rating, is not among them. `Tally.ratings` is such a sequence."""

MOST_POINTS: Final = 11
"""The longest scale that is read."""


class Reason(StrEnum):
    """Why a question has no answer."""

    NOTHING_RATED = "nothing_rated"
    TOO_FEW_PEOPLE = "too_few_people"
    ONE_GROUP = "one_group"
    ONE_ITEM = "one_item"
    GROUPS_OF_ONE = "groups_of_one"
    NO_VARIANCE = "no_variance"
    NO_VARIANCE_BETWEEN = "no_variance_between"
    NOT_SHOWN = "not_shown"
    ONE_PERSON = "one_person"
    NOTHING_EXPECTED = "nothing_expected"


_SENTENCES: Final = {
    Reason.NOTHING_RATED: "Nobody rated.",
    Reason.TOO_FEW_PEOPLE: "It takes at least {least} people.",
    Reason.ONE_GROUP: "There is one group only, so there is nothing to compare it with.",
    Reason.ONE_ITEM: "There is one item only; it takes at least two.",
    Reason.GROUPS_OF_ONE: "Every group is one person, so nothing tells how far people in a group differ.",
    Reason.NO_VARIANCE: "All ratings are alike, so there is no difference to explain.",
    Reason.NO_VARIANCE_BETWEEN: "All groups have the same mean, so there is nothing that could be reliable.",
    Reason.NOT_SHOWN: "The gate did not let this out.",
    Reason.ONE_PERSON: "This is one person's answer; a group's noise says nothing about it.",
    Reason.NOTHING_EXPECTED: "There is no rating to set beside it.",
}


class Unanswerable(ValueError):
    """The numbers cannot answer what was asked. Its message is a sentence, and holds no rating.

    `reason` says which; `least` is the number of people it takes, where that is the reason.
    """

    def __init__(self, reason: Reason, least: int = 0) -> None:
        self.reason = reason
        self.least = least
        super().__init__(_SENTENCES[reason].format(least=least))


def checked(counts: Counts, least: int = 1) -> tuple[int, ...]:
    """The counts as a tuple.

    ValueError: not 2 to MOST_POINTS numbers, one that is no whole number, or a negative one.
    Unanswerable: fewer than `least` people rated.
    """
    found = tuple(counts)
    if not 2 <= len(found) <= MOST_POINTS:
        raise ValueError(f"a scale has 2 to {MOST_POINTS} points")
    if any(int(number) != number or number < 0 for number in found):
        raise ValueError("counts are whole numbers of people, none negative")
    people = sum(found)
    if people < least:
        raise Unanswerable(Reason.TOO_FEW_PEOPLE, least) if people else Unanswerable(Reason.NOTHING_RATED)
    return tuple(int(number) for number in found)


def same_scale(groups: Sequence[Counts], least: int = 1) -> list[tuple[int, ...]]:
    """Each of them checked, and all on one scale; else ValueError."""
    found = [checked(counts, least) for counts in groups]
    if len({len(counts) for counts in found}) > 1:
        raise ValueError("all counts are on the same scale")
    return found
