"""`hansei methods` lists what can be chosen; `hansei methods check` says what is wrong in a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from hansei.cli import app
from tests.core.library.test_methods import GOOD


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["methods", *words], env={"COLUMNS": "200", "NO_COLOR": "1"})
    return result.exit_code, result.output


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    path = tmp_path / "ours.yaml"
    path.write_text(GOOD, "utf-8")
    return path


def test_a_good_file_is_shown_as_it_will_be_seen(ours: Path) -> None:
    code, said = run("check", str(ours))
    assert code == 0
    for shown in (
        "Our way / Unser Weg",
        "1. Arrive / Ankommen",
        "? What brings you here? / Was führt Sie her?",
    ):
        assert shown in said
    assert "can be used" in said
    assert "warning" not in said


def test_a_mistake_is_named_with_file_line_and_field_and_the_exit_code_says_so(ours: Path) -> None:
    ours.write_text(GOOD.replace("id: go", "id: Go").replace('de: "Gehen"', 'de: ""'), "utf-8")
    code, said = run("check", str(ours))
    assert code == 1
    assert "ours.yaml, line 12, field methods[1].stages[2].id: error:" in said
    assert "ours.yaml, line 13, field methods[1].stages[2].name.de: error: is empty." in said
    assert "2 to mend" in said
    assert "Arrive" not in said


def test_a_warning_is_told_and_the_file_can_be_used(ours: Path) -> None:
    ours.write_text(GOOD.replace("What would you like to try?", "Do you want to try?"), "utf-8")
    code, said = run("check", str(ours))
    assert code == 0
    assert "line 17, field methods[1].stages[2].ask[1].en: warning: seems closed" in said


def test_an_id_that_comes_with_hansei_is_refused_and_a_file_that_is_not_there_is_a_sentence(
    ours: Path,
) -> None:
    ours.write_text(GOOD.replace("our_way", "grow"), "utf-8")
    assert run("check", str(ours))[0] == 1
    code, said = run("check", str(ours.parent / "nothing.yaml"))
    assert code == 1
    assert "cannot be read" in said


def test_the_list_names_the_thirteen_and_ones_own(ours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = ours.parent / "methods"
    folder.mkdir()
    (folder / "good.yaml").write_text(GOOD, "utf-8")
    (folder / "wrong.yaml").write_text("methods: [", "utf-8")
    monkeypatch.setenv("HANSEI_DATA", str(ours.parent))
    code, said = run()
    assert code == 0
    assert "good.yaml: can be chosen" in said
    assert "our_way: Our way, 2 stages" in said
    assert "wrong.yaml: cannot be used" in said
    assert said.count(" stages") == 14
    assert said.count("(suggested first)") == 3
