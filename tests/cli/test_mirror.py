"""The report of a researcher's own ratings: what it says of them, and that no bad row costs a good one."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hansei.cli import app
from hansei.cli.start import Stop
from hansei.core import statistics

HEAD = "leader,behaviour,source,observer,wave,score"


def rows(leader: str, behaviour: str, scores: str, wave: int = 1, source: str = "reports") -> list[str]:
    return [
        f"{leader},{behaviour},{source},person{number},{wave},{score}" for number, score in enumerate(scores)
    ]


GOOD = [
    "Marianne Vos,listens first,self,Marianne Vos,1,4",
    "Marianne Vos,listens first,reports,Marianne Vos,1,5",
    *rows("Marianne Vos", "listens first", "232320"),
    *rows("Marianne Vos", "listens first", "444545", wave=2),
    *rows("Marianne Vos", "goes to see", "334433"),
    *rows("Ravi Menon", "listens first", "45544"),
]
BAD = [
    (",listens first,reports,a,1,3", "leader"),
    ("Ravi Menon,,reports,a,1,3", "behaviour"),
    ("Ravi Menon,listens first,tigers,a,1,3", "source"),
    ("Ravi Menon,listens first,reports,,1,3", "observer"),
    ("Ravi Menon,listens first,self,somebody else,1,3", "observer"),
    ("Ravi Menon,listens first,reports,person0,1,3", "observer"),  # a second time
    ("Ravi Menon,listens first,reports,a,first,3", "wave"),
    ("Ravi Menon,listens first,reports,a,1,6", "score"),
    ("Ravi Menon,listens first,reports,a,1,²", "score"),
    ("Ravi Menon,listens first,reports,a", "wave"),
    (f"{'x' * 201},listens first,reports,a,1,3", "leader"),
]


def run(path: Path, *words: str) -> Any:
    return CliRunner().invoke(app, ["mirror", "report", str(path), *words], catch_exceptions=False)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "ratings.csv"
    path.write_text("\n".join([HEAD, *GOOD]), "utf-8")
    return path


def test_it_says_plainly_that_no_gate_was_applied_and_names_nobody_who_rated(good: Path) -> None:
    for form in ("text", "json"):
        result = run(good, "--format", form)
        assert result.exit_code == 0
        assert "No gate was applied" in result.stdout
        assert "person0" not in result.stdout
    assert json.loads(result.stdout)["gate"] == "none"


def test_the_figures_are_those_of_the_statistics(good: Path) -> None:
    found = json.loads(run(good, "--format", "json").stdout)
    [first] = [
        one
        for one in found["groups"]
        if (one["leader"], one["behaviour"], one["wave"]) == ("Marianne Vos", "listens first", 1)
    ]
    counts = (0, 3, 2, 0, 0)
    assert (first["people"], first["no_chance_to_see"], first["own"], first["expected"]) == (5, 1, 4, 5)
    assert first["mean"] == pytest.approx(2.4)
    assert first["known_before"] == -1
    assert first["surprise"] == pytest.approx(2.6)
    assert first["item_gap"] == pytest.approx(1.6)
    assert first["more_than_noise"]
    assert first["standard_error"] == pytest.approx(statistics.standard_error(counts))
    assert first["r_wg"]["value"] == pytest.approx(statistics.r_wg(counts))
    [change] = found["changes"]
    assert (change["from"], change["to"], change["change"]["says"]) == (1, 2, "more_often")
    [between] = [one for one in found["between_leaders"] if one["leaders"] == 2]
    assert between["icc1"] == pytest.approx(statistics.icc1([counts, (0, 0, 0, 3, 2)]))
    [over] = [one for one in found["over_behaviours"] if one["wave"] == 1]
    assert over["behaviours"] == 2
    assert over["r_star_wg_j"]["value"] == pytest.approx(statistics.r_star_wg_j([counts, (0, 0, 4, 2, 0)]))
    [alpha] = [one for one in found["alpha"] if one["wave"] == 1]
    pairs = [[2, 3], [3, 3], [2, 4], [3, 4], [2, 3]]
    assert (alpha["people"], alpha["alpha"]) == (5, pytest.approx(statistics.cronbach_alpha(pairs)))


def test_the_order_of_the_rows_changes_nothing(good: Path, tmp_path: Path) -> None:
    turned = tmp_path / "turned.csv"
    turned.write_text("\n".join([HEAD, *reversed(GOOD)]), "utf-8")
    assert run(good, "--format", "json").stdout == run(turned, "--format", "json").stdout


def test_bad_rows_are_named_by_file_row_and_field_and_lose_no_good_one(good: Path, tmp_path: Path) -> None:
    mixed = tmp_path / "mixed.csv"
    lines = [HEAD, *GOOD[:-1], *(row for row, _ in BAD if "person0" not in row), GOOD[-1]]
    lines += [row for row, _ in BAD if "person0" in row]
    mixed.write_text("\n".join(lines), "utf-8")
    result = run(mixed, "--format", "json")
    clean, found = json.loads(run(good, "--format", "json").stdout), json.loads(result.stdout)
    for row, field in BAD:
        assert f"mixed.csv, row {lines.index(row) + 1}, {field}: " in result.stderr
    assert len(found["rows"].pop("left_out")) == len(BAD)
    clean["rows"].pop("left_out")
    assert found == clean


def test_what_cannot_be_answered_says_why(tmp_path: Path) -> None:
    path = tmp_path / "few.csv"
    path.write_text(
        "\n".join([HEAD, *rows("Ravi", "listens", "333"), *rows("Ravi", "listens", "0", 2)]), "utf-8"
    )
    text = run(path).stdout
    assert "It takes at least 5 people." in text
    assert "There is one group only" in text
    assert "Nobody rated." in text
    assert "start value" not in text


def test_a_table_with_semicolons_a_mark_and_columns_in_another_order_is_read(tmp_path: Path) -> None:
    path = tmp_path / "excel.csv"
    path.write_text(
        "Score;Wave;Observer;Source;Behaviour;Leader;Team\n4;1;a;PEERS;listens;Ravi;x\n", "utf-8-sig"
    )
    [group] = json.loads(run(path, "--format", "json").stdout)["groups"]
    assert (group["leader"], group["source"], group["mean"]) == ("Ravi", "peers", 4)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "wrong.csv: The file is empty."),
        (b"\x00\x01\x02", "not text"),
        (b"leader,behaviour\nsecret,x", "names no column source, observer, wave, score"),
        (f"{HEAD}\nsecret,b,peers,a,1,9".encode(), "no row can be used"),
        (HEAD.encode(), "no row can be used"),
        (b"PK\x03\x04nothing", "cannot be read"),
    ],
)
def test_a_file_without_a_usable_row_ends_in_a_sentence(tmp_path: Path, data: bytes, sentence: str) -> None:
    path = tmp_path / "wrong.csv"
    path.write_bytes(data)
    with pytest.raises(Stop) as stopped:
        run(path)
    assert sentence in str(stopped.value)
    assert "secret" not in str(stopped.value)
