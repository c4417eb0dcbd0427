"""What the practice room's files promise, and what is refused in them."""

from __future__ import annotations

import pytest

from hansei.core import library
from hansei.core.library.loader import HERE

MOMENTS = (HERE / "moments.yaml").read_text("utf-8")
LEADERS = (HERE / "leaders.yaml").read_text("utf-8")


def test_there_are_two_dozen_moments_over_eight_situations_and_four_leaders() -> None:
    assert [len(one.lines) for one in library.moments().situations] == [3] * 8
    assert len(library.leaders().leaders) == 4


def test_a_moment_is_found_by_its_id_and_an_unknown_id_is_not_repeated() -> None:
    assert library.moments().line("no_idea").text.de == "Ich weiß es nicht. Ich weiß es wirklich nicht."
    assert library.moments().situation_of("no_idea").id == "goes_silent"
    for find in (library.moments().line, library.moments().situation_of, library.leaders().leader):
        with pytest.raises(library.UnknownEntry) as caught:
            find("a private note")
        assert "private" not in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "field", "problem"),
    [
        ("id: the_recipe", "id: just_tell_me", "situations[1].lines[3].id", "there twice"),
        ("id: works_elsewhere", "id: just_tell_me", "situations[2].lines[1].id", "there twice"),
        ("id: doubts", "id: wants_an_answer", "situations[2].id", "there twice"),
        ("What would you do in my place?", "And {name}?", "situations[1].lines[2].text", "placeholder"),
    ],
)
def test_a_file_of_moments_with_a_fault_is_refused(tmp_path, old, new, field, problem) -> None:
    _refused(tmp_path, MOMENTS, old, new, field, problem, library.read_moments)


@pytest.mark.parametrize(
    ("old", "new", "field", "problem"),
    [
        ("id: ursula", "id: henrik", "leaders[2].id", "there twice"),
        ('"Yes. And?"', '"Interesting."', "leaders[1].levels[1].inform[1]", "said twice"),
        ('"(Waits.)"', '"{name} waits."', "leaders[1].pause[1]", "placeholder"),
        ("        partner:\n", "        parted:\n", "leaders[1].levels[1].partner", "is missing"),
    ],
)
def test_a_file_of_leaders_with_a_fault_is_refused(tmp_path, old, new, field, problem) -> None:
    _refused(tmp_path, LEADERS, old, new, field, problem, library.read_leaders)


def _refused(tmp_path, content, old, new, field, problem, reader) -> None:
    assert old in content
    path = tmp_path / "mine.yaml"
    path.write_text(content.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(library.LibraryError) as caught:
        reader(path)
    assert caught.value.field == field
    assert problem in caught.value.problem
    assert reader()
