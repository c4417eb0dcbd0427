"""What followed is counted turn by turn; under five turns, and under twenty units, nothing more is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.core.talk import (
    LEAST_TURNS,
    After,
    Code,
    Family,
    LeaderCode,
    code,
    counts_only,
    differ,
    from_json,
    from_memory,
    of_counts,
    read,
    report,
    to_json,
)
from hansei.core.talk.overtime import wilson
from tests.core.talk.talks import Listed, coded, talk

ASK, TELL = ("C", "So what is it that you see?"), ("C", "You should do that.")
YES = ("L", "I see that it is me.")


def test_each_answer_is_counted_after_what_the_coach_said_last() -> None:
    made = report(
        talk(
            ASK, YES, TELL, YES, ("C", "And you see it. Mm."), YES, ("C", "You should go. What is it?"), YES,
            coder=Listed(
                Code.OPEN_QUESTION, Code.ADVISE, Code.REFLECTION, Code.OTHER, Code.ADVISE, Code.OPEN_QUESTION,
                LeaderCode.DISCOVERY, LeaderCode.CONCERN, LeaderCode.NEUTRAL, LeaderCode.COMMITMENT,
            ),
        )
    )  # fmt: skip
    asked, given_back, advised = (made.followed[after] for after in After)
    assert (asked.turns, given_back.turns, advised.turns) == (2, 1, 1)
    assert asked.did == {LeaderCode.DISCOVERY: 1, LeaderCode.COMMITMENT: 1, LeaderCode.CONCERN: 0}
    assert advised.did[LeaderCode.CONCERN] == 1
    assert (asked.none, given_back.none, advised.none) == (0, 1, 0)
    assert asked.words == 6


def test_under_five_turns_it_is_too_few_to_say() -> None:
    for turns, tells in ((LEAST_TURNS - 1, False), (LEAST_TURNS, True)):
        made = report(talk(*(ASK, YES) * turns, coder=Listed(Code.OPEN_QUESTION)))
        assert made.followed[After.OPEN_QUESTION].turns == turns
        assert made.followed[After.OPEN_QUESTION].tells is tells


def test_nothing_follows_in_lines_from_memory() -> None:
    lines = from_memory("\n".join(["What do you see there?"] * 5))
    made = report(code(lines, lines.speakers[0], Listed(Code.OPEN_QUESTION)))
    assert made.followed == {}
    assert made.silence is None


@given(coded())
def test_no_turn_of_the_leader_is_lost_or_counted_twice(one) -> None:
    made = report(one)
    for followed in made.followed.values():
        assert followed.none <= followed.turns <= sum(followed.did.values()) + followed.none
        assert all(n <= followed.turns for n in followed.did.values())
    answered = sum(followed.turns for followed in made.followed.values())
    assert answered <= sum(n for who, n in made.turns.items() if who != made.coach)


TIMED = b"""WEBVTT

00:00.000 --> 00:04.000
<v C>What is it that you see?

00:06.500 --> 00:10.000
<v L>I see that it is me.

00:09.000 --> 00:12.000
<v C>What is it then?

00:11.000 --> 00:20.000
<v L>It is that I wait and they do.
"""


def test_silence_after_a_question_and_seconds_of_each_come_from_the_times() -> None:
    made = report(code(read(TIMED), "C", Listed(Code.OPEN_QUESTION)))
    assert made.silence is not None
    assert (made.silence.questions, made.silence.longest, made.silence.middle) == (2, 2.5, 1.25)
    assert not made.silence.tells
    assert made.seconds == {"C": 4 + 2, "L": 2.5 + 9}, "who is spoken over has ended there"
    kept = counts_only(made)
    assert kept["seconds"] == {"coach": 6, "others": 12}
    assert kept["followed"]["open_question"]["turns"] == 2
    coded_ = code(read(TIMED), "C", Listed(Code.OPEN_QUESTION))
    assert from_json(to_json(coded_)) == coded_


def test_silence_ends_with_the_leader_alone_where_a_third_person_is_in_the_room() -> None:
    third = TIMED.replace(b"00:06.500 --> 00:10.000\n<v L>", b"00:06.500 --> 00:10.000\n<v Somebody>")
    made = report(code(read(third), "C", Listed(Code.OPEN_QUESTION), leader="L"))
    assert made.silence is not None
    assert made.silence.questions == 1, "two before it was somebody else who answered first"


def test_the_last_turn_is_left_out_and_said_to_be_where_nobody_knows_when_it_ends() -> None:
    began = read(b"[0:01] Anna: And so?\n[0:05] Bob: I see.\n[1:05] Anna: Would you do it? Then do.\n")
    made = report(code(began, "Anna", Listed(Code.OPEN_QUESTION)))
    assert made.ends_open
    assert made.seconds == {"Anna": 4, "Bob": 60}
    whole = report(code(read(TIMED), "C", Listed(Code.OPEN_QUESTION)))
    assert not whole.ends_open


def test_without_times_there_are_no_seconds_and_no_silence() -> None:
    made = report(talk(ASK, YES, coder=Listed(Code.OPEN_QUESTION)))
    assert made.seconds == {}
    assert made.silence is None
    assert counts_only(made)["seconds"] == {"coach": None, "others": None}


# ------------------------------------------------------------------------------------------------- over time
def test_the_interval_is_the_published_one() -> None:
    # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263, method 3.
    share = wilson(81, 263)
    assert (round(share.low, 4), round(share.high, 4)) == (0.2553, 0.3662)
    assert wilson(0, 20).low == 0
    assert round(wilson(0, 20).high, 4) == 0.1611


@given(st.integers(1, 500).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_the_share_lies_in_its_interval(of: tuple[int, int]) -> None:
    share = wilson(*of)
    assert 0 <= share.low <= share.value <= share.high <= 1


def test_whether_two_differ_is_said_only_where_chance_leaves_no_other_way() -> None:
    # Newcombe (1998), Statistics in Medicine 17, 873: 56 of 70 and 48 of 80, method 10, 0.0524 to 0.3339.
    assert differ(wilson(56, 70), wilson(48, 80))
    assert differ(wilson(48, 80), wilson(56, 70))
    assert not differ(wilson(9, 10), wilson(3, 5))
    assert not differ(wilson(9, 20), wilson(9, 20))


@pytest.mark.parametrize(("some", "whole"), [(0, 0), (3, 2), (-1, 2)])
def test_no_share_of_nothing(some: int, whole: int) -> None:
    with pytest.raises(ValueError, match="a share is some of a whole"):
        wilson(some, whole)


def test_under_twenty_units_that_count_a_conversation_has_no_share() -> None:
    for turns, there in ((19, False), (20, True)):
        data = counts_only(report(talk(*(ASK, YES) * turns, coder=Listed(Code.OPEN_QUESTION))))
        assert (of_counts(data, Family.ASK) is not None) is there
