"""Whoever speaks is heard as themselves, whatever they are called; what is only said is nobody's name."""

from __future__ import annotations

import pytest

from hansei.core.talk import Reason, Unreadable, read
from tests.core.talk.files import document

A, T = "Anna Berg", "Tomasz Lind"
NAMES = [
    "Anna dos Santos", "Jörg Müller (er/ihm)", "Mueller, Anna (ext.)", "Anna Kern - Leeds", "John Smith Jr.",
    "Max Muster (extern)", "+49 151 2345678", "iPhone von Anna", "🦊 Jo Kern", "João da Silva e Souza",
    "Max Muster | Firma", "Maria das Dores", "Jan van 't Hoff", "Dr. Anna de Vries (Leeds)", "Speaker 1",
    "Al Kern", "An Nguyen", "E", "AN", "anna", "Anna B.",
]  # fmt: skip
# Nothing about these looks like a name; that they come again and again makes them one.
ONLY_OFTEN = [
    "Du Pont",
    "Da Silva, Jo",
    "anna kern",
    "firma xy",
    "anna (gast)",
    "anna kern | firma xy",
    "3M guest",
]
SAYINGS = [
    "What I mean", "One thing", "Question", "My point", "Next step", "So the idea", "Here is the thing",
    "Well, Tomasz", "Look, Anna", "Good example", "Important", "important", "And then I said",
    "Open question",
    "Frage", "Eine Frage", "Meine Frage", "Kurze Frage", "Spannende Frage",
    "Zum Beispiel", "Was ich meine", "Genau", "Ja",
    "Das heißt", "Ich denke", "Die Sache", "WHAT I MEAN", "1. Ziel", "Monday",
]  # fmt: skip


def speakers(data: bytes | str, name: str = "") -> set[str]:
    return set(read(data if isinstance(data, bytes) else data.encode(), name).speakers)


def zoom(*said: str) -> str:
    cues = [f"00:{n:02d}:00.000 --> 00:{n:02d}:50.000\n{words}\n" for n, words in enumerate(said)]
    return "\n".join(["WEBVTT\n", *cues])


@pytest.mark.parametrize("name", [*NAMES, *ONLY_OFTEN])
def test_one_of_two_is_heard_whatever_they_are_called(name: str) -> None:
    said = [f"{(name, T)[n % 2]}: I see number {n}." for n in range(6)]
    assert speakers(zoom(*said)) == {name, T}
    assert speakers("\n".join(said)) == {name, T}
    turns = [words for n in range(6) for words in (f"{(name, T)[n % 2]}   0:{n}5", f"I see number {n}.")]
    assert speakers(document(*turns)) == {name, T}


@pytest.mark.parametrize("name", NAMES)
def test_whoever_speaks_twice_among_three_is_not_counted_with_another(name: str) -> None:
    said = [f"{A}: What do you see?", f"{name}: A queue.", f"{T}: Me too.", f"{name}: And no one there."]
    assert speakers("\n".join(said)) == {A, T, name}
    behind = [f"{who} 00:0{n}:00\n{words}\n" for n, (who, _, words) in enumerate(_parted(said))]
    assert speakers("\n".join(behind)) == {A, T, name}
    before = [f"[00:0{n}:00] {who}\n{words}\n" for n, (who, _, words) in enumerate(_parted(said))]
    assert speakers("\n".join(before)) == {A, T, name}


def _parted(said: list[str]) -> list[tuple[str, str, str]]:
    return [words.partition(": ") for words in said]


@pytest.mark.parametrize("name", ONLY_OFTEN)
def test_where_every_cue_begins_with_a_name_each_is_one(name: str) -> None:
    said = [f"{A}: What do you see?", f"{name}: A queue.", f"{T}: Me too.", f"{A}: And then?"]
    assert speakers(zoom(*said)) == {A, T, name}


@pytest.mark.parametrize("saying", SAYINGS)
def test_a_sentence_that_begins_with_a_few_words_and_a_colon_is_nobody(saying: str) -> None:
    said = [f"{A}: I go there.", f"{saying}: we wait.", f"{T}: Then go.", f"{saying}: it is late."] * 2
    for form in (zoom(*said), "\n".join(said), document(*said)):
        found = read(form if isinstance(form, bytes) else form.encode())
        assert set(found.speakers) == {A, T}
        assert f"{saying}: we wait." in found.turns[0].text, "what was said stays what was said"


@pytest.mark.parametrize("sign", ["\u200e", "\u200f", "\u202b", "\u2066", "\u061c"])
def test_signs_that_turn_the_direction_of_writing_make_nobody_another(sign: str) -> None:
    said = f"{sign}{A}{sign}: What do you see?\n{T}: A queue.\n{A}: And then?"
    assert speakers(said) == {A, T}
    assert speakers(zoom(*said.split("\n"))) == {A, T}
    mark = {"\u200e": "&lrm;", "\u200f": "&rlm;"}.get(sign, sign)
    assert speakers(f"WEBVTT\n\n0:01 --> 0:02\n<v {mark}{A}>Hi.\n\n0:03 --> 0:04\n<v {T}>Ho.") == {A, T}


@pytest.mark.parametrize(
    ("written", "name"), [(f"({T})", T), (f"[{T}]", T), (f"- {T}", T), (f"{T} (x)", f"{T} (x)")]
)
def test_brackets_around_a_name_are_none_of_it_and_brackets_behind_it_stay(written: str, name: str) -> None:
    assert speakers(f"{A}: What do you see?\n{written}: A queue.\n{A}: And then?") == {A, name}
    assert speakers(f"{A} 0:01\nWhat do you see?\n\n{written} 0:05\nA queue.") == {A, name}


def test_a_wrapped_sentence_within_a_cue_is_not_taken_for_another_speaker() -> None:
    found = read(zoom(f"{A}: I told them about our\nProblem: nobody came.", f"{T}: And then?").encode())
    assert [turn.text for turn in found.turns] == ["I told them about our Problem: nobody came.", "And then?"]


def test_that_somebody_started_something_is_said_and_that_the_tool_did_is_not() -> None:
    found = read(f"{A} started transcription\n{A}: Go on.\n{T}: And\nthen he started transcription.".encode())
    assert [turn.text for turn in found.turns] == ["Go on.", "And then he started transcription."]


def test_one_speaker_alone_is_still_no_conversation() -> None:
    with pytest.raises(Unreadable) as caught:
        read(zoom(f"{A}: Yes.", f"{A}: So it is.", "What I mean: no.").encode())
    assert caught.value.reason is Reason.ONE_SPEAKER
