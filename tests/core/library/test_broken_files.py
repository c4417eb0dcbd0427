"""A broken file is refused with one sentence: file, line, field, what to do. Never what is written there."""

import pytest

from hansei.core.library import (
    LibraryError,
    behaviours,
    read_agreement,
    read_behaviours,
    read_pulse,
    read_questions,
)
from hansei.core.library.loader import HERE

SECRET = "sesame"
GOOD = """\
status: draft
behaviours:
  - code: LL-S1
    focus: leading_lean
    direction: self
    belief: leaders_learn
    sources: [peers, reports]
    period: eight_weeks
    text:
      en: "Says sesame"
      de: "Sagt Sesam"
    gives: {en: "I hear sesame", de: "Ich höre Sesam"}
    instead: {en: "Hides sesame", de: "Verbirgt Sesam"}
    src: "HG sesame"
  - code: LS-V1
    focus: lean_leadership
    direction: organization
    theme: vision
    belief: customer_first
    sources: [boss]
    single_witness: true
    period: six_months
    text: {en: "Says sesame", de: "Sagt Sesam"}
    gives: {en: "I hear sesame", de: "Ich höre Sesam"}
    src: "HG sesame"
"""


def refused(tmp_path, content, reader=read_behaviours, name="mine.yaml"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(LibraryError) as caught:
        reader(path)
    error = caught.value
    assert SECRET not in str(error).lower()
    assert error.__context__ is None
    assert error.__cause__ is None
    assert str(error).startswith(f"{name}, line {error.line}, field {error.field}: ")
    assert str(error).endswith(".")
    assert str(tmp_path) not in str(error)
    return error


def change(old, new, content=GOOD):
    assert old in content
    return content.replace(old, new, 1)


def test_a_good_file_is_read(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD, encoding="utf-8-sig")
    assert [each.code for each in read_behaviours(path).behaviours] == ["LL-S1", "LS-V1"]


ONE = "behaviours[1]"
TWO = "behaviours[2]"


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "says"),
    [
        ('      de: "Sagt Sesam"\n', "", 9, f"{ONE}.text.de", "is missing"),
        ('de: "Sagt Sesam"\n    gives', 'de: "  "\n    gives', 11, f"{ONE}.text.de", "is empty"),
        ('en: "Says sesame"', 'en: " Says sesame"', 10, f"{ONE}.text.en", "blank"),
        ('en: "Says sesame"', "en: no", 10, f"{ONE}.text.en", "quotation marks"),
        ('en: "Says sesame"', "en: 2026-01-31", 10, f"{ONE}.text.en", "quotation marks"),
        ('en: "Says sesame"', "en: [sesame]", 10, f"{ONE}.text.en", "quotation marks"),
        ('en: "Says sesame"', 'en: "Says {sesame"', 10, f"{ONE}.text.en", "brace"),
        ('en: "Says sesame"', 'en: "Says {sesame}"', 9, f"{ONE}.text", "placeholder"),
        ('en: "Says sesame"', 'en: "sesame' + " a" * 14 + '"', 10, f"{ONE}.text.en", "more than 14 words"),
        ('de: "Sagt Sesam"', 'de: "Sesam' + " a" * 16 + '"', 11, f"{ONE}.text.de", "more than 16 words"),
        ("direction: self", "direction: sesame", 5, f"{ONE}.direction", "'organization'"),
        ("    direction: self\n", "", 3, f"{ONE}.direction", "is missing"),
        ("[peers, reports]", "[]", 7, f"{ONE}.sources", "too few"),
        ("[peers, reports]", "[peers, peers]", 7, f"{ONE}.sources", "twice"),
        ("[peers, reports]", "[around]", 7, f"{ONE}.sources", "merged"),
        ("[peers, reports]", "[peers, sesame]", 7, f"{ONE}.sources[2]", "not used here"),
        ("[peers, reports]", "sesame", 7, f"{ONE}.sources", "needs a list"),
        ("[peers, reports]", "[boss]", 7, f"{ONE}.sources", "single_witness"),
        ("sources: [boss]", "sources: [boss, peers]", 21, f"{TWO}.single_witness", "boss alone"),
        ("single_witness: true", 'single_witness: "sesame"', 21, f"{TWO}.single_witness", "true or false"),
        ("leaders_learn", "sesame", 6, f"{ONE}.belief", "beliefs.yaml"),
        ("code: LS-V1", "code: LL-S1", 15, f"{TWO}.code", "twice"),
        ("code: LL-S1", "code: sesame", 3, f"{ONE}.code", "codes and ids"),
        ("    instead:", "    #", 3, f"{ONE}.instead", "is missing"),
        ("theme: vision", "instead: {en: Sesame, de: Sesam}", 15, f"{TWO}.theme", "is missing"),
        (
            "    period: eight",
            "    theme: vision\n    period: eight",
            8,
            f"{ONE}.theme",
            "lean leadership only",
        ),
        (
            "    period: six",
            "    instead: {en: Sesame, de: Sesam}\n    period: six",
            22,
            f"{TWO}.instead",
            "leading lean only",
        ),
        ("focus: leading_lean", "focus: leading_lean\n    sesame: 1", 5, f"{ONE}.(unknown)", "is not known"),
        ("focus: leading_lean", "focus: leading_lean\n    focus: sesame", 5, f"{ONE}.focus", "there twice"),
        ("focus: leading_lean", "sesame: 1\n    sesame: 2", 5, f"{ONE}.(unknown)", "there twice"),
        ("focus: leading_lean", "[sesame]: 1", 4, ONE, "no plain word"),
        ("focus: leading_lean", "focus: !!python/name:os.sesame", 4, f"{ONE}.focus", "of a kind not used"),
        ("focus: leading_lean", "focus: !sesame {a: b}", 4, f"{ONE}.focus", "of a kind not used"),
        ("focus: leading_lean", "focus: !!int sesame", 4, f"{ONE}.focus", "of a kind not used"),
        ("focus: leading_lean", "focus: 'sesame", 4, "(the whole file)", "not valid YAML"),
        ("focus: leading_lean", "focus: sesame: x", 4, "(the whole file)", "not valid YAML"),
        ("focus: leading_lean", "\tsesame: x", 4, "(the whole file)", "not valid YAML"),
        ("focus: leading_lean", "focus: *sesame", 4, "(the whole file)", "Write it out"),
        ("focus: leading_lean", "focus: sesame\x07", 4, "(the whole file)", "character"),
        ("status: draft", "status: sesame", 1, "status", "'draft' or 'validated'"),
    ],
)
def test_each_mistake_is_named_with_its_place_and_a_way_out(tmp_path, old, new, line, field, says):
    error = refused(tmp_path, change(old, new))
    assert (error.line, error.field) == (line, field)
    assert says in error.problem


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        ("", 1, "is empty"),
        ("# sesame\n", 1, "is empty"),
        ("sesame", 1, "needs fields"),
        ("- sesame", 1, "needs fields"),
        (b"status: draft\nsesame: \xff\n", 2, "UTF-8"),
        ("a: 1\n---\nsesame: 2\n", 2, "not valid YAML"),
        ("[" * 10_000, 1, "nested more than 20"),
        ("a: sesame\n" + "#" * 1024 * 1024, 1, "larger than 1 MiB"),
    ],
)
def test_what_is_no_library_file_at_all_is_refused(tmp_path, content, line, says):
    error = refused(tmp_path, content)
    assert (error.line, error.field) == (line, "(the whole file)")
    assert says in error.problem


def test_a_file_that_is_not_there_is_named_without_its_folder(tmp_path):
    with pytest.raises(LibraryError) as caught:
        read_pulse(tmp_path / "away.yaml")
    assert str(caught.value) == (
        "away.yaml, line 1, field (the whole file): cannot be read. "
        "Check that the file is there and may be read."
    )


def test_the_first_of_several_mistakes_is_named(tmp_path):
    both = change("code: LS-V1", "code: sesame", change("direction: self", "direction: sesame"))
    assert refused(tmp_path, both).line == 5


PULSE = (HERE / "beliefs.yaml").read_text(encoding="utf-8")
AGREEMENT = (HERE / "agreement.yaml").read_text(encoding="utf-8")
QUESTIONS = (HERE / "questions.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "field", "says"),
    [
        ("id: go_and_see", "id: problems_welcome", "beliefs[3].id", "twice"),
        ("id: go_and_see", "id: go_and_see\n    reverse: true", "beliefs[15].reverse", "more than 3"),
        ("value: 5", "value: 4", "scale", "1 to 5"),
        ("value: 5", "value: 6", "scale[5].value", "too large"),
        ("value: 5", "value: -1", "scale[5].value", "too small"),
        ("value: 5", 'value: "sesame"', "scale[5].value", "whole number"),
        ("over the last", "{sesame} over the last", "stem", "placeholder"),
    ],
)
def test_a_broken_pulse_is_refused(tmp_path, old, new, field, says):
    error = refused(tmp_path, change(old, new, PULSE), read_pulse)
    assert error.field == field
    assert says in error.problem


@pytest.mark.parametrize(
    ("old", "new", "field", "says"),
    [
        ("id: objectives", "id: purpose", "clauses[2].id", "twice"),
        ("id: contacts", "id: misconduct_rules", "clauses[6].fields[2].id", "is there twice"),
        ("id: roles_not_kept_apart", "id: contacts", "clauses[12].fields[1].id", "is there twice"),
        ("{conversations} Gespräche", "sesame Gespräche", "clauses[3].text.de", "other placeholders"),
        ("id: leader_hours", "id: sesame", "clauses[3].text.en", "without a field"),
        ("place: beside", "place: text", "clauses[1].fields[1].place", "no such placeholder"),
        ('if_empty: {en: "None.", de: "Keine."}', "", "clauses[12].fields[1].if_empty", "is missing"),
        ("kind: date", "kind: date\n        default: 3", "clauses[3].fields[2].default", "only for numbers"),
        (
            "place: setting\n        default: 6",
            "place: setting",
            "clauses[3].fields[4].default",
            "is missing",
        ),
        ("[leader, coach, third_person]", "[leader]", "clauses[13].signed_by", "third"),
        ("id: acts_on", "id: again", "clauses[16].questions[2].id", "twice"),
        ("applies_when: coach_below_leader", "applies_when: sesame", "clauses[13].applies_when", "'always'"),
        ("default: 30", "default: 0", "clauses[15].fields[1].default", "too small"),
    ],
)
def test_a_broken_agreement_is_refused(tmp_path, old, new, field, says):
    error = refused(tmp_path, change(old, new, AGREEMENT), read_agreement)
    assert error.field == field
    assert says in error.problem


@pytest.mark.parametrize(
    ("old", "new", "field", "says"),
    [
        ("id: two_levels_away", "id: hours_at_the_work", "countables[5].id", "twice"),
        ("- value: 2", "- value: 3", "scale.points", "1 to 5"),
        ("id: confidence_i_can", "id: importance_to_me", "readiness.rulers[2].id", "twice"),
        ("leads_to: considering", "leads_to: sesame", "readiness.outcomes[2].leads_to", "'choosing'"),
        ("focus: lean_leadership", "focus: leading_lean", "aid.questions[1].answers", "each focus"),
        ("code: organization", "code: sesame", "words.direction", "exactly these codes"),
        ("code: hours", "code: times", "words.unit", ""),
        ("id: in_your_place", "id: first_to_differ", "aid.questions[2].id", "twice"),
        (
            "    - code: hours\n",
            "    - {code: hours, name: {en: a, de: b}, line: {en: a, de: b}}\n    - code: hours\n",
            "words.unit[2].code",
            "twice",
        ),
        (
            "    - code: around\n",
            '    - code: around\n      asked_as: {en: "a", de: "b"}\n',
            "words.source[4].asked_as",
            "merged one",
        ),
        ('en: "Picture it done.', 'en: "{sesame} it done.', "aid.questions[1].text", "placeholder"),
        ("readiness:\n", "readiness:\n  sesame: 1\n", "readiness.(unknown)", "not known"),
    ],
)
def test_a_broken_questions_file_is_refused(tmp_path, old, new, field, says):
    error = refused(tmp_path, change(old, new, QUESTIONS), read_questions)
    assert error.field.startswith(field)
    assert says in error.problem


def test_the_files_that_come_with_hansei_are_good():
    assert read_behaviours().behaviours == behaviours()
    assert read_pulse().status == read_agreement().status == read_questions().status == "draft"
