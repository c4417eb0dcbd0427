"""The practice room's machine: asking opens, telling never does, and every line gets an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.core import dojo, library
from hansei.core.dojo import CALLING, KINDS, MOST, START, TURNS, Said
from hansei.core.pictures.ribbon import Gap, Stroke
from hansei.core.talk import Code, Family, Flag, Unit

LEADERS = library.leaders().leaders
leaders = st.sampled_from(LEADERS)
kinds = st.sampled_from(list(Family))


def line(kind: Family, words: str = "Words.") -> Said:
    return Said(words, (kind,), kind)


def named(kind: Family, sentences: int) -> Said:
    """As the coach names it, or as one sentence of a kind that nobody can name."""
    return dojo.named("Words.", kind, sentences) if kind in KINDS else line(kind)


lines = st.lists(st.builds(named, kinds, st.integers(0, 3)), max_size=TURNS + 3)


def unit(code: Code | None, *flags: Flag) -> Unit:
    return Unit(0, 1, "coach", True, "Words.", code=code, flags=frozenset(flags))


@given(st.integers(0, MOST), st.sampled_from(CALLING))
def test_whatever_calls_on_the_leader_opens_until_they_are_open(openness: int, kind: Family) -> None:
    after = dojo.moved(openness, kind)
    assert after > openness or openness == after == MOST


@given(st.integers(0, MOST))
def test_telling_never_opens_and_closes_whoever_is_not_closed(openness: int) -> None:
    after = dojo.moved(openness, Family.TELL)
    assert after < openness or openness == after == 0


@given(leaders, lines)
def test_every_line_gets_an_answer_of_the_leader_until_the_last_turn(leader, said) -> None:
    exchanges = dojo.played(leader, said)
    assert len(exchanges) == min(len(said), TURNS)
    assert all(one.reply.get(lang) for one in exchanges for lang in ("en", "de"))
    assert dojo.is_over(said) is (len(said) >= TURNS)


@given(leaders, lines)
def test_there_is_no_dead_end_asking_reaches_the_open_leader_from_everywhere(leader, said) -> None:
    """Whatever was said before: as many questions as a leader has steps, and something is found out."""
    openness = START
    for one in said:
        openness = dojo.moved(openness, one.kind)
    for _ in range(MOST):
        openness = dojo.moved(openness, Family.ASK)
    assert dojo.level_of(openness) == len(leader.levels) - 1


@given(leaders, lines)
def test_what_was_answered_stays_when_more_is_said(leader, said) -> None:
    before = dojo.played(leader, said[:4])
    assert dojo.played(leader, said)[: len(before)] == before


@pytest.mark.parametrize("leader", LEADERS, ids=lambda one: one.id)
def test_whoever_only_asks_hears_all_there_is_and_whoever_only_tells_nothing_of_it(leader) -> None:
    asked = [line(Family.ASK)] * TURNS
    told = [line(Family.TELL)] * TURNS
    assert dojo.unheard(leader, asked) == ()
    assert dojo.unheard(leader, told) == leader.levels[-1].ask
    assert sum(one.found for one in dojo.played(leader, asked)) == len(leader.levels[-1].ask)
    assert not any(one.found for one in dojo.played(leader, told))
    replies = [one.reply for one in dojo.played(leader, asked)]
    assert len(set(replies)) == len(replies), "nobody who is only asked says anything twice"


@given(leaders, lines)
def test_what_was_not_heard_is_what_the_open_leader_did_not_say(leader, said) -> None:
    replies = {one.reply for one in dojo.played(leader, said)}
    unheard = set(dojo.unheard(leader, said))
    assert unheard | (replies & set(leader.levels[-1].ask)) == set(leader.levels[-1].ask)
    assert not unheard & replies


@given(leaders, lines)
def test_the_picture_has_a_stroke_for_each_sentence_and_a_square_for_each_thing_found(leader, said) -> None:
    exchanges = dojo.played(leader, said)
    items = [item for part in dojo.ribbon(exchanges).parts for item in part.items]
    strokes = [item for item in items if isinstance(item, Stroke)]
    found = [number for item in items if isinstance(item, Gap) for number in item.found]
    sentences = sum(len(one.said.families) for one in exchanges)
    assert len(strokes) == sentences == sum(dojo.counts(exchanges).values()) >= len(exchanges)
    assert found == list(range(1, sum(one.found for one in exchanges) + 1))


@pytest.mark.parametrize("leader", LEADERS, ids=lambda one: one.id)
def test_found_out_is_what_an_open_leader_answers_when_asked_and_each_thing_once(leader) -> None:
    open_up = [line(Family.ASK)] * (MOST - START)
    for kind in (Family.RECEIVE, Family.PARTNER):
        said = dojo.played(leader, [*open_up, *[line(kind)] * 3])
        assert said[-1].level == len(leader.levels) - 1
        assert not any(one.found for one in said[len(open_up) :]), (
            "they say that they agree, or that they decide"
        )
    told = [one.reply for one in dojo.played(leader, [line(Family.ASK)] * TURNS) if one.found]
    assert len(set(told)) == len(told) > 0


@given(leaders, lines)
def test_whatever_was_found_out_is_among_what_there_was_to_find_out(leader, said) -> None:
    found = [one.reply for one in dojo.played(leader, said) if one.found]
    assert set(found) <= set(leader.levels[-1].ask)
    assert len(set(found)) == len(found)
    assert set(leader.levels[-1].ask) - set(found) >= set(dojo.unheard(leader, said))


# ------------------------------------------------------------------------------------------------ what it was
@pytest.mark.parametrize(
    ("codes", "kind"),
    [
        ((Code.OPEN_QUESTION,), Family.ASK),
        ((Code.REFLECTION, Code.OPEN_QUESTION), Family.ASK),
        ((Code.OPEN_QUESTION, Code.ADVISE), Family.TELL),
        ((Code.PARTNERING, Code.LEADING_QUESTION), Family.TELL),
        ((Code.STRUCTURE, Code.AFFIRMATION), Family.RECEIVE),
        ((Code.INFORM,), Family.INFORM),
        ((Code.OTHER, None), Family.NEUTRAL),
        ((), Family.NEUTRAL),
    ],
)
def test_a_line_is_telling_whatever_stands_beside_it(codes, kind: Family) -> None:
    assert dojo.kind_of([unit(code) for code in codes]) is kind


def test_telling_is_informing_only_where_the_coach_had_asked_leave() -> None:
    told = [unit(Code.ADVISE, Flag.PERMITTED)]
    asked_leave = line(Family.PARTNER)
    assert dojo.said("Words.", told, [asked_leave]).kind is Family.INFORM
    assert dojo.said("Words.", told, [line(Family.ASK)]).kind is Family.TELL, "the leader only wished for it"
    assert dojo.said("Words.", [unit(Code.ADVISE)], [asked_leave]).kind is Family.TELL, "nobody said yes"
    long_ago = [asked_leave, *[line(Family.ASK)] * 3]
    assert dojo.said("Words.", told, long_ago).kind is Family.TELL
    # What it was heard as is never changed by that.
    assert dojo.said("Words.", told, [asked_leave]).families == (Family.TELL,)


def test_a_line_is_heard_after_what_stood_before_it_and_nothing_else_is_returned() -> None:
    heard = dojo.heard(["Just tell me what to do.", "Go on.", "Well."], "What did you see? Why?")
    assert heard is not None
    assert [one.text for one in heard] == ["What did you see?", "Why?"]


def test_what_is_not_english_is_not_heard_whatever_the_leader_speaks() -> None:
    assert (
        dojo.heard(["Just tell me what to do, you have seen it."], "Was haben Sie am Dienstag gesehen?")
        is None
    )
    assert dojo.heard(["Sagen Sie mir, was ich tun soll."], "What did you see on Tuesday?") is not None


@pytest.mark.parametrize(
    "words",
    [
        "How many ideas per person?", "What does that cost per week?", "How many per shift?",
        "Would the idea die?", "Who drives the van?", "Who else sees it, e.g. on the line?", "Non-stop?",
    ],
)  # fmt: skip
def test_a_short_line_of_plain_english_is_heard(words: str) -> None:
    assert dojo.heard(["Just tell me what to do."], words)


@pytest.mark.parametrize(
    "words",
    [
        "Was denken Sie?",
        "Die Leute warten.",
        "Wie oft ist das so?",
        "Que pensez-vous de la ligne?",
        "Wat is het?",
    ],
)
def test_a_short_line_of_another_language_is_not(words: str) -> None:
    assert dojo.heard(["Just tell me what to do."], words) is None


def test_words_without_a_letter_are_heard_as_nothing() -> None:
    heard = dojo.heard(["Well."], "?!")
    assert heard == ()
    assert dojo.said("?!", heard).kind is Family.NEUTRAL


def test_a_line_can_be_named_by_the_five_kinds_and_by_no_other() -> None:
    assert {dojo.named("Words.", kind).kind for kind in KINDS} == set(KINDS)
    with pytest.raises(ValueError, match="five kinds"):
        dojo.named("Words.", Family.NEUTRAL)


def test_what_is_named_anew_keeps_as_many_sentences_as_were_heard() -> None:
    heard = dojo.said("a b c", [unit(Code.OPEN_QUESTION)] * 3)
    assert dojo.named("a b c", Family.TELL, len(heard.families)).families == (Family.TELL,) * 3
    assert dojo.named("...", Family.TELL, 0).families == (Family.TELL,), "a line is one at least"
