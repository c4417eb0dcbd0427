"""Whether a coach can be offered to a leader, with each reason (product rule 4).

Nothing here scores or ranks: an answer is a set of reasons, and no reason can be bought off by another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a coach is not offered."""

    SAME_PERSON = "same_person"
    ABOVE_IN_LINE = "above_in_line"  # solid or dotted, at any height
    REPORTS_DIRECTLY = "reports_directly"
    NOT_ON_BENCH = "not_on_bench"
    NO_CAPACITY = "no_capacity"
    LEFT = "left"
    NEEDS_PROTECTION = "needs_protection"  # further below: possible only with protection


@dataclass(frozen=True)
class Pair:
    """The facts about one coach and one leader. Lines run upwards, nearest first."""

    leader: str
    coach: str
    leader_line: Sequence[str]
    leader_dotted: Sequence[str]
    coach_line: Sequence[str]
    coach_dotted: Sequence[str]
    on_bench: bool
    free_places: int
    here: bool


def reasons_against(pair: Pair) -> frozenset[Reason]:
    """Every reason that keeps this coach from being offered; empty when there is none.

    NEEDS_PROTECTION alone means possible with protection: the leader's power over the coach's pay,
    appraisal and posting would first have to be handed to a named third person.
    """
    found: set[Reason] = set()
    if pair.coach == pair.leader:
        found.add(Reason.SAME_PERSON)
    if pair.coach in pair.leader_line or pair.coach in pair.leader_dotted:
        found.add(Reason.ABOVE_IN_LINE)
    if list(pair.coach_line[:1]) == [pair.leader] or pair.leader in pair.coach_dotted:
        found.add(Reason.REPORTS_DIRECTLY)
    elif pair.leader in pair.coach_line:
        found.add(Reason.NEEDS_PROTECTION)
    if not pair.on_bench:
        found.add(Reason.NOT_ON_BENCH)
    if pair.free_places < 1:
        found.add(Reason.NO_CAPACITY)
    if not pair.here:
        found.add(Reason.LEFT)
    return frozenset(found)
