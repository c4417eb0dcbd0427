"""Every way in which tools write a talk down comes out as the same talk."""

import pytest

from hansei.core.talk import Reason, Unreadable, from_memory, guess_coach, read

ANNA = "Good morning. What would make this useful?"
MARIANNE = "I know I talk too much in that round."
AGAIN = "What happens in you then?"
SAID = [("Anna Berg", ANNA), ("Marianne de Vos", MARIANNE), ("Anna Berg", AGAIN)]


def talk(*lines: str) -> bytes:
    return "\n".join(lines).encode()


ZOOM = talk(
    "WEBVTT", "", "1", "00:00:01.000 --> 00:00:04.000", f"Anna Berg: {ANNA}", "",
    "2", "00:00:05.000 --> 00:00:09.000", f"Marianne de Vos: {MARIANNE}", "",
    "3", "00:01:04.000 --> 00:01:06.000", f"Anna Berg: {AGAIN}",
)  # fmt: skip
TEAMS = talk(
    "WEBVTT", "", "NOTE made by a machine", "so it says", "", "STYLE", "::cue { color: red }", "",
    "0f-1/2", "00:00:01.000 --> 00:00:04.000 align:start", f"<v Anna Berg>{ANNA}</v>", "",
    "0f-1/3", "00:00:05.000 --> 00:00:09.000", f"<v.loud Marianne de Vos><i>{MARIANNE[:17]}</i>",
    f"{MARIANNE[17:].strip()}</v>", "", "01:04.000 --> 01:06.000", f"<v Anna Berg>{AGAIN}",
)  # fmt: skip
SRT = talk(
    "1", "00:00:01,000 --> 00:00:04,000", f"Anna Berg: {ANNA}", "", "2", "00:00:05,000 --> 00:00:09,000",
    f"Marianne de Vos: {MARIANNE}", "", "3", "00:01:04,000 --> 00:01:06,000", f"Anna Berg: {AGAIN}",
)  # fmt: skip
COLONS = talk(f"Anna Berg: {ANNA}", f"Marianne de Vos: {MARIANNE}", f"Anna Berg: {AGAIN}")
TIMES_BEFORE = talk(
    "[00:00:01] Anna Berg",
    ANNA,
    "",
    "[00:00:05] Marianne de Vos",
    MARIANNE,
    "",
    "[00:01:04] Anna Berg",
    AGAIN,
)
TIMES_BEHIND = talk(
    "Anna Berg  0:01", ANNA, "", "Marianne de Vos  0:05", MARIANNE, "", "Anna Berg  1:04", AGAIN
)
ALONE = talk(
    "Anna Berg", ANNA, "", "Marianne de Vos", MARIANNE, "", "Anna Berg", AGAIN, "", "Marianne de Vos", "Yes."
)
BOLD = talk(f"**Anna Berg:** {ANNA}", "", f"**Marianne de Vos:** {MARIANNE}", "", f"**Anna Berg:** {AGAIN}")
BETWEEN = talk(
    f"Anna Berg (00:01): {ANNA}", f"Marianne de Vos (00:05): {MARIANNE}", f"Anna Berg (01:04): {AGAIN}"
)
ZOO = {
    "zoom.vtt": ZOOM, "teams.vtt": TEAMS, "talk.srt": SRT, "colons.txt": COLONS, "before.txt": TIMES_BEFORE,
    "behind.txt": TIMES_BEHIND, "alone.txt": ALONE, "bold.txt": BOLD, "between.txt": BETWEEN,
}  # fmt: skip
TIMED = ["zoom.vtt", "teams.vtt", "talk.srt", "before.txt", "behind.txt", "between.txt"]


@pytest.mark.parametrize("name", ZOO)
def test_every_form_is_read_as_the_same_talk(name: str) -> None:
    found = read(ZOO[name], name)
    assert [(turn.speaker, turn.text) for turn in found.turns][:3] == SAID
    assert found.speakers == ("Anna Berg", "Marianne de Vos")
    assert guess_coach(found) == "Anna Berg"


@pytest.mark.parametrize("name", TIMED)
def test_times_are_kept_where_there_are_some(name: str) -> None:
    assert [turn.start for turn in read(ZOO[name], name).turns] == [1, 5, 64]


@pytest.mark.parametrize("name", ZOO)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_neither_encoding_nor_line_ends_change_it(name: str, encoding: str, end: str) -> None:
    text = ZOO[name].decode().replace("\n", end)
    assert read(text.encode(encoding), name) == read(ZOO[name], name)


def test_old_western_letters_are_read() -> None:
    assert read("Jörg: Grüß dich.\nAnna: What happened?".encode("cp1252")).speakers == ("Jörg", "Anna")


def test_a_sentence_with_a_colon_is_nobody() -> None:
    found = read(
        talk("Anna: Here is the thing: you asked.", "And so it went: badly.", "Ben: Then I said: no.")
    )
    assert found.speakers == ("Anna", "Ben")
    assert found.turns[0].text == "Here is the thing: you asked. And so it went: badly."


def test_cues_out_of_order_come_into_the_order_of_time() -> None:
    found = read(
        talk(
            "WEBVTT",
            "",
            "00:05.000 --> 00:06.000",
            "<v B>Second.",
            "",
            "00:01.000 --> 00:02.000",
            "<v A>First.",
        )
    )
    assert [each.text for each in found.utterances] == ["First.", "Second."]


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "", Reason.EMPTY),
        (b"\xef\xbb\xbf \r\n", "a.txt", Reason.EMPTY),
        (b"\x00\x01\x02\x03" * 50, "a.txt", Reason.NOT_TEXT),
        (b"PK\x03\x04 and so on", "a.docx", Reason.BROKEN),
        (b"%PDF-1.7", "a.vtt", Reason.UNKNOWN_FORMAT),
        (b'{"results": []}', "a.txt", Reason.UNKNOWN_FORMAT),
        (b"Anna: yes", "a.vtt", Reason.UNKNOWN_FORMAT),
        (b"just some words that nobody says", "a.txt", Reason.NO_SPEAKERS),
        (b"Anna: I am alone here.\nAnna: Still.", "a.txt", Reason.ONE_SPEAKER),
        (b"A" * (4 * 1024 * 1024 + 1), "a.txt", Reason.TOO_LONG),
        (b"Anna: " + b"so " * 40_000 + b"\nBen: " + b"so " * 40_000, "a.txt", Reason.TOO_LONG),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, name: str, reason: Reason) -> None:
    with pytest.raises(Unreadable) as caught:
        read(data, name)
    assert caught.value.reason is reason


def test_an_error_holds_nothing_of_the_text() -> None:
    with pytest.raises(Unreadable) as caught:
        read(b"Marianne said the secret word", "secret.txt")
    chain = [caught.value, caught.value.__cause__, caught.value.__context__]
    assert "secret" not in repr(chain)


def test_lines_from_memory_are_the_coachs_alone() -> None:
    found = from_memory("- What happened?\n2. “You stayed.”\n\nAnd then?\nI would go there.\n• Your choice.")
    assert [turn.text for turn in found.turns] == [
        "What happened?", "You stayed.", "And then?", "I would go there.", "Your choice.",
    ]  # fmt: skip
    assert found.memory
    assert len(found.speakers) == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.EMPTY),
        ("...\n\n", Reason.EMPTY),
        ("One.\nTwo.", Reason.TOO_FEW_LINES),
        ("\n".join("Line." for _ in range(16)), Reason.TOO_MANY_LINES),
    ],
)
def test_from_memory_wants_five_to_fifteen_lines(text: str, reason: Reason) -> None:
    with pytest.raises(Unreadable) as caught:
        from_memory(text)
    assert caught.value.reason is reason
