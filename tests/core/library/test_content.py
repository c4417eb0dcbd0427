"""What the library that comes with Hansei promises."""

import re

import pytest

from hansei.core import library
from hansei.core.anonymity import Source
from hansei.core.library import Direction, Focus, Theme


def test_there_are_forty_acts_of_leading_lean_eight_in_each_direction():
    for direction in Direction:
        assert len(library.find(direction=direction, focus=Focus.LEADING_LEAN)) == 8


def test_there_are_twelve_acts_of_lean_leadership_three_in_each_theme():
    found = library.find(focus=Focus.LEAN_LEADERSHIP)
    assert [each.theme for each in found] == [theme for theme in Theme for _ in range(3)]


def test_only_the_boss_is_asked_about_what_only_the_boss_can_see():
    alone = {each.code for each in library.behaviours() if each.single_witness}
    assert alone == {"LL-U1", "LL-U3", "LL-U6", "LL-U8"}
    assert all(library.behaviour(code).sources == (Source.BOSS,) for code in alone)


def test_every_belief_is_fed_by_at_least_two_behaviours():
    assert len(library.beliefs()) == 15
    for belief in library.beliefs():
        assert len(library.supporting(belief.id)) >= 2


def test_a_behaviour_is_found_by_its_code_and_an_unknown_code_is_not_repeated():
    assert library.behaviour("LL-D2").direction is Direction.DOWN
    with pytest.raises(library.UnknownEntry) as caught:
        library.behaviour("a private note")
    assert "private" not in str(caught.value)


def test_searching_looks_for_every_word_in_the_language_asked_for():
    assert [each.code for each in library.find(words="silent question")] == ["LL-D2"]
    assert [each.code for each in library.find(words="SCHWEIGT frage", lang="de-CH")] == ["LL-D2"]
    assert library.find(words="schweigt") == ()


def test_searching_does_not_mind_accents_capitals_or_order():
    expected = library.find(words="öffentlich", lang="de")
    assert [each.code for each in expected] == ["LL-O7"]
    assert library.find(words="Forderung OFFENTLICH", lang="de") == ()
    assert library.find(words="gefordert OFFENTLICH", lang="de") == expected


def test_searching_for_nothing_finds_everything_in_library_order():
    assert library.find() == library.behaviours()
    assert library.find(words="  ") == library.behaviours()


def test_searching_never_looks_into_the_opposites():
    assert library.behaviour("LL-D3").instead is not None
    assert library.find(words="who was involved") == ()


def test_nothing_in_the_library_can_be_changed():
    with pytest.raises(ValueError):
        library.behaviour("LL-D2").text.en = "something else"  # type: ignore[misc]
    library.agreement().default["conversations"] = 99
    assert library.agreement().default["conversations"] == 6


def test_the_agreement_leaves_protection_out_unless_the_coach_is_below_the_leader():
    usual = {clause.id for clause in library.agreement().clauses_for(coach_below_leader=False)}
    below = {clause.id for clause in library.agreement().clauses_for(coach_below_leader=True)}
    assert below - usual == {"protection"}
    assert "third_person" in library.agreement().clause("protection").signed_by


def test_the_agreement_starts_short_and_says_what_it_still_needs():
    agreement = library.agreement()
    assert agreement.clause("term").default == {"conversations": 6, "leader_hours": 12, "months": 6}
    assert agreement.clause("term").placeholders == ("conversations", "planned_end", "leader_hours")
    assert [need.id for need in agreement.clause("limits").needs] == [
        "misconduct_rules",
        "contacts",
        "operator_can_read",
    ]


def test_every_clause_can_be_filled_in_both_languages_from_its_own_fields():
    for clause in library.agreement().clauses:
        given = {field.id: f"<{field.id}>" for field in clause.fields if field.place == "text"}
        for lang in ("en", "de"):
            filled = clause.text.fill(lang, **given)
            assert all(value in filled for value in given.values())
            assert "{" not in filled


def test_a_clause_is_one_to_three_sentences_in_both_languages():
    for clause in library.agreement().clauses:
        for lang in ("en", "de"):
            assert 1 <= len(re.findall(r"[.?](?:\s|$)", clause.text.get(lang))) <= 3, clause.id


def test_the_numbers_that_a_clause_says_in_words_are_those_of_its_settings():
    recheck = library.agreement().clause("recheck")
    assert recheck.default == {"recheck_conversations": 3, "recheck_days": 90}
    assert "three conversations" in recheck.text.en
    assert "drei Gespräche" in recheck.text.de
    assert "90" in recheck.text.en
    assert "90" in recheck.text.de


def test_a_no_and_something_else_are_kept_alike_and_only_a_yes_goes_on():
    leads = {outcome.id: outcome.leads_to for outcome in library.readiness().outcomes}
    assert leads == {
        "yes_now": "choosing",
        "later": "considering",
        "not_for_me": "declined",
        "other_help": "declined",
    }


def test_readiness_has_three_rulers_and_four_questions():
    assert len(library.readiness().rulers) == 3
    assert len(library.readiness().questions) == 4


def test_the_first_look_counts_things_of_more_than_one_direction():
    assert len({countable.direction for countable in library.first_look()}) >= 3
    assert library.countable("approvals_waited_on").unit == "times"


def test_the_aid_asks_and_never_answers():
    aid = library.aid()
    assert len(aid.questions) == 3
    for question in aid.questions:
        assert question.text.en.endswith("?")
        assert question.text.de.endswith("?")
        assert {answer.focus for answer in question.answers} == set(Focus)
    assert "?" in aid.closing.en
    assert "?" in aid.closing.de


def test_the_scale_runs_from_never_to_nearly_every_time_and_ends_with_no_answer():
    for points in (
        library.scale_for_leader("eight_weeks"),
        library.scale_for_prediction(),
        library.scale_for_around(),
    ):
        assert [point.value for point in points] == [1, 2, 3, 4, 5, 0]
        assert points[0].text.en.startswith("never")
        assert points[4].text.en == "nearly every time"
    assert library.scale_for_around()[-1].text.en == "no chance to see"
    assert library.scale_for_leader("eight_weeks")[-1].text.en == "no occasion in these weeks"
    assert library.scale_for_leader("six_months")[-1].text.en == "no occasion in these months"


def test_every_direction_focus_theme_source_and_period_has_a_name():
    assert [word.code for word in library.words("direction")] == list(Direction)
    assert [word.code for word in library.words("focus")] == list(Focus)
    assert [word.code for word in library.words("theme")] == list(Theme)
    assert [word.code for word in library.words("source")] == list(Source)
    assert library.word("direction", "up").name.de == "Nach oben"
    assert library.word_of_period("six_months").no_occasion.en == "no occasion in these months"
    with pytest.raises(library.UnknownEntry):
        library.words("moods")  # type: ignore[arg-type]
    with pytest.raises(library.UnknownEntry):
        library.word("direction", "sideways")


def test_nobody_is_asked_as_a_merged_source():
    assert library.word_of_source("around").asked_as is None
    assert library.word_of_source("peers").asked_as is not None


def test_the_library_says_that_it_is_a_draft():
    assert "draft" in library.draft_note().en
    assert "Entwurf" in library.draft_note().de


@pytest.mark.parametrize("kind", ["behaviours", "beliefs", "agreement", "questions"])
def test_each_kind_of_file_has_a_json_schema_that_refuses_unknown_fields(kind):
    found = library.schema(kind)
    assert found["type"] == "object"
    assert found["additionalProperties"] is False
    assert "status" in found["required"]
    assert found["$defs"]["Text"]["required"] == ["en", "de"]


def test_there_is_no_schema_of_an_unknown_kind():
    with pytest.raises(library.UnknownEntry):
        library.schema("recipes")  # type: ignore[arg-type]
