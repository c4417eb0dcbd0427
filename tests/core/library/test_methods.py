"""Methods as data: thirteen that hold to their own rules, and files of an organization that are told
everything at once, with lines and fields."""

from pathlib import Path

import pytest

from hansei.core import library
from hansei.core.library import methods

GOOD = """\
methods:
  - id: our_way
    label: {en: "Our way", de: "Unser Weg"}
    in_a_sentence: {en: "Two steps that we like.", de: "Zwei Schritte, die wir mögen."}
    stages:
      - id: arrive
        name: {en: "Arrive", de: "Ankommen"}
        purpose: {en: "Find out what it is about.", de: "Herausfinden, worum es geht."}
        worth_having: {en: "One sentence", de: "Ein Satz"}
        ask:
          - {en: "What brings you here?", de: "Was führt Sie her?"}
      - id: go
        name: {en: "Go", de: "Gehen"}
        purpose: {en: "Choose.", de: "Wählen."}
        worth_having: {en: "A choice", de: "Eine Wahl"}
        ask:
          - {en: "What would you like to try?", de: "Was möchten Sie ausprobieren?"}
"""


def examined(tmp_path: Path, old: str = "", new: str = "") -> list[tuple[int, str, str]]:
    assert old in GOOD
    path = tmp_path / "ours.yaml"
    path.write_text(GOOD.replace(old, new, 1) if old else GOOD, "utf-8")
    return [(one.line, one.field, f"{one.kind}: {one.text}") for one in library.examine(path)[1]]


def test_there_are_thirteen_and_three_of_them_are_suggested_to_somebody_new() -> None:
    found = library.coaching_methods()
    assert len(found) == 13
    first = [each.id for each in found if each.suggested_first]
    assert first == ["grow", "solution_focused", "stakeholder_feedforward"]
    assert [each.id for each in found if each.free_order] == ["humble_inquiry"]
    assert sum(len(each.stages) for each in found) == 70


def test_what_comes_with_hansei_gives_no_cause_for_any_remark() -> None:
    file, remarks = library.examine(methods_file := Path(methods.__file__).parent / "methods.yaml")
    assert methods_file.exists()
    assert file is not None
    assert remarks == []
    assert all(stage.ask for each in file.methods for stage in each.stages)
    assert all(each.credit for each in file.methods)


def test_no_text_of_the_library_carries_a_name_that_somebody_owns() -> None:
    assert [at for at, text in library.every_text() if methods.has_mark(f"{text.en} {text.de}")] == []


@pytest.mark.parametrize(
    "text",
    ["The Toyota way", "Immunity to Change™", "a mini-survey", "Stakeholder Centred Coaching", "ACHIEVE"],
)
def test_a_name_that_somebody_owns_is_found(text: str) -> None:
    assert methods.has_mark(text)


def test_ordinary_words_are_no_names() -> None:
    assert not methods.has_mark(
        "What do you want to achieve? Grow, clear, fuel: a shingle, immunity, change."
    )


@pytest.mark.parametrize(
    ("question", "language", "said"),
    [
        ("Do you want to change that?", "en", "closed"),
        ("Möchten Sie das ändern?", "de", "closed"),
        ("Have you tried asking them?", "en", "lead"),
        ("Haben Sie schon mit dem Team gesprochen?", "de", "lead"),
        ("What about a daily meeting?", "en", "lead"),
        ("Wäre es nicht besser zu warten?", "de", "lead"),
        ("Warum fragen Sie nicht das Team?", "de", "lead"),
        ("What happened? What did you do?", "en", "two questions"),
        ("What happened and what did you do?", "en", "two questions"),
        ("Was geschah, und was haben Sie getan?", "de", "two questions"),
        ("Tell me more", "en", "does not end"),
    ],
)
def test_a_question_that_is_closed_leading_or_double_is_remarked_upon(
    question: str, language: str, said: str
) -> None:
    found = list(methods.about_question(question, language))
    assert any(said in one for one in found), found


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("How would it be for you if I added a thought of my own?", "en"),
        ("What, if anything, is better since we spoke?", "en"),
        ("Of all this, what would you like to look at?", "en"),
        ("Wenn es morgen so wäre, was würden andere bemerken?", "de"),
        ("Woran merken Sie es?", "de"),
    ],
)
def test_an_open_question_is_left_alone(question: str, language: str) -> None:
    assert list(methods.about_question(question, language)) == []


def test_a_good_file_is_used_without_a_remark(tmp_path: Path) -> None:
    assert examined(tmp_path) == []
    file, _ = library.examine(tmp_path / "ours.yaml")
    assert file is not None
    assert file.method("our_way").stages[1].name.get("de") == "Gehen"
    with pytest.raises(library.UnknownEntry):
        file.method("grow")


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "said"),
    [
        (", de: \"Gehen\"}", "}", 13, "methods[1].stages[2].name.de", "missing"),
        ("purpose: {en: \"Choose.\"", "why: {en: \"Choose.\"", 12, "methods[1].stages[2].purpose", "missing"),
        ("id: go", "id: arrive", 12, "methods[1].stages[2].id", "there twice"),
        ("id: our_way", "id: Our way", 2, "methods[1].id", "not written as"),
        ("{en: \"Choose.\"", "{en: \"Choose {what}.\"", 14, "methods[1].stages[2].purpose", "placeholder"),
        ("methods:\n", "methods: [\n", 2, "(the whole file)", "not valid YAML"),
    ],
)  # fmt: skip
def test_a_mistake_is_an_error_with_its_line_and_field(
    tmp_path: Path, old: str, new: str, line: int, field: str, said: str
) -> None:
    found = examined(tmp_path, old, new)
    assert (line, field) in [(one[0], one[1]) for one in found]
    assert any(said in one[2] and one[2].startswith("error") for one in found)
    assert library.examine(tmp_path / "ours.yaml")[0] is None


def test_several_mistakes_are_told_at_once_and_nothing_of_the_content_is(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(GOOD.replace('de: "Gehen"', "sesame: 1").replace("id: our_way", "id: 7"), "utf-8")
    found = library.examine(path)[1]
    assert [one.line for one in found] == [2, 13, 13]
    assert "sesame" not in " ".join(f"{one.field} {one.text}" for one in found)


def test_what_may_be_thought_over_is_a_warning_and_the_file_can_be_used(tmp_path: Path) -> None:
    found = examined(tmp_path, "What would you like to try?", "Have you tried to wait?")
    assert [(line, field) for line, field, _ in found] == [(17, "methods[1].stages[2].ask[1].en")]
    assert found[0][2].startswith("warning: seems to lead")
    silent = examined(
        tmp_path, '        ask:\n          - {en: "What brings you here?", de: "Was führt Sie her?"}\n'
    )
    assert [field for _, field, _ in silent] == ["methods[1].stages[1].ask"]
    owned = examined(tmp_path, 'en: "Our way"', 'en: "The Toyota way"')
    assert [field for _, field, _ in owned] == ["methods[1].label.en"]
    assert owned[0][2].startswith("warning: holds a name that somebody owns.")
    assert library.examine(tmp_path / "ours.yaml")[0] is not None


def test_own_files_are_read_by_name_and_an_id_is_never_there_twice(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "a.yaml").write_text(GOOD.replace("our_way", "grow"), "utf-8")
    (tmp_path / "c.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "d.yaml").write_text("methods: []\n", "utf-8")
    (tmp_path / "notes.txt").write_text("nothing", "utf-8")
    found = library.own_files(tmp_path, ["grow"])
    assert [(one.name, one.usable) for one in found] == [
        ("a.yaml", False), ("b.yaml", True), ("c.yaml", False), ("d.yaml", False),
    ]  # fmt: skip
    assert "taken already" in found[0].remarks[0].text
    assert "taken already" in found[2].remarks[0].text
    assert library.own_files(tmp_path / "not there", []) == []


def test_the_schema_of_methods_and_craft_can_be_exported_for_editors() -> None:
    assert "stages" in str(library.schema("methods"))
    assert "heard" in str(library.schema("craft"))


def test_there_are_eight_pages_of_craft_and_two_of_them_name_the_contacts_of_the_house() -> None:
    pages = library.craft().pages
    assert [each.id for each in pages] == [
        "first_meeting", "agreement", "after_mirror", "last_one", "upward", "just_tell_me", "harm",
        "not_coaching",
    ]  # fmt: skip
    assert [each.id for each in pages if each.contacts] == ["harm", "not_coaching"]
    for each in pages:
        words = " ".join(
            text.en for text in (each.lead, *each.heard, *each.say, *each.leave, each.help)
        ).split()
        assert len(words) < 240, each.id
