"""Coded dialogues: how they are read, spoilt and mapped, and what a coder is measured by."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from hansei.core.talk.codes import Code, LeaderCode
from hansei.core.talk.coding import Spoken
from hansei.core.talk.dialogues import BadDialogues, read_dialogues, read_together
from hansei.core.talk.mapped import AsAnnomi
from hansei.core.talk.measuring import evaluate, spoilt
from hansei.core.talk.schemes import ANNOMI, Client, Therapist
from hansei.core.talk.spoiling import WAYS
from hansei.core.talk.training.tempering import temperature

OURS = (
    b"dialogue,turn,speaker,text,code,code_a,code_b\n"
    b"D,1,coach,What happened? Tell me.,open_question,open_question,open_question\n"
    b"D,2,leader,I saw it.,,discovery,neutral\n"
    b"D,3,coach,You should ask them.,advise,advise,advise\n"
    b"D,4,leader,I will.,own_commitment,own_commitment,own_commitment\n"
)
HEAD = "transcript_id,utterance_id,interlocutor,utterance_text,main_therapist_behaviour,client_talk_type\n"
THEIRS = (
    HEAD
    + "7,0,therapist,What happened? You drank. You drank a lot of it yesterday.,reflection,n/a\n"
    + "7,0,therapist,What happened? You drank. You drank a lot of it yesterday.,question,n/a\n"
    + "7,0,therapist,What happened? You drank. You drank a lot of it yesterday.,reflection,n/a\n"
    + "7,1,client,I will stop.,n/a,change\n"
).encode()


class Plain:
    """Asks where there is a question mark, else gives back; the leader always means to do it."""

    def coach(self, talk: Sequence[Spoken]) -> list[Mapping[Code, float]]:
        return [
            {Code.OPEN_QUESTION if "?" in unit.text else Code.REFLECTION: 1.0} for unit in talk if unit.coach
        ]

    def leader(self, talk: Sequence[Spoken]) -> list[Mapping[LeaderCode, float]]:
        return [{LeaderCode.COMMITMENT: 1.0} for unit in talk if not unit.coach]


def many(said: str, code: str) -> bytes:
    """Three talks of thirty units each in which two of three are questions, the others as given."""
    rows = ["dialogue,turn,speaker,text,code"]
    for name in range(3):
        for turn in range(10):
            rows += [f"D{name},{2 * turn},coach,What happened?,open_question"] * 2
            rows += [
                f"D{name},{2 * turn},coach,{said},{code}",
                f"D{name},{2 * turn + 1},leader,It did.,neutral",
            ]
    return "\n".join(rows).encode()


def test_it_is_measured_how_often_the_share_as_given_lies_between_the_bounds() -> None:
    right = evaluate(read_dialogues(many("You did it.", "reflection")), Plain())["session"]
    assert right["tell_share"]["between_holds"] == 1
    assert right["ask_receive_share"]["between_holds"] == 1
    few = evaluate(read_dialogues(OURS), Plain())["session"]
    assert few["tell_share"]["between_holds"] is None, "too few units count in it"
    # Always taken for giving back, and never given back in truth: the matrix of the other talks knows it.
    wrong = evaluate(read_dialogues(many("You did it.", "advise")), Plain())["session"]
    assert wrong["tell_share"]["mae"] > 0.3
    assert wrong["tell_share"]["between_holds"] == 1


def test_where_coders_differ_there_is_no_code_and_their_votes_are_kept() -> None:
    (found,) = read_dialogues(OURS)
    assert found.codes[1] is None
    assert found.votes[1] == {"discovery": 0.5, "neutral": 0.5}
    assert found.votes[0] == {"open_question": 1.0}


def test_two_files_may_not_hold_a_dialogue_of_one_name() -> None:
    with pytest.raises(BadDialogues):
        read_together([OURS, OURS])


def test_of_several_annotators_the_most_decide() -> None:
    (found,) = read_dialogues(THEIRS, ANNOMI)
    assert found.codes == (Therapist.REFLECTION, Client.CHANGE)
    assert len(found.talk) == 2


def test_a_turn_is_mapped_by_the_words_of_its_units() -> None:
    coder = AsAnnomi(Plain())
    found = evaluate(read_dialogues(THEIRS, ANNOMI), coder, ANNOMI)
    assert found["therapist"]["accuracy"] == 1
    assert found["client"]["accuracy"] == 1
    (said,), _client = coder.both(read_dialogues(THEIRS, ANNOMI)[0].talk)
    assert said[Therapist.REFLECTION] > said[Therapist.QUESTION] > 0
    assert abs(sum(said.values()) - 1) < 1e-9


@pytest.mark.parametrize("way", WAYS)
def test_a_talk_is_spoilt_the_same_way_each_time_and_stays_as_long(way: str) -> None:
    whole = read_dialogues(OURS)
    whole = [replace(each, talk=each.talk * 20, codes=each.codes * 20) for each in whole]
    one, again = spoilt(whole, way), spoilt(whole, way)
    assert one == again
    assert one != whole
    assert len(one[0].talk) == len(whole[0].talk)
    assert all(unit.text for unit in one[0].talk)


def test_some_fifteen_words_in_a_hundred_are_misheard() -> None:
    talk = [Spoken(1, True, "word " * 4000)]
    (found,) = WAYS["misheard"](talk, random.Random(1), ["other"])
    assert 0.12 < 1 - found.text.split().count("word") / 4000 < 0.18


def test_after_the_middle_where_names_are_swapped_nothing_is_scored() -> None:
    (found,) = spoilt(read_dialogues(OURS), "swapped_halfway")
    assert [unit.coach for unit in found.talk] == [True, False, False, True]
    assert found.codes[2:] == (None, None)
    assert found.codes[0] is Code.OPEN_QUESTION


def test_who_is_too_sure_is_tempered_and_who_is_not_is_let_be() -> None:
    sure: list[Any] = [(np.array([[0.99, 0.01]] * 10), ["a"] * 7 + ["b"] * 3)]
    right: list[Any] = [(np.array([[0.7, 0.3]] * 10), ["a"] * 7 + ["b"] * 3)]
    assert temperature(sure, ("a", "b")) > 2
    assert abs(temperature(right, ("a", "b")) - 1) < 0.05
    assert temperature([(np.zeros((1, 2)), [None])], ("a", "b")) == 1
