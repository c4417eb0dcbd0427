"""Whether a coach can be offered to a leader, with each reason (product rule 4), and what is not known.

Nothing here scores or ranks: an answer is a set of reasons, and no reason can be bought off by another.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Reason(StrEnum):
    """Why a coach is not offered."""

    SAME_PERSON = "same_person"
    ABOVE_IN_LINE = "above_in_line"  # solid or dotted, at any height
    NEXT_BOSS = "next_boss"  # expected to become the leader's boss, or to stand above that boss
    REPORTS_DIRECTLY = "reports_directly"
    PAY = "pay"
    PROMOTION = "promotion"
    APPRAISAL = "appraisal"
    AUDIT = "audit"  # of the leader or of the leader's area, lean audits too
    CONFLICT = "conflict"  # declared by the coach
    UNSAID = "unsaid"  # an investigation, or whatever else the coach must not or would rather not tell
    COACHES_NEARBY = "coaches_nearby"  # coaches the leader's direct boss, or somebody who reports to them
    LEADER_SAID_NOT = "leader_said_not"
    NOT_RESPECTED = "not_respected"  # nothing is on record yet that people here respect this coach
    NOT_ON_BENCH = "not_on_bench"
    NO_CAPACITY = "no_capacity"
    LEFT = "left"
    NEEDS_PROTECTION = "needs_protection"  # further below: possible only with protection


class Hand(StrEnum):
    """What a coach can declare about a person or a part of the organization."""

    PAY = "pay"
    PROMOTION = "promotion"
    APPRAISAL = "appraisal"
    AUDIT = "audit"
    CONFLICT = "conflict"
    UNSAID = "unsaid"


class Outcome(StrEnum):
    """What follows from the reasons."""

    ELIGIBLE = "eligible"
    WITH_PROTECTION = "with_protection"
    NOT = "not"


class Told(StrEnum):
    """What a leader is told of the reasons."""

    ABOVE_IN_LINE = "above_in_line"
    REPORTS_DIRECTLY = "reports_directly"
    DECIDES = "decides"  # about pay, promotion or appraisal
    AUDIT = "audit"
    CONFLICT = "conflict"
    LEADER_SAID_NOT = "leader_said_not"
    NOT_NOW = "not_now"
    NEEDS_PROTECTION = "needs_protection"


#: Several reasons have one telling, on purpose. NOT_NOW stands for a full coach, for one who coaches the
#: leader's boss or report (that somebody is coached is theirs to tell), for a next boss (a plan that is not
#: Hansei's to tell), and for what the coach must not say (an investigation). From outside they are alike.
_TELLING: dict[Reason, Told] = {
    Reason.ABOVE_IN_LINE: Told.ABOVE_IN_LINE,
    Reason.REPORTS_DIRECTLY: Told.REPORTS_DIRECTLY,
    Reason.PAY: Told.DECIDES,
    Reason.PROMOTION: Told.DECIDES,
    Reason.APPRAISAL: Told.DECIDES,
    Reason.AUDIT: Told.AUDIT,
    Reason.CONFLICT: Told.CONFLICT,
    Reason.LEADER_SAID_NOT: Told.LEADER_SAID_NOT,
    Reason.NO_CAPACITY: Told.NOT_NOW,
    Reason.COACHES_NEARBY: Told.NOT_NOW,
    Reason.NEXT_BOSS: Told.NOT_NOW,
    Reason.UNSAID: Told.NOT_NOW,
    Reason.NEEDS_PROTECTION: Told.NEEDS_PROTECTION,
}

#: Whoever has one of these is shown to no leader at all: a coach's no, no answer and "not yet shown
#: respected" look the same to everybody else.
NOT_SHOWN = frozenset({Reason.SAME_PERSON, Reason.NOT_RESPECTED, Reason.NOT_ON_BENCH, Reason.LEFT})


@dataclass(frozen=True)
class Pair:
    """The facts about one coach and one leader. A line holds everybody above, nearest first.

    `leader_above`, `coach_above`: everybody above in any line, solid, dotted or mixed. `coach_bosses`: the
    direct ones, dotted too. `next_bosses`: who is expected to become the leader's boss, and those above.
    `hands`: what the coach declared that touches this leader or the part the leader works in.
    """

    leader: str
    coach: str
    leader_above: Collection[str]
    coach_bosses: Collection[str]
    coach_above: Collection[str]
    on_bench: bool
    free_places: int
    here: bool
    respected: bool
    next_bosses: Collection[str] = ()
    hands: Collection[Hand] = ()
    coaches_nearby: bool = False
    leader_said_not: bool = False


def reasons_against(pair: Pair) -> frozenset[Reason]:
    """Every reason that keeps this coach from being offered; empty when there is none.

    NEEDS_PROTECTION alone means possible with protection: the leader's power over the coach's pay,
    appraisal and posting would first have to be handed to a named third person.
    """
    found: set[Reason] = set()
    if pair.coach == pair.leader:
        found.add(Reason.SAME_PERSON)
    if pair.coach in pair.leader_above:
        found.add(Reason.ABOVE_IN_LINE)
    if pair.coach in pair.next_bosses:
        found.add(Reason.NEXT_BOSS)
    if pair.leader in pair.coach_bosses:
        found.add(Reason.REPORTS_DIRECTLY)
    elif pair.leader in pair.coach_above:
        found.add(Reason.NEEDS_PROTECTION)
    found |= {Reason(hand.value) for hand in pair.hands}
    if pair.coaches_nearby:
        found.add(Reason.COACHES_NEARBY)
    if pair.leader_said_not:
        found.add(Reason.LEADER_SAID_NOT)
    if not pair.respected:
        found.add(Reason.NOT_RESPECTED)
    if not pair.on_bench:
        found.add(Reason.NOT_ON_BENCH)
    if pair.free_places < 1:
        found.add(Reason.NO_CAPACITY)
    if not pair.here:
        found.add(Reason.LEFT)
    return frozenset(found)


def outcome(reasons: Collection[Reason]) -> Outcome:
    """Eligible without any reason; with protection when that is the only one; else not."""
    if not reasons:
        return Outcome.ELIGIBLE
    return Outcome.WITH_PROTECTION if set(reasons) == {Reason.NEEDS_PROTECTION} else Outcome.NOT


def told(reasons: Collection[Reason]) -> list[Told]:
    """What the leader is told, in a fixed order that says nothing about how many reasons there were."""
    said = {_TELLING[reason] for reason in reasons if reason in _TELLING}
    return [one for one in Told if one in said]


# --------------------------------------------------------------------------------------- what is not known
#: After so long a declaration is said to be old. It is not taken back: only its age is told.
A_YEAR = timedelta(days=365)


class Unknown(StrEnum):
    """What nobody has said, or not lately."""

    NOTHING_DECLARED = "nothing_declared"  # whether the coach has a hand in pay, promotion, appraisal, audits
    DECLARED_LONG_AGO = "declared_long_ago"
    ONE_REFERENCE = "one_reference"  # respect rests on one reference, the people here were not asked
    REFERENCE_LONG_AGO = "reference_long_ago"
    LINE_OF_COACH = "line_of_coach"  # the directory names no boss for the coach
    LINE_OF_LEADER = "line_of_leader"
    COACHING_SKILL = "coaching_skill"
    TOOL_SKILL = "tool_skill"
    LANGUAGES = "languages"
    STRUCTURE = "structure"  # which methods the coach works with
    CASES = "cases"  # no success is told of
    NOBODY_TO_ASK = "nobody_to_ask"  # there are some, and nobody who saw one may be asked


@dataclass(frozen=True)
class Known:
    """What is on record about a coach, for saying what is not."""

    today: date
    declared_on: date | None
    referred_on: date | None
    asked_of_people: bool
    coach_has_boss: bool
    leader_has_boss: bool
    written: Collection[str]  # which parts of the profile have words in them, named as in Unknown
    cases: int
    cases_to_ask_about: int


def unknowns(known: Known) -> Sequence[Unknown]:
    """Everything that is not known, in the order of Unknown."""
    found: set[Unknown] = set()
    if known.declared_on is None:
        found.add(Unknown.NOTHING_DECLARED)
    elif known.today - known.declared_on > A_YEAR:
        found.add(Unknown.DECLARED_LONG_AGO)
    if not known.asked_of_people:
        found.add(Unknown.ONE_REFERENCE)
    if known.referred_on is not None and known.today - known.referred_on > A_YEAR:
        found.add(Unknown.REFERENCE_LONG_AGO)
    if not known.coach_has_boss:
        found.add(Unknown.LINE_OF_COACH)
    if not known.leader_has_boss:
        found.add(Unknown.LINE_OF_LEADER)
    for part in (Unknown.COACHING_SKILL, Unknown.TOOL_SKILL, Unknown.LANGUAGES, Unknown.STRUCTURE):
        if part.value not in known.written:
            found.add(part)
    if not known.cases:
        found.add(Unknown.CASES)
    elif not known.cases_to_ask_about:
        found.add(Unknown.NOBODY_TO_ASK)
    return [one for one in Unknown if one in found]
