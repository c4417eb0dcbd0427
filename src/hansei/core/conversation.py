"""A conversation: how it stands, and when its focus and that of the objectives differ."""

from collections.abc import Collection
from enum import StrEnum


class Stand(StrEnum):
    """How far a conversation is. It never goes back."""

    PLANNED = "planned"
    BEGUN = "begun"
    HELD = "held"


class NoteKind(StrEnum):
    """Whose a note is, and by that who reads it."""

    COACH = "coach"  # the coach alone; taken with erasing
    LEADER = "leader"  # the leader alone
    SHARED = "shared"  # both; one author each


class NamedFirst(StrEnum):
    """Who named first what the leader found out. Asked of the coach alone."""

    LEADER = "leader"
    COACH = "coach"
    CANNOT_SAY = "cannot_say"


class Passed(StrEnum):
    """What became of a stage. Neither is better: any stage may be left, skipped or returned to."""

    BEEN = "been"
    SKIPPED = "skipped"


def drifts(focus: str, of_objectives: Collection[str]) -> bool:
    """Whether a conversation is about one of the two, and every objective known is about the other.

    Nothing said, or no objective known, is no drift. It is pointed out as a question and stops nothing.
    """
    return bool(focus) and bool(of_objectives) and focus not in of_objectives
