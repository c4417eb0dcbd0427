"""What each file of the zoo reads as; what is no talk, or is made to do harm, is refused in a sentence."""

from __future__ import annotations

import json
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.core.talk import (
    MEMORY_SPEAKER,
    Code,
    Reason,
    Unreadable,
    Utterance,
    as_data,
    code,
    from_json,
    from_memory,
    guess_coach,
    read,
    report,
    to_json,
)
from hansei.core.talk.transcript import MOST_FILE_BYTES, MOST_ROWS, MOST_SPEAKERS
from tests.core.talk.files import WORDS, document, far_off, file, names, packed
from tests.core.talk.talks import MARIANNE, Listed

A, M = "Anna Berg", "Marianne de Vos"
ASKED, SAID, THEN = (
    "Good morning. What would make this useful?",
    "I know I talk too much in that round.",
    "What happens in you then?",
)
WAITED = "I wait for them."


def talk(first: str = A, second: str = M, times: tuple = (None, None, None), more: tuple = ()) -> list:
    return [(first, ASKED, times[0]), (second, SAID, times[1]), (first, THEN, times[2]), *more]


TIMES = (1.0, 5.0, 64.0)
MANY = (
    A, "Anna dos Santos", "Max Muster (extern)", "+49 151 2345678", "iPhone von Anna", "🦊 Jo Kern",
    "João da Silva e Souza", "Max Muster | Firma", "Omar Said", "Mueller, Anna (ext.)", "John Smith Jr.",
    "Jan van 't Hoff", "Tomasz Lind", A,
)  # fmt: skip
OF_MANY = [
    (who, ASKED if not n else THEN if n == len(MANY) - 1 else SAID, 10.0 * n) for n, who in enumerate(MANY)
]
#: What every file that can be read holds: who says what in each turn, and when it begins.
READS_AS = {
    "zoom.vtt": talk(times=TIMES),
    "zoom-name-over-two-cues.vtt": talk(times=TIMES, more=((M, WAITED, 69.0),)),
    "teams.vtt": talk(times=TIMES),
    "teams-unclosed.vtt": talk(times=TIMES),
    "overlapping-out-of-order.vtt": talk(times=TIMES),
    "subtitles.srt": talk(times=TIMES),
    "subtitles-without-empty-lines.srt": talk(times=TIMES),
    "meet.txt": talk(times=(0.0, None, 64.0)),
    "colons.txt": talk(),
    "times-behind.txt": talk(times=TIMES),
    "times-before.txt": talk(times=TIMES),
    "times-before-with-colon.txt": talk(times=TIMES),
    "names-in-brackets.txt": talk(times=TIMES),
    "names-alone.txt": talk(more=((M, WAITED, None),)),
    "bold.md": talk(),
    "three-speakers.txt": [
        (A, "What do you see?", None),
        (M, "I see a queue.", None),
        ("Omar Said", "We all see it.", None),
        (A, "And you, Omar?", None),
        ("Omar Said", "It was longer on Monday.", None),
    ],
    "german.txt": [
        (A, "Guten Morgen. Was wäre heute nützlich?", None),
        ("Jürgen Groß", "Ich rede in der Runde zu viel.", None),
        (A, "Was geschieht dann in dir?", None),
    ],
    "whisperx.json": talk("SPEAKER_00", "SPEAKER_01", TIMES),
    "whisperx-two-in-one-segment.json": talk("SPEAKER_00", "SPEAKER_01", TIMES),
    "assemblyai.json": talk("Speaker A", "Speaker B", TIMES),
    "deepgram-utterances.json": talk("Speaker 0", "Speaker 1", TIMES),
    "deepgram-paragraphs.json": talk("Speaker 0", "Speaker 1", TIMES),
    "deepgram-words.json": talk("Speaker 0", "Speaker 1", TIMES),
    "rev.json": talk("Speaker 0", "Speaker 1", TIMES),
    "rev-named.json": talk(times=TIMES),
    "teams.docx.xml": talk(times=TIMES),
    "teams-older.docx.xml": talk(times=TIMES),
    "teams-arrows.docx.xml": talk(times=TIMES),
    "meet.docx.xml": talk(times=(0.0, None, 64.0)),
    "names-of-many-kinds.txt": OF_MANY,
    "names-of-many-kinds.vtt": OF_MANY,
    "names-of-many-kinds.docx.xml": OF_MANY,
    "names-in-small-letters.txt": talk("anna", "marianne", TIMES, (("marianne", WAITED, 69.0),)),
    "zoom-captions-by-the-clock.txt": talk(times=(0.0, 4.0, 63.0)),
    "clock-of-twelve-hours.txt": talk(times=(0.0, 4.0, 63.0)),
    "before-and-after-noon.txt": talk(times=(0.0, 60.0, 180.0), more=((M, WAITED, 3720.0),)),
    "times-that-are-said.txt": [
        (A, ASKED, 1.0),
        (M, "3:30 or 4:15, both are fine for me.", 5.0),
        (A, THEN, 64.0),
        (M, "3:30", 69.0),
    ],
    "two-in-one-cue.vtt": talk(times=(1.0, 5.0, 5.0 + 4 * 37 / 62), more=((M, WAITED, 10.0),)),
    "what-tools-write-in-german.txt": talk(times=TIMES),
    "whisperx-without-some-speakers.json": talk("SPEAKER_00", "SPEAKER_01", TIMES),
    "rev-without-a-speaker.json": talk("Speaker 0", "Speaker 1", TIMES),
    "orders-to-terminals.json": talk(times=TIMES),
}
#: How many pieces a file leaves without a speaker, where there are some.
UNNAMED = {"whisperx-without-some-speakers.json": 2, "rev-without-a-speaker.json": 1}
REFUSED = {
    "nobody-speaks.txt": Reason.NO_SPEAKERS,
    "subtitles-without-speakers.srt": Reason.NO_SPEAKERS,
    "whisper.json": Reason.NO_SPEAKERS,
    "assemblyai-without-speakers.json": Reason.NO_SPEAKERS,
}


def test_every_file_of_the_zoo_is_told_of() -> None:
    assert names() == sorted([*READS_AS, *REFUSED])


@pytest.mark.parametrize("name", READS_AS)
def test_a_file_reads_as_what_was_said(name: str) -> None:
    found = read(*file(name))
    assert [(turn.speaker, turn.text, turn.start) for turn in found.turns] == READS_AS[name]
    assert guess_coach(found) == READS_AS[name][0][0]
    assert found.unnamed == UNNAMED.get(name, 0)
    nameless = read(file(name)[0])
    assert nameless == found, "what it is shows in the file, whatever it is called"


@pytest.mark.parametrize("name", UNNAMED)
def test_what_the_file_gives_nobody_is_counted_as_often_as_it_is_stored(name: str) -> None:
    found = code(read(*file(name)), READS_AS[name][0][0], Listed(Code.OPEN_QUESTION))
    assert report(found).unnamed == UNNAMED[name]
    assert from_json(to_json(found)) == found
    before = {what: kept for what, kept in json.loads(to_json(found)).items() if what != "unnamed"}
    assert from_json(json.dumps(before)).unnamed == 0, "what was stored before it was counted"


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_without_speakers_is_refused_as_such(name: str) -> None:
    assert _reason(*file(name)) is REFUSED[name]


def test_what_hansei_prints_reads_as_the_same_talk() -> None:
    first = read(MARIANNE.encode())
    made = report(code(first, "Tomasz Lind", Listed(Code.OPEN_QUESTION)))
    again = read(json.dumps(as_data(made)).encode(), "report.json")
    assert [(turn.speaker, turn.text, turn.start) for turn in again.turns] == [
        (turn.speaker, turn.text, turn.start) for turn in first.turns
    ]


TIMED = ["zoom.vtt", "overlapping-out-of-order.vtt", "meet.txt", "whisperx.json", "three-speakers.txt"]


@pytest.mark.parametrize("name", TIMED)
def test_what_hansei_prints_comes_back_with_its_coach_and_with_every_time(name: str) -> None:
    first = read(*file(name))
    coach = first.speakers[-1]
    assert guess_coach(first) != coach, "a guess would have been another one"
    coded = code(first, coach, Listed(Code.OPEN_QUESTION, Code.ADVISE))
    printed = json.dumps(as_data(report(coded))).encode()
    again = read(printed, "report.json")
    assert (again.coach, guess_coach(again), again.memory) == (coach, coach, False)
    back = code(again, guess_coach(again), Listed(Code.OPEN_QUESTION, Code.ADVISE))
    assert back == coded
    assert as_data(report(back)) == as_data(report(coded)), "silence, seconds and the rest follow from it"
    if name == "zoom.vtt":
        assert any(end is not None for end in coded.ends)


def test_lines_from_memory_that_hansei_printed_come_back_as_such_line_by_line() -> None:
    lines = ["What did you see? I ask.", "You should go.", "So you were glad.", "What else?", "Your call."]
    coded = code(from_memory("\n".join(lines)), MEMORY_SPEAKER, Listed(Code.OPEN_QUESTION))
    printed = as_data(report(coded))
    again = read(json.dumps(printed).encode())
    assert again.memory
    assert [each.text for each in again.utterances] == lines
    assert code(again, guess_coach(again), Listed(Code.OPEN_QUESTION)) == coded
    printed["units"] = printed["units"][:3]
    assert _reason(json.dumps(printed).encode(), "report.json") is Reason.TOO_FEW_LINES
    printed["memory"] = "yes"
    assert _reason(json.dumps(printed).encode(), "report.json") is Reason.ONE_SPEAKER, "one voice is no talk"


def test_a_file_is_not_believed_where_its_words_say_otherwise() -> None:
    units = [{"speaker": who, "text": "What is it?"} for who in ("A", "B")]
    found = read(json.dumps({"coach": "Nobody", "memory": True, "units": units}).encode())
    assert (found.coach, found.memory) == ("", False)
    for nonsense in (7, None, ["A"], {"A": 1}, "\ud800"):
        told = {"coach": nonsense, "memory": nonsense, "units": units}
        assert read(json.dumps(told).encode()).coach == ""


# ------------------------------------------------------------------------------------------- made to do harm
_LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
_OUTSIDE = '<!DOCTYPE w [<!ENTITY out SYSTEM "file:///etc/hostname">]>'
_DEEP = 100_000


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (packed({WORDS: b"<a>" + b" " * 200_000_000}), Reason.TOO_LONG),
        (document("A: " + "so " * 3_000_000), Reason.TOO_LONG),
        (document("A: &i;", "B: no", before=_LAUGHS), Reason.BROKEN),
        (document("A: &out;", "B: no", before=_OUTSIDE), Reason.BROKEN),
        (packed({WORDS: b"<a>" * _DEEP}), Reason.BROKEN),
        (packed({WORDS: b"<a><b></a>"}), Reason.BROKEN),
        (document("A: yes.", "B: no.")[:-200], Reason.BROKEN),
        (b"PK\x03\x04" + b"\x00" * 400, Reason.BROKEN),
        (packed({WORDS: b"<a>" + b" " * 200_000_000}, zipfile.ZIP_BZIP2), Reason.BROKEN),
        (packed({WORDS: b"<a>" + b" " * 200_000_000}, zipfile.ZIP_LZMA), Reason.BROKEN),
        (document("a</w:t></w:r></w:p><w:p/><w:p><w:r><w:t>" * (MOST_ROWS // 2)), Reason.TOO_LONG),
        (document("A: yes.", "B: no.", before='<?xml version="1.0" encoding="foo"?>'), Reason.BROKEN),
        (document("A: yes.", "B: no.", before='<?xml version="1.0" encoding="rot13"?>'), Reason.BROKEN),
        (far_off(document("A: yes.", "B: no.")), Reason.BROKEN),
        (packed({"xl/workbook.xml": b"<workbook/>"}), Reason.UNKNOWN_FORMAT),
        (b"[" * _DEEP, Reason.BROKEN),
        (b'{"segments":' * _DEEP, Reason.BROKEN),
        (b"[" + b"[]," * 1_000_000 + b"[]]", Reason.TOO_LONG),
        (b'{"segments": [{"speaker": 1, "text": "half', Reason.BROKEN),
        (b'{"anything": "else"}', Reason.UNKNOWN_FORMAT),
        (b'{"segments": 5}', Reason.UNKNOWN_FORMAT),
        (b'{"results": {"channels": [5, {"alternatives": 3}]}}', Reason.NO_SPEAKERS),
        (b"{" + b" " * MOST_FILE_BYTES, Reason.TOO_LONG),
        (b"A: yes.\n" * 25_000_000, Reason.TOO_LONG),
        (b"<v " * 100_000, Reason.NO_SPEAKERS),
        (b"WEBVTT\n\n0:01 --> 0:02\n" + b"<v " * 100_000, Reason.NO_SPEAKERS),
        (b"WEBVTT\n\n0:01 --> 0:02\n<" + b"." * 300_000, Reason.NO_SPEAKERS),
        (b"0:01 --> 0:02\n" * 20_000, Reason.NO_SPEAKERS),
        (b"\n".join(b"Speaker %d: yes." % n for n in range(MOST_SPEAKERS + 1)), Reason.TOO_MANY_SPEAKERS),
    ],
    ids=lambda given: given.value if isinstance(given, Reason) else "",
)  # fmt: skip
def test_what_is_made_to_do_harm_is_refused_in_bounded_memory(data: bytes, reason: Reason) -> None:
    tracemalloc.start()
    try:
        assert _reason(data) is reason
        assert tracemalloc.get_traced_memory()[1] < 160_000_000
    finally:
        tracemalloc.stop()


def test_half_a_sign_in_a_file_does_not_stop_whoever_writes_it_down() -> None:
    said = [{"speaker": "An\udc00na", "text": "hi \ud83d you"}, {"speaker": "Jo", "text": "\ud83d\ude00 yes"}]
    found = read(json.dumps({"segments": said}).encode())
    assert [(each.speaker, each.text) for each in found.utterances] == [
        ("An\ufffdna", "hi \ufffd you"),
        ("Jo", "\U0001f600 yes"),
    ]
    assert json.dumps(as_data(report(code(found, "Jo"))), ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("speaker", "name"),
    [
        (0, "Speaker 0"), ("12", "Speaker 12"), ("B", "Speaker B"), ("Jo", "Jo"), ("Al", "Al"),
        ("李明", "李明"), ("李", "李"),
    ],
)  # fmt: skip
def test_a_bare_number_or_letter_is_a_speaker_and_a_short_name_stays_a_name(
    speaker: object, name: str
) -> None:
    said = [{"speaker": speaker, "text": "yes"}, {"speaker": "Ann", "text": "no"}]
    assert read(json.dumps({"segments": said}).encode()).speakers[0] == name


def test_an_empty_list_of_utterances_does_not_hide_the_words_beside_it() -> None:
    data = json.loads(file("deepgram-words.json")[0])
    assert "utterances" not in data["results"]
    data["results"]["utterances"] = []
    assert read(json.dumps(data).encode()) == read(*file("deepgram-words.json"))


@pytest.mark.parametrize("name", ["a.vtt", "a.srt", "a.txt", "a.docx", "a.json", ""])
@given(data=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_a_reason(name: str, data: bytes) -> None:
    for begins in (b"", b"WEBVTT\n\n", b"{", b"[{", b"PK\x03\x04", b"\xff\xfe", b"1:00 --> 2:00\n"):
        _reads_or_refuses(begins + data, name)


_LINES = st.sampled_from(
    [
        *(
            "WEBVTT",
            "",
            "1",
            "00:01.000 --> 00:02.000",
            "0:03 --> 0:01",
            "<v Ann>yes",
            "<v Ann",
            "</v>",
            "NOTE x",
        ),
        *(
            "Ann",
            "Ann: yes",
            "Ann:",
            "Ben 0:05",
            "[0:06] Ben",
            "Ben (0:07): so",
            "and so",
            "Marianne de",
            "Vos: I",
        ),
    ]
)


@given(st.lists(_LINES, max_size=30))
def test_any_lines_of_transcripts_are_read_or_refused_with_a_reason(lines: list[str]) -> None:
    _reads_or_refuses("\n".join(lines).encode())


_NAMES = st.sampled_from(
    [
        *(
            "segments",
            "units",
            "utterances",
            "monologues",
            "results",
            "channels",
            "alternatives",
            "paragraphs",
        ),
        *(
            "sentences",
            "elements",
            "words",
            "speaker",
            "speakers",
            "text",
            "transcript",
            "start",
            "end",
            "value",
        ),
    ]
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES, inner, max_size=6),
    max_leaves=30,
)


@given(_JSON)
def test_any_json_of_known_names_is_read_or_refused_with_a_reason(data: object) -> None:
    _reads_or_refuses(json.dumps(data).encode(), "a.json")


@given(st.lists(st.sampled_from(["Ann: yes.", "Ben  0:05", "so", "<>&"]), max_size=8), st.data())
def test_a_document_that_was_damaged_anywhere_is_read_or_refused_with_a_reason(
    lines: list[str], data: st.DataObject
) -> None:
    whole = document(*[line.replace("&", "&amp;").replace("<", "&lt;") for line in lines])
    _reads_or_refuses(whole)
    at = data.draw(st.integers(0, len(whole) - 1))
    _reads_or_refuses(whole[:at] + bytes([data.draw(st.integers(0, 255))]) + whole[at + 1 :])


@pytest.mark.slow
def test_five_hours_are_read_and_told_apart_into_units() -> None:
    said = "so I think that we looked at it again and again because nobody said what they had seen there"
    cues = [
        f"{_clock(4 * n)} --> {_clock(4 * n + 3)}\n<v {('Ann', 'Ben', 'Cas')[n % 3]}>{said}.</v>\n"
        for n in range(2_800)
    ]
    found = read(("WEBVTT\n\n" + "\n".join(cues)).encode())
    assert found.words > 50_000
    assert found.seconds == 4 * 2_799 + 3
    assert len(code(found, "Ann", Listed(Code.OTHER)).units) == 2_800


@pytest.mark.parametrize(
    "said", ["so what " * 25_000, ". " * 40_000 + "yes", "." * 200_000 + "yes", "e.g. " * 50_000]
)
def test_a_turn_without_an_end_is_parted_in_time_that_grows_with_it(said: str) -> None:
    found = read(f"Ann: {said}\nBen: And no more.".encode())
    assert code(found, "Ben", Listed(Code.OTHER)).units


def _clock(second: int) -> str:
    return f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}.000"


def _reason(data: bytes, name: str = "") -> Reason:
    with pytest.raises(Unreadable) as caught:
        read(data, name)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None, "an error holds nothing of the text, behind it either"
    return caught.value.reason


def _reads_or_refuses(data: bytes, name: str = "") -> None:
    try:
        found = read(data, name)
    except Unreadable:
        return
    assert len(found.speakers) > 1
    assert all(isinstance(each, Utterance) and each.speaker and each.text for each in found.utterances)
    assert all(each.end is None or each.start is None or each.end >= each.start for each in found.utterances)
