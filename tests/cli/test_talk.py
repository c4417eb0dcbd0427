"""The talk report from the command line: three forms, sentences for what goes wrong, nothing kept."""

import json
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from hansei.cli import app
from hansei.cli.start import Stop
from hansei.cli.talk_words import _SAID, LANGUAGES, say
from hansei.core.talk import between
from tests.core.talk.files import HERE
from tests.core.talk.matrices import card, matrix
from tests.core.talk.talks import MARIANNE
from tests.papers import everything, text


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    path = tmp_path / "talk.txt"
    path.write_text(MARIANNE.replace("wait longer", "wait <b>longer</b>"), "utf-8")
    return path


def run(*words: str | Path) -> str:
    result = CliRunner().invoke(app, ["talk", *map(str, words)], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_the_text_shows_places_questions_and_shares_of_nothing_under_twenty(talk: Path) -> None:
    said = run("report", talk, "--coach", "Tomasz Lind")
    assert "Place a" in said
    assert "?" in said
    assert "%" not in said
    assert "There is no norm" in said or "there is no norm" in said
    assert "Under twenty units that count there are no shares." in said
    assert "Share" not in said
    assert "0 that could not be coded.\n" in said, "the line is as wide as the window, not as the table"


LONG = "\n".join(
    f"{who}: {words}"
    for who, words in [
        ("Tomasz Lind", "May I tell you what I saw?"), ("Marianne Vos", "Yes, please."),
        ("Tomasz Lind", "You should do that every day."), ("Marianne Vos", "And what is it for?"),
        ("Tomasz Lind", "What did you notice there?"), ("Ida Holm", "I think that is it."),
        ("Tomasz Lind", "So you want them to speak up."), ("Marianne Vos", "Yes, that is what I want."),
    ] * 8
)  # fmt: skip


@pytest.mark.parametrize(("form", "language"), [("text", "en"), ("html", "de"), ("pdf", "en")])
def test_what_the_scheme_counts_stands_alike_in_every_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, language: str
) -> None:
    monkeypatch.setattr(between, "CARD", card(tmp_path, matrix(0.8)))
    path, out = tmp_path / "talk.txt", tmp_path / "out"
    path.write_text(LONG, "utf-8")
    words = ("--coach", "Tomasz Lind", "--leader", "Marianne Vos", "--language", language, "--out", out)
    run("report", path, *words, "--format", form)
    said = everything(PdfReader(out)) if form == "pdf" else out.read_text("utf-8")
    said = " ".join(re.sub("<[^>]*>", " ", said).split())
    data = json.loads(run("report", path, *words[:4], "--format", "json"))
    assert data["shares"] is not None
    shares = data["shares"]
    there = {
        "together": True,
        "open": shares["open"] is not None,
        "permission": shares["permission"] is not None,
        "per_question": shares["reflections_per_question"] is not None,
        "questions": True,
        "policies": True,
        "gap_leader": data["counts"]["gap_named_by"] == "leader",
        "gap_nobody": data["counts"]["gap_named_by"] is None,
    }
    for what, is_said in there.items():
        begins = say(language, what, n="{}", share="{}").partition("{}")[0]
        assert (begins in said) is is_said, what
    assert say(language, "between_note") in said
    low = {"en": r"between \d+ and \d+ of 100", "de": r"zwischen \d+ und \d+ von 100"}[language]
    assert len(re.findall(low, said)) >= 7
    assert any(place["permitted"] for place in data["places"])
    assert say(language, "asked_for") in said


def test_who_was_coached_is_guessed_or_said_where_more_than_two_speak(tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    path.write_text(LONG, "utf-8")
    words = ["talk", "report", str(path), "--coach", "Tomasz Lind", "--format", "json"]
    guessed = CliRunner().invoke(app, words, catch_exceptions=False)
    assert "Taken for the leader: Marianne Vos." in guessed.stderr
    assert json.loads(guessed.stdout)["leader"] == "Marianne Vos"
    told = CliRunner().invoke(app, [*words, "--leader", "Ida Holm"], catch_exceptions=False)
    assert "Taken for" not in told.stderr
    coded = {unit["speaker"] for unit in json.loads(told.stdout)["units"] if unit["code"]}
    assert coded <= {"Tomasz Lind", "Ida Holm"}
    for wrong in ("Tomasz Lind", "Nobody"):
        with pytest.raises(Stop, match="somebody else who speaks"):
            CliRunner().invoke(app, [*words, "--leader", wrong], catch_exceptions=False)


def test_json_holds_the_whole_report(talk: Path) -> None:
    found = json.loads(run("report", talk, "--coach", "Tomasz Lind", "--format", "json"))
    assert found["speakers"] == ["Tomasz Lind", "Marianne Vos"]
    assert (
        sum(found["counts"]["codes"].values()) + found["counts"]["unsure"] == found["counts"]["coach_units"]
    )
    assert len(found["units"]) > found["counts"]["coach_units"] > 0
    assert found["shares"] is None
    assert [place["letter"] for place in found["places"]] == sorted(
        place["letter"] for place in found["places"]
    )


def test_the_page_stands_alone_and_escapes_what_was_said(talk: Path) -> None:
    page = run("report", talk, "--coach", "Tomasz Lind", "--format", "html")
    assert page.startswith("<!doctype html>")
    assert "<b>" not in page
    assert "wait &lt;b&gt;longer&lt;/b&gt;" in page
    assert not [
        part for part in ("<script", "<link", "src=", "href=", "style=") if part in page.split("</style>")[1]
    ]
    assert 'class="ribbon"' in page


@pytest.mark.parametrize("form", ["text", "html"])
def test_the_report_speaks_german_where_it_is_asked_to(talk: Path, form: str) -> None:
    said = run("report", talk, "--coach", "Tomasz Lind", "--format", form, "--language", "de")
    for words in ("Stelle a", "Fragt", "Was folgte", "es gibt keine Norm", "Zu wenig, um etwas zu sagen."):
        assert words in " ".join(said.split())
    for words in ("Place a", "What followed", "Counted", "norm.", "units"):
        assert words not in said.partition("</style>")[2 if form == "html" else 0]
    if form == "html":
        assert '<html lang="de">' in said


def test_every_sentence_of_the_report_stands_in_both_languages_with_the_same_values() -> None:
    for what, said in _SAID.items():
        assert len(said) == len(LANGUAGES)
        english, german = (set(re.findall(r"{(\w+)}", each)) for each in said)
        assert english == german, what


def test_lines_from_memory_go_without_another_speaker(tmp_path: Path) -> None:
    path = tmp_path / "lines.txt"
    path.write_text(
        "What did you see?\nYou should go.\nSo you were glad.\nWhat else?\nIt is your call.", "utf-8"
    )
    found = json.loads(run("report", path, "--memory", "--format", "json"))
    assert found["memory"]
    assert found["counts"]["coach_units"] == 5


def test_a_report_printed_as_json_is_read_again_as_what_it_was(talk: Path, tmp_path: Path) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_text("What did you see?\nGo there.\nSo you were glad.\nWhat else?\nIt is yours.", "utf-8")
    for words in ((lines, "--memory"), (talk, "--coach", "Marianne Vos")):
        printed = run("report", *words, "--format", "json")
        again = tmp_path / "again.json"
        again.write_text(printed, "utf-8")
        assert run("report", again, "--format", "json") == printed
    again.write_text(run("report", lines, "--memory", "--format", "json"), "utf-8")
    assert run("report", again, "--memory", "--format", "json") == again.read_text("utf-8")


def test_what_is_written_over_an_old_file_is_readable_for_its_user_alone(talk: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    path, link = folder / "report.json", folder / "link.json"
    path.write_text("old and long " * 9_999, "utf-8")
    path.chmod(0o644)
    link.symlink_to(path)
    for out in (path, link):
        with path.open(encoding="utf-8") as before:  # opened while anybody could
            run("report", talk, "--coach", "Tomasz Lind", "--format", "json", "--out", out)
            assert "Tomasz" not in before.read()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert json.loads(path.read_text("utf-8"))["coach"] == "Tomasz Lind"
        path.write_text("old", "utf-8")
        path.chmod(0o644)
    assert link.is_symlink()
    assert {each.name for each in folder.iterdir()} == {"link.json", "report.json"}, "nothing else is left"


@pytest.mark.parametrize(
    ("data", "words", "sentence"),
    [
        (b"", [], "The file is empty."),
        (b"secret words of nobody", [], "No speakers were found."),
        (b"\x00\x01secret", [], "not text"),
        (b"PK\x03\x04 secret", [], "The file is damaged"),
        (b"[" * 99_999 + b"secret", [], "The file is damaged"),
        (
            b"Ann: secret\nAnn: and",
            [],
            "Only one speaker was found. If more people speak in it, write each name",
        ),
        (b"A: secret\nB: and", ["--coach", "Me"], "Nobody of that name speaks."),
        (b"secret", ["--memory"], "Write at least 5 lines"),
    ],
)
def test_what_goes_wrong_is_a_sentence_without_the_text(
    tmp_path: Path, data: bytes, words: list[str], sentence: str
) -> None:
    path = tmp_path / "talk.txt"
    path.write_bytes(data)
    with pytest.raises(Stop) as caught:
        CliRunner().invoke(app, ["talk", "report", str(path), *words], catch_exceptions=False)
    assert sentence in str(caught.value)
    assert "secret" not in repr([caught.value, caught.value.__cause__, caught.value.__context__])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_file_gives_nobody_is_counted_and_every_form_of_the_report_says_so(
    tmp_path: Path, language: str
) -> None:
    path = tmp_path / "talk.json"
    path.write_bytes((HERE / "whisperx-without-some-speakers.json").read_bytes())
    sentence = say(language, "unnamed", n=2)
    for form in ("text", "html"):
        said = run("report", path, "--format", form, "--language", language)
        assert sentence in " ".join(said.split())
    run("report", path, "--format", "pdf", "--language", language, "--out", tmp_path / "report.pdf")
    assert sentence in text(PdfReader(tmp_path / "report.pdf"))
    found = json.loads(run("report", path, "--format", "json"))
    assert found["unnamed"] == 2
    assert "Good morning." in [unit["text"] for unit in found["units"]]


def test_where_everybody_is_named_nothing_is_said_of_it(talk: Path) -> None:
    assert say("en", "unnamed", n=0)[:20] not in run("report", talk)
    assert json.loads(run("report", talk, "--format", "json"))["unnamed"] == 0


@pytest.mark.parametrize("form", ["text", "html", "json"])
def test_no_order_to_a_terminal_comes_out_of_a_file(tmp_path: Path, form: str) -> None:
    path = tmp_path / "talk.json"
    path.write_bytes((HERE / "orders-to-terminals.json").read_bytes())
    assert "001b" in path.read_text("utf-8"), "there was one to come out"
    said = CliRunner().invoke(app, ["talk", "report", str(path), "--format", form], catch_exceptions=False)
    assert "Anna Berg" in said.output
    assert not re.search(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e]|\\u001b", said.output)


def test_one_minute_is_one_minute(tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    path.write_text("Ann 0:02\nWhat do you see?\nBen 1:01\nI see that it is there.", "utf-8")
    assert "<p>1 minute. " in run("report", path, "--format", "html")
    assert "<p>1 Minute. " in run("report", path, "--format", "html", "--language", "de")


def test_no_folder_of_data_is_made(talk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANSEI_DATA", str(tmp_path / "data"))
    run("report", talk)
    assert not (tmp_path / "data").exists()
    assert list(tmp_path.iterdir()) == [talk]


def test_figures_come_for_coded_dialogues(tmp_path: Path) -> None:
    path = tmp_path / "coded.csv"
    path.write_text(
        "dialogue,turn,speaker,text,code\n"
        "D,1,coach,What happened?,open_question\nD,2,leader,I saw it.,neutral\nD,3,coach,Mm-hm.,other\n"
        "D,4,leader,And then.,\n",
        "utf-8",
    )
    found = json.loads(run("evaluate", path, "--format", "json"))
    assert found["coach"]["units"] == 2
    assert found["leader"]["units"] == 1
    assert set(found["session"]) == {"tell_share", "ask_receive_share"}
    assert "macro-F1" in run("evaluate", path)
    half = json.loads(run("evaluate", path, "--spoilt", "swapped_halfway", "--format", "json"))
    assert half["coach"]["units"] == 1


def test_figures_come_for_dialogues_with_other_codes(tmp_path: Path) -> None:
    path = tmp_path / "annomi.csv"
    path.write_text(
        "transcript_id,utterance_id,interlocutor,utterance_text,main_therapist_behaviour,client_talk_type\n"
        "1,0,therapist,What happened?,question,n/a\n1,1,client,I saw it.,n/a,neutral\n",
        "utf-8",
    )
    found = json.loads(run("evaluate", path, "--scheme", "annomi", "--format", "json"))
    assert found["therapist"]["per_code"]["question"]["f1"] == 1
    assert "1 units of a therapist, 1 units of a client" in run("evaluate", path, "--scheme", "annomi")


def test_a_file_too_large_to_read_whole_gives_no_figures_for_a_part(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as large:
        large.write(b"dialogue,turn,speaker,text,code\nD,1,coach,What happened?,open_question\n")
        large.truncate(64 * 1024 * 1024 + 1)
    with pytest.raises(Stop, match="larger than 64 MiB"):
        CliRunner().invoke(app, ["talk", "evaluate", str(path)], catch_exceptions=False)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["", "no head", "dialogue,turn,speaker,text,code\nD,1,coach,secret,unheard_of\n"]
)
def test_a_file_of_dialogues_that_cannot_be_used_is_a_sentence_without_its_text(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "coded.csv"
    path.write_text(text, "utf-8")
    for words in (["evaluate", str(path)], ["train", "--data", str(path), "--out", str(tmp_path / "out")]):
        with pytest.raises(Stop) as caught:
            CliRunner().invoke(app, ["talk", *words], catch_exceptions=False)
        assert str(caught.value).endswith(".")
        assert "secret" not in repr([caught.value, caught.value.__cause__])
    assert not (tmp_path / "out").exists()


def test_a_report_loads_neither_the_server_nor_what_reads_workbooks_and_sets_type(talk: Path) -> None:
    # Asked of a Python of its own, in which no other test has loaded anything.
    asked = """
import sys
from hansei.cli import app
app(["talk", "report", sys.argv[1], "--coach", "Tomasz Lind", "--format", "json"], standalone_mode=False)
loaded = {name.partition(".")[0] for name in sys.modules}
print(*sorted(loaded & {"django", "openpyxl", "rich", "typst", "smtplib", "numpy"}), file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", asked, str(talk)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stderr.split() == ["numpy"]


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_pdf_is_tagged_reads_the_ribbon_out_and_is_for_its_user_alone(
    talk: Path, tmp_path: Path, language: str
) -> None:
    path = tmp_path / "report.pdf"
    words = ("--coach", "Tomasz Lind", "--language", language)
    run("report", talk, *words, "--format", "pdf", "--out", path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    reader = PdfReader(path)
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == language
    found = everything(reader)
    assert say(language, "title") in found
    assert say(language, "place", letter="a") in found
    assert re.search({"en": r"\d+ asking", "de": r"\d+ fragend"}[language], found), "the ribbon is read out"


def test_a_pdf_goes_where_it_is_piped_and_what_is_written_into_a_file_is_what_is_printed(
    talk: Path, tmp_path: Path
) -> None:
    words = ["talk", "report", str(talk), "--coach", "Tomasz Lind", "--format"]
    piped = CliRunner().invoke(app, [*words, "pdf"], catch_exceptions=False)
    assert piped.stdout_bytes.startswith(b"%PDF")
    for form in ("html", "json", "text"):
        path = tmp_path / form
        assert run(*words[1:], form, "--out", path) == ""
        assert path.read_text("utf-8") == run(*words[1:], form)
