"""Rule 4, line by line: who is never offered, what a leader is told of it, and what is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pytest

from hansei.core.matching.eligibility import (
    NOT_SHOWN,
    Hand,
    Known,
    Outcome,
    Pair,
    Reason,
    Told,
    Unknown,
    outcome,
    reasons_against,
    told,
    unknowns,
)

FINE = Pair(
    leader="leader",
    coach="coach",
    leader_above=("boss", "top"),
    coach_bosses=("head",),
    coach_above=("head", "top"),
    on_bench=True,
    free_places=1,
    here=True,
    respected=True,
)

LINES = {
    Reason.SAME_PERSON: replace(FINE, coach="leader"),
    Reason.ABOVE_IN_LINE: replace(FINE, leader_above=("boss", "coach", "top")),
    Reason.NEXT_BOSS: replace(FINE, next_bosses=("other", "coach")),
    Reason.REPORTS_DIRECTLY: replace(FINE, coach_bosses=("leader",), coach_above=("leader", "boss")),
    Reason.NEEDS_PROTECTION: replace(FINE, coach_bosses=("head",), coach_above=("head", "leader")),
    Reason.PAY: replace(FINE, hands={Hand.PAY}),
    Reason.PROMOTION: replace(FINE, hands={Hand.PROMOTION}),
    Reason.APPRAISAL: replace(FINE, hands={Hand.APPRAISAL}),
    Reason.AUDIT: replace(FINE, hands={Hand.AUDIT}),
    Reason.CONFLICT: replace(FINE, hands={Hand.CONFLICT}),
    Reason.UNSAID: replace(FINE, hands={Hand.UNSAID}),
    Reason.COACHES_NEARBY: replace(FINE, coaches_nearby=True),
    Reason.LEADER_SAID_NOT: replace(FINE, leader_said_not=True),
    Reason.NOT_RESPECTED: replace(FINE, respected=False),
    Reason.NOT_ON_BENCH: replace(FINE, on_bench=False),
    Reason.NO_CAPACITY: replace(FINE, free_places=0),
    Reason.LEFT: replace(FINE, here=False),
}


def test_with_nothing_against_it_a_coach_is_eligible() -> None:
    assert reasons_against(FINE) == frozenset()
    assert outcome(reasons_against(FINE)) is Outcome.ELIGIBLE


def test_there_is_a_pair_for_every_reason() -> None:
    assert set(LINES) == set(Reason)


@pytest.mark.parametrize("reason", Reason)
def test_each_line_of_the_rule_alone_is_found_and_nothing_else_with_it(reason: Reason) -> None:
    assert reasons_against(LINES[reason]) == {reason}


def test_no_reason_can_be_bought_off_by_another_and_only_protection_alone_is_possible() -> None:
    for one, other in combinations(Reason, 2):
        assert outcome({one, other}) is Outcome.NOT, (one, other)
    for reason in Reason:
        wanted = Outcome.WITH_PROTECTION if reason is Reason.NEEDS_PROTECTION else Outcome.NOT
        assert outcome({reason}) is wanted


def test_what_is_not_hanseis_to_tell_sounds_like_a_coach_without_a_free_place() -> None:
    full = told({Reason.NO_CAPACITY})
    assert full == [Told.NOT_NOW]
    for reason in (Reason.COACHES_NEARBY, Reason.NEXT_BOSS, Reason.UNSAID):
        assert told({reason}) == full
        assert told({reason, Reason.NO_CAPACITY}) == full, "nor by how many reasons there are"


def test_every_other_reason_is_told_or_keeps_the_coach_off_the_list() -> None:
    for reason in Reason:
        assert bool(told({reason})) is (reason not in NOT_SHOWN), reason


TODAY = date(2026, 3, 17)
ALL_KNOWN = Known(
    today=TODAY,
    declared_on=TODAY - timedelta(days=365),
    referred_on=TODAY - timedelta(days=365),
    asked_of_people=True,
    coach_has_boss=True,
    leader_has_boss=True,
    written={"coaching_skill", "tool_skill", "languages", "structure"},
    cases=2,
    cases_to_ask_about=1,
)


def test_when_everything_is_on_record_nothing_is_unknown() -> None:
    assert list(unknowns(ALL_KNOWN)) == []


@pytest.mark.parametrize(
    ("unknown", "known"),
    [
        (Unknown.NOTHING_DECLARED, replace(ALL_KNOWN, declared_on=None)),
        (Unknown.DECLARED_LONG_AGO, replace(ALL_KNOWN, declared_on=TODAY - timedelta(days=366))),
        (Unknown.ONE_REFERENCE, replace(ALL_KNOWN, asked_of_people=False)),
        (Unknown.REFERENCE_LONG_AGO, replace(ALL_KNOWN, referred_on=TODAY - timedelta(days=366))),
        (Unknown.LINE_OF_COACH, replace(ALL_KNOWN, coach_has_boss=False)),
        (Unknown.LINE_OF_LEADER, replace(ALL_KNOWN, leader_has_boss=False)),
        (Unknown.COACHING_SKILL, replace(ALL_KNOWN, written=ALL_KNOWN.written - {"coaching_skill"})),
        (Unknown.TOOL_SKILL, replace(ALL_KNOWN, written=ALL_KNOWN.written - {"tool_skill"})),
        (Unknown.LANGUAGES, replace(ALL_KNOWN, written=ALL_KNOWN.written - {"languages"})),
        (Unknown.STRUCTURE, replace(ALL_KNOWN, written=ALL_KNOWN.written - {"structure"})),
        (Unknown.CASES, replace(ALL_KNOWN, cases=0, cases_to_ask_about=0)),
        (Unknown.NOBODY_TO_ASK, replace(ALL_KNOWN, cases_to_ask_about=0)),
    ],
)
def test_each_thing_that_nobody_said_is_named(unknown: Unknown, known: Known) -> None:
    assert list(unknowns(known)) == [unknown]
