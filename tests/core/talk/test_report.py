"""What is counted adds up, what is overruled moves alone, and what is shown stands in the talk."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.core import library
from hansei.core.pictures.ribbon import Gap
from hansei.core.talk import (
    LEAST_UNITS,
    After,
    Code,
    Damaged,
    Family,
    Flag,
    LeaderCode,
    Side,
    code,
    counts_only,
    from_json,
    from_memory,
    guess_coach,
    guess_leader,
    read,
    report,
    to_json,
)
from hansei.core.talk.coding import Unit
from hansei.core.talk.overtime import of_counts
from tests.core.talk.talks import MARIANNE, Listed, coded, talk

GERMAN = (
    "Anna: Guten Morgen, was ist dir in der Runde aufgefallen und was hast du gemacht?\n"
    "Ben: Ich habe die ganze Zeit nur geredet, das ist mir jetzt klar, und es war nicht gut."
)


@given(coded())
def test_every_unit_of_the_coach_is_counted_once(one) -> None:
    made = report(one)
    assert sum(made.counts.values()) + made.unsure == made.coach_units
    assert sum(made.families.values()) == sum(made.counts.values())
    assert made.counted == made.coach_units - made.unsure - made.families[Family.NEUTRAL]
    assert made.ribbon.units == made.coach_units
    if made.shares:
        assert sum(made.shares.families.values()) == pytest.approx(1)
        assert made.shares.tell + made.shares.ask_receive <= 1 + 1e-9


@given(coded(), st.data())
def test_overruling_moves_exactly_one_unit(one, data) -> None:
    before = report(one)
    unit = data.draw(st.sampled_from(before.units))
    now = data.draw(st.sampled_from([None, *(Code if unit.coach else LeaderCode)]))
    after = report(one, {unit.number: now})
    changed = [(a.number, b.code) for a, b in zip(before.units, after.units, strict=True) if a.code != b.code]
    assert changed == ([(unit.number, now)] if unit.code != now else [])
    assert after.overruled == (((unit.code, now),) if unit.code != now else ())
    assert report(one, {}) == before


@given(coded())
def test_a_talk_comes_back_from_json_as_it_was(one) -> None:
    assert from_json(to_json(one)) == one


@given(coded())
def test_each_unit_of_telling_stands_in_one_place_in_order(one) -> None:
    made = report(one)
    shown = [unit.number for place in made.places for unit in place.units]
    assert shown == [unit.number for unit in made.units if unit.family is Family.TELL]
    for place in made.places:
        marked = [said.unit for line in place.lines for said in line.said if said.marked]
        assert marked == list(place.units)


@given(st.text())
def test_what_is_stored_and_damaged_says_nothing_of_itself(text: str) -> None:
    with pytest.raises(Damaged) as caught:
        from_json(text)
    assert caught.value.__context__ is None
    assert str(caught.value) == "this is no stored talk"


def test_under_twenty_units_of_the_coach_there_are_no_shares() -> None:
    said = [("C", "What is it that you see?"), ("L", "It is that I do not see it.")]
    few = talk(*said * (LEAST_UNITS - 1), coder=Listed(Code.OPEN_QUESTION))
    assert report(few).shares is None
    assert report(few).counts[Code.OPEN_QUESTION] == LEAST_UNITS - 1
    enough = talk(*said * LEAST_UNITS, coder=Listed(Code.OPEN_QUESTION))
    assert report(enough).shares is not None
    assert report(enough).shares.ask_receive == 1


def test_where_fewer_than_twenty_count_there_are_no_shares_however_much_was_said() -> None:
    said = [("C", "What is it that you see?"), ("L", "It is that I do not see it.")]
    for count, has in ((LEAST_UNITS - 1, False), (LEAST_UNITS, True)):
        codes = [*[Code.ADVISE] * count, *[Code.OTHER] * 30]
        made = report(talk(*said * len(codes), coder=Listed(*codes)))
        assert made.coach_units > LEAST_UNITS
        assert (made.shares is not None) is has
        assert (of_counts(counts_only(made), None) is not None) is has, "over time says the same"


def test_shares_follow_the_formulas_of_the_scheme() -> None:
    codes = [
        *[Code.OPEN_QUESTION] * 6, *[Code.REFLECTION] * 3, Code.PARTNERING, *[Code.ADVISE] * 5,
        *[Code.LEADING_QUESTION] * 2, Code.ADVOCATE_POLICY, Code.CONFRONT, Code.INFORM, *[Code.OTHER] * 4,
    ]  # fmt: skip
    said = [("C", "So that is it."), ("L", "And that is that.")] * len(codes)
    shares = report(talk(*said, coder=Listed(*codes))).shares
    assert shares is not None
    assert shares.ask_receive == 10 / 20
    assert shares.tell == 9 / 20
    assert shares.open == 6 / 8
    assert shares.permission == 1 / 6
    assert shares.reflections_per_question == 3 / 6


def test_an_unsure_unit_has_no_code_and_leaves_the_ratios() -> None:
    said = [("C", "So that is it."), ("L", "And that is that.")] * 25
    made = report(talk(*said, coder=Listed(Code.ADVISE, sure=0.3)))
    assert made.unsure == 25
    assert made.counted == 0
    assert made.shares is None
    assert made.places == ()


def test_a_place_shows_who_said_what_before_and_after_and_asks_one_question() -> None:
    coder = Listed(
        Code.STRUCTURE, Code.STRUCTURE, Code.OPEN_QUESTION, Code.ADVISE, Code.ADVOCATE_POLICY,
        Code.OPEN_QUESTION, Code.PARTNERING, Code.ADVISE, Code.PARTNERING,
        LeaderCode.NEUTRAL, LeaderCode.NEUTRAL, LeaderCode.NEUTRAL, LeaderCode.NEUTRAL, LeaderCode.NEUTRAL,
        LeaderCode.DISCOVERY, LeaderCode.COMMITMENT, LeaderCode.NEUTRAL,
    )  # fmt: skip
    made = report(code(read(MARIANNE.encode()), "Tomasz Lind", coder))
    assert [place.letter for place in made.places] == ["a", "b", "c"]
    first, second, third = made.places
    assert [line.speaker for line in first.lines] == ["Marianne Vos", "Tomasz Lind", "Marianne Vos"]
    assert first.minute == 9
    assert first.question.en == "You had asked a question. What made you go on?"
    assert second.code is Code.ADVOCATE_POLICY
    assert second.question.en == "Whose idea was it in the end?"
    assert third.permitted
    assert third.question.en == "This was asked for. How did you notice when it was enough?"
    assert [each.text for each in made.discoveries] == ["I ask, and then I answer it myself."]
    assert made.first_idea is Side.COACH
    assert made.longest_turn is not None
    assert made.longest_turn.words == 20


def test_telling_is_permitted_for_three_turns_after_a_yes_and_no_longer() -> None:
    said = [
        ("C", "May I say what I saw there?"),
        ("L", "Yes, please."),
        *[("C", "You should do that."), ("L", "And so?")] * 5,
    ]
    made = report(talk(*said, coder=Listed(Code.PARTNERING, Code.ADVISE)))
    assert [Flag.PERMITTED in unit.flags for unit in made.units if unit.code is Code.ADVISE] == [
        True, True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("answer", ["No, not now.", "Yes, but not now.", "And what is that for?"])
def test_no_permission_comes_of_anything_but_a_yes(answer: str) -> None:
    said = [("C", "May I say what I saw there?"), ("L", answer), ("C", "You should do that.")]
    made = report(talk(*said, coder=Listed(Code.PARTNERING, Code.ADVISE)))
    assert not made.places[0].permitted


def test_questions_without_room_for_an_answer_are_stacked() -> None:
    said = [("C", "What is it? And who was it?"), ("L", "It was me."), ("C", "So what now?")]
    made = report(talk(*said, coder=Listed(Code.OPEN_QUESTION)))
    assert [Flag.STACKED in unit.flags for unit in made.units if unit.coach] == [True, True, False]


def test_the_first_idea_is_the_leaders_where_the_leader_had_it() -> None:
    said = [("C", "What is it that you want?"), ("L", "I will do it."), ("C", "And you should do that.")]
    coder = Listed(Code.OPEN_QUESTION, Code.ADVISE, LeaderCode.COMMITMENT)
    assert report(talk(*said, coder=coder)).first_idea is Side.LEADER


@pytest.mark.parametrize(
    ("code_", "leader", "who"),
    [
        (Code.CONFRONT, LeaderCode.DISCOVERY, Side.COACH),
        (Code.ADVISE, LeaderCode.DISCOVERY, Side.LEADER),
        (Code.ADVISE, LeaderCode.COMMITMENT, None),
    ],
)
def test_who_named_the_finding_is_who_first_confronted_or_found_out(code_, leader, who) -> None:
    said = [("C", "So that is it."), ("L", "I see that it is me."), ("C", "And that is that.")]
    made = report(talk(*said, coder=Listed(code_, Code.CONFRONT if who else Code.OTHER, leader)))
    assert made.gap_named_by is who
    assert counts_only(made)["gap_named_by"] == (who and who.value)


def test_a_coach_who_overrules_what_was_heard_as_confronting_did_not_name_the_finding() -> None:
    said = [("C", "So that is it."), ("L", "I see that it is me.")]
    one = talk(*said, coder=Listed(Code.CONFRONT, LeaderCode.DISCOVERY))
    assert report(one).gap_named_by is Side.COACH
    assert report(one, {0: Code.REFLECTION}).gap_named_by is Side.LEADER


# ----------------------------------------------------------------------------------------- three in the room
THREE = [
    ("C", "So what is it that you see?"), ("H", "We should all of us do that."),
    ("C", "So what is it that you see?"), ("L", "I see that it is me, and that it was me then too."),
    ("C", "May I tell you what I saw?"), ("H", "Yes, please."), ("C", "You should do that."),
]  # fmt: skip


def three(leader: str | None = None, coder: Listed | None = None):
    said = coder or Listed(
        Code.OPEN_QUESTION, Code.OPEN_QUESTION, Code.PARTNERING, Code.ADVISE,
        LeaderCode.COMMITMENT, LeaderCode.DISCOVERY, LeaderCode.DISCOVERY,
    )  # fmt: skip
    return talk(*THREE, coder=said, leader=leader)


def test_what_somebody_else_says_is_no_idea_no_finding_and_no_yes_of_the_leader() -> None:
    made = report(three())
    assert (made.coach, made.leader, made.others) == ("C", "L", ("H",))
    assert made.first_idea is Side.COACH, "the one of before was nobody's of the two"
    assert [each.speaker for each in made.discoveries] == ["L"]
    assert sum(made.leader_counts.values()) == 1
    assert not made.places[0].permitted, "who said yes was not the leader"
    assert made.followed[After.OPEN_QUESTION].turns == 1
    assert made.gap_named_by is Side.LEADER
    other = report(three(leader="H"))
    assert other.first_idea is Side.LEADER
    assert other.places[0].permitted
    assert [each.speaker for each in other.discoveries] == ["H"]


def test_somebody_else_is_in_the_picture_and_in_the_words_of_each() -> None:
    made = report(three())
    assert made.words["H"] == 9
    assert made.turns["H"] == 2
    gaps = [item for part in made.ribbon.parts for item in part.items if isinstance(item, Gap)]
    assert len(gaps) == 3
    assert [unit.speaker for unit in made.units if unit.other] == ["H", "H"]
    assert all(unit.code is None and unit.probability is None for unit in made.units if unit.other)


def test_a_coder_sees_what_somebody_else_says_all_the_same() -> None:
    seen = []

    class Seeing(Listed):
        def leader(self, talk):
            seen.extend(unit.text for unit in talk if not unit.coach)
            return super().leader(talk)

    three(coder=Seeing(Code.OPEN_QUESTION))
    assert seen == [words for who, words in THREE if who != "C"]


def test_the_leader_is_guessed_as_who_speaks_most_beside_the_coach() -> None:
    transcript = read("\n".join(f"{who}: {words}" for who, words in THREE).encode())
    assert guess_leader(transcript, "C") == "L"
    assert guess_leader(transcript, "L") == "C"
    for nobody in ("C", "Ravi Menon"):
        with pytest.raises(ValueError, match="one of the other speakers"):
            code(transcript, "C", leader=nobody)


def test_a_talk_stored_before_the_leader_was_asked_for_has_one_by_the_same_guess() -> None:
    one = three()
    assert from_json(to_json(one)) == one
    packed = json.loads(to_json(one))
    del packed["leader"]
    for unit in packed["units"]:
        if unit["speaker"] == "H":
            unit["code"], unit["probability"] = "own_commitment", 0.9
    assert from_json(json.dumps(packed)) == one


def test_another_language_has_turns_and_words_and_no_codes() -> None:
    made = report(code(read(GERMAN.encode()), "Anna"))
    assert not made.english
    assert made.words == {"Anna": 14, "Ben": 17}
    assert not any(made.counts.values())
    assert all(unit.code is None for unit in made.units)
    assert made.ribbon.parts == ()
    assert made.places == ()
    assert made.unsure == 0


def test_from_memory_there_is_nobody_to_compare_with() -> None:
    lines = (
        "What did you see?\nYou should go there.\nSo you want that.\nWhat else is there?\nIt is up to you."
    )
    made = report(code(from_memory(lines), "coach"))
    assert made.memory
    assert made.coach_word_share is None
    assert made.first_idea is None
    assert made.coach_units == 5


def test_what_stays_when_the_words_are_gone_holds_no_word_and_no_name() -> None:
    one = code(read(MARIANNE.encode()), "Tomasz Lind")
    changed = next(unit.number for unit in one.units if unit.coach)
    kept = json.dumps(counts_only(report(one, {changed: Code.CONFRONT})))
    assert "Vicenza" not in kept
    assert "Marianne" not in kept
    assert "Tomasz" not in kept
    assert "Vicenza" in to_json(one)


def test_a_unit_is_overruled_with_a_code_of_its_own_side_and_nothing_else_is() -> None:
    one = code(read(MARIANNE.encode()), "Tomasz Lind")
    coach, leader = (next(unit.number for unit in one.units if unit.coach is own) for own in (True, False))
    for number in (-1, len(one.units)):
        with pytest.raises(ValueError, match="only units of the talk"):
            report(one, {number: Code.ADVISE})
    for number, to in ((leader, Code.ADVISE), (coach, LeaderCode.DISCOVERY)):
        with pytest.raises(ValueError, match="its own side"):
            report(one, {number: to})


def test_what_the_coach_says_was_no_discovery_leaves_all_that_was_made_of_it() -> None:
    said = [("C", "What did you see?"), ("L", "I saw that I answer it myself."), ("C", "You should ask.")]
    one = talk(*said, coder=Listed(Code.OPEN_QUESTION, Code.ADVISE, LeaderCode.DISCOVERY))
    before, after = report(one), report(one, {1: LeaderCode.NEUTRAL})
    assert (len(before.discoveries), len(after.discoveries)) == (1, 0)
    followed = [made.followed[After.OPEN_QUESTION] for made in (before, after)]
    assert [(each.did[LeaderCode.DISCOVERY], each.none) for each in followed] == [(1, 0), (0, 1)]
    assert before.ribbon != after.ribbon
    mine = report(one, {1: LeaderCode.COMMITMENT})
    assert (before.first_idea, mine.first_idea) == (Side.COACH, Side.LEADER)
    assert counts_only(after)["overruled"] == [["discovery", "neutral"]]


def test_what_somebody_says_who_is_neither_of_the_two_gets_no_code_from_the_coach_either() -> None:
    one = three()
    theirs = [unit.number for unit in one.units if unit.other]
    assert theirs
    for number in theirs:
        for to in (LeaderCode.DISCOVERY, Code.ADVISE, None):
            with pytest.raises(ValueError, match="its own side"):
                report(one, {number: to})
    leaders = next(unit.number for unit in one.units if unit.leader)
    assert report(one, {leaders: LeaderCode.DISCOVERY}).discoveries


def test_nobody_who_does_not_speak_can_be_the_coach_and_the_error_does_not_name_them() -> None:
    with pytest.raises(ValueError) as caught:
        code(read(MARIANNE.encode()), "Ravi Menon")
    assert "Ravi" not in str(caught.value)


def test_every_kind_of_telling_has_questions_and_every_code_a_name() -> None:
    scheme = library.scheme()
    assert [each.id for each in scheme.families] == list(Family)
    assert [each.id for each in scheme.codes] == list(Code)
    assert [each.id for each in scheme.leader] == list(LeaderCode)
    assert {each.id: each.family for each in scheme.codes} == {each: each.family for each in Code}
    assert {each.code for each in scheme.questions} == {each for each in Code if each.family is Family.TELL}
    assert all(each.text.en.endswith("?") and each.text.de.endswith("?") for each in scheme.questions)


@pytest.mark.parametrize(
    "change", [str.upper, str.lower, lambda text: text.replace("?", "").replace(".", "")]
)
def test_capitals_and_missing_punctuation_are_borne(change) -> None:
    lines = [
        f"{who}: {change(words)}"
        for who, words in (("Anna", "What do you see? Tell me more."), ("Ben", "I see it. That is it."))
    ]
    talk_ = read("\n".join(lines * 5).encode())
    made = report(code(talk_, guess_coach(talk_)))
    assert made.coach_units >= 5


def test_units_stand_in_the_order_in_which_they_were_said() -> None:
    units: tuple[Unit, ...] = code(read(MARIANNE.encode()), "Tomasz Lind").units
    assert [unit.number for unit in units] == list(range(len(units)))
    starts = [unit.start for unit in units if unit.start is not None]
    assert len(starts) == len(units)
    assert starts == sorted(starts)
