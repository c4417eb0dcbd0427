"""What followed is counted turn by turn; under five turns, and under twenty units, nothing more is said."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from hansei.core.talk import (
    LEAST_TURNS,
    After,
    Code,
    Family,
    LeaderCode,
    Matrix,
    code,
    counts_only,
    from_json,
    from_memory,
    read,
    report,
    to_json,
)
from hansei.core.talk.between import betweens, changes
from hansei.core.talk.overtime import changed, of_counts, together
from tests.core.talk.matrices import matrix
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
def test_each_share_lies_between_the_bounds_that_its_report_gives_it() -> None:
    errs = matrix(0.8)
    one = talk(*(ASK, YES) * 40, coder=Listed(*[Code.OPEN_QUESTION] * 20, *[Code.ADVISE] * 20))
    own = [unit.number for unit in one.units if unit.coach]
    said = {own[0]: Code.CONFRONT, own[1]: None, own[2]: Code.CLOSED_QUESTION, own[0] + 1: LeaderCode.CONCERN}
    for overruled in ({}, said):
        made = report(one, overruled, matrix=lambda: errs)
        shares = of_counts(counts_only(made), errs)
        assert made.shares is not None
        assert made.between is not None
        assert shares is not None
        for family, share in shares.items():
            assert share.value == pytest.approx(made.shares.families[family])
            assert share.between == made.between.families[family]


def test_where_the_errors_are_not_known_a_share_has_no_bounds() -> None:
    shares = of_counts(counts_only(report(talk(*(ASK, YES) * 40, coder=Listed(Code.ADVISE)))), None)
    assert shares is not None
    assert shares[Family.TELL].value == 1
    assert shares[Family.TELL].between is None


def told(units: int, share: float) -> dict[Code, int]:
    tells = round(units * share)
    return {Code.ADVISE: tells, Code.OPEN_QUESTION: units - tells}


def test_that_a_share_changed_is_said_where_there_is_enough_to_say_so() -> None:
    errs = matrix(0.8)
    for family in (Family.TELL, Family.ASK):
        assert family not in changed((told(20, 0.4), {}), (told(20, 0.5), {}), errs)
        assert family in changed((told(200, 0.3), {}), (told(200, 0.6), {}), errs)
        assert family in changed((told(200, 0.6), {}), (told(200, 0.3), {}), errs)
    low, high = changes((told(200, 0.3), {}), (told(200, 0.6), {}), errs)[Family.TELL]
    assert 0 < low < 0.3 < high, "set right for a coder that mixes some, it is more than was counted"
    with pytest.raises(ValueError, match="nothing counts"):
        changes((told(20, 0.5), {}), ({Code.OTHER: 30}, {}), errs)


def often_taken(one: Code, other: Code) -> Matrix:
    """A coder that never errs, but takes three in ten of one kind for another."""
    rows = [list(row) for row in matrix(1.0).units]
    heard = list(Code).index(one)
    rows[heard][heard], rows[heard][list(Code).index(other)] = 210, 90
    return Matrix(tuple(map(tuple, rows)))


def test_what_the_coders_errors_alone_may_have_made_is_no_change() -> None:
    before = {Code.REFLECTION: 140, Code.ADVISE: 60}, {}
    after = {Code.OPEN_QUESTION: 190, Code.ADVISE: 10}, {}
    assert Family.TELL in changed(before, after, matrix(1.0)), "chance alone would not have made it"
    assert Family.TELL not in changed(before, after, often_taken(Code.REFLECTION, Code.ADVISE))


def test_where_the_counts_are_the_same_nothing_changed_but_what_is_certain() -> None:
    said = {Code.ADVISE: 120, Code.REFLECTION: 280}
    errs = often_taken(Code.ADVISE, Code.REFLECTION)
    _low, high = changes((said, {}), ({}, said), errs)[Family.TELL]
    assert high < 0, "what is set right has changed"
    assert not changed((said, {}), ({}, said), errs)


def test_of_talks_of_one_kind_some_95_in_100_are_not_said_to_differ() -> None:
    chance = np.random.default_rng(4)
    true = np.array(matrix(0.75).units) / 300
    apart = 0
    for _pair in range(60):
        rows = [chance.multinomial(90, row) for row in true]
        errs = Matrix(tuple(tuple(int(n) for n in row) for row in rows))
        likely = chance.dirichlet(np.ones(len(Code)))
        heard = [
            sum(chance.multinomial(n, row) for n, row in zip(said, true, strict=True))
            for said in (chance.multinomial(120, likely) for _talk in range(2))
        ]
        before, after = ({code: int(n) for code, n in zip(Code, each, strict=True)} for each in heard)
        apart += Family.TELL in changed((before, {}), (after, {}), errs)
    assert 0 < apart <= 7


def test_how_the_coder_errs_is_the_same_in_both_of_two_talks() -> None:
    hardly_known = matrix(0.7, units=60)
    many = (told(40_000, 0.5), {})
    low, high = changes(many, many, hardly_known)[Family.TELL]
    alone = betweens(*many, hardly_known).tell
    assert high - low < (alone.high - alone.low) / 2


def test_several_talks_are_as_one_of_all_their_units() -> None:
    one, other = (told(10, 0.5), {Code.CONFRONT: 2}), (told(30, 0.1), {Code.CONFRONT: 1})
    heard, certain = together([one, other])
    assert heard == {Code.ADVISE: 8, Code.OPEN_QUESTION: 32}
    assert certain == {Code.CONFRONT: 3}


def test_under_twenty_units_that_count_a_conversation_has_no_share() -> None:
    for turns, there in ((19, False), (20, True)):
        data = counts_only(report(talk(*(ASK, YES) * turns, coder=Listed(Code.OPEN_QUESTION))))
        assert (of_counts(data, matrix(0.8)) is not None) is there
