"""From bytes to a talk: subtitles, text, documents and JSON, as tools write them; and lines from memory."""

import codecs
import re
from collections import Counter
from dataclasses import replace

from hansei.core.talk import formats, machines
from hansei.core.talk.clocks import FAR, from_first
from hansei.core.talk.transcript import (
    LEAST_LINES,
    MEMORY_SPEAKER,
    MOST_BYTES,
    MOST_FILE_BYTES,
    MOST_LETTERS,
    MOST_LINES,
    MOST_ROWS,
    MOST_SPEAKERS,
    MOST_WORDS,
    Reason,
    Transcript,
    Unreadable,
    Utterance,
    shown,
)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What a packed folder begins with, of which a document is one kind.
_PACKED = b"PK\x03\x04"
# What other programs' files begin with: packed folders, PDF, RTF, pictures, sound.
_OTHER_FILES = (
    _PACKED, b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"OggS", b"ID3",
    b"\xd0\xcf\x11\xe0", b"\x1f\x8b",
)  # fmt: skip
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_BULLET = re.compile(r"^\s*(?:[-*•–—]|\(?\d{1,2}[.)])\s+")
_QUOTED = re.compile(r'^["“”„»«‚‘’\'](.*)["“”„»«‚‘’\']$')


def read(data: bytes, filename: str = "") -> Transcript:
    """A talk from a file. What it is shows in the file; the name only helps where that leaves it open.

    Utterances stand in order of time where the file has times, else in the order of the file. Raises
    Unreadable with the reason, whatever the bytes are; the error holds nothing of the text. Time and memory
    are bounded by the limits of transcript.py. A report that Hansei made of lines from memory comes back as
    such lines (`memory`).
    """
    if data.startswith(_PACKED):
        # What reads documents is large, and most talks are text.
        from hansei.core.talk import documents

        return _checked(Transcript(tuple(_rows(_plain(documents.text(data))))))
    text = decoded(data, most=MOST_FILE_BYTES)
    if machines.is_json(text):
        return _checked(machines.transcript(text))
    if len(data) > MOST_BYTES:
        raise Unreadable(Reason.TOO_LONG)
    return _checked(Transcript(tuple(_rows(text, filename))))


def _rows(text: str, filename: str = "") -> list[Utterance]:
    if text.count("\n") > MOST_ROWS:
        raise Unreadable(Reason.TOO_LONG)
    return formats.parse(text, filename)


def _checked(talk: Transcript) -> Transcript:
    if not talk.utterances:
        raise Unreadable(Reason.NO_SPEAKERS)
    if sum(len(each.text) for each in talk.utterances) > MOST_LETTERS:
        raise Unreadable(Reason.TOO_LONG)
    talk = replace(talk, utterances=tuple(from_first(talk.utterances, FAR)))
    if talk.memory:
        _require_few(len(talk.utterances))
    elif len(talk.speakers) < 2:
        raise Unreadable(Reason.ONE_SPEAKER)
    if len(talk.speakers) > MOST_SPEAKERS:
        raise Unreadable(Reason.TOO_MANY_SPEAKERS)
    if talk.words > MOST_WORDS:
        raise Unreadable(Reason.TOO_LONG)
    return talk


def from_memory(text: str) -> Transcript:
    """The coach's own lines as remembered, one a line, five to fifteen of them; bullets and quotes fall away.

    Raises Unreadable.
    """
    if len(text) > MOST_BYTES:
        raise Unreadable(Reason.TOO_LONG)
    lines = [_bare(line) for line in text.splitlines()]
    lines = [line for line in lines if any(sign.isalnum() for sign in line)]
    if not lines:
        raise Unreadable(Reason.EMPTY)
    _require_few(len(lines))
    return Transcript(tuple(Utterance(MEMORY_SPEAKER, line) for line in lines), memory=True)


def _require_few(lines: int) -> None:
    if lines < LEAST_LINES:
        raise Unreadable(Reason.TOO_FEW_LINES)
    if lines > MOST_LINES:
        raise Unreadable(Reason.TOO_MANY_LINES)


def guess_coach(transcript: Transcript) -> str:
    """Who of the speakers is probably the coach: called so, else who asks most for what they say.

    A guess to be confirmed by somebody who was there. Raises ValueError for a talk of nobody.
    """
    if not transcript.speakers:
        raise ValueError("a talk has at least one speaker")
    if transcript.coach:
        return transcript.coach
    for name in transcript.speakers:
        if re.search(r"\bcoach\b", name.casefold()):
            return name
    turns: Counter[str] = Counter()
    asking: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for turn in transcript.turns:
        turns[turn.speaker] += 1
        asking[turn.speaker] += "?" in turn.text
        words[turn.speaker] += turn.words
    # Two turns more to the count, so that one who spoke a single time does not win by one question.
    return max(transcript.speakers, key=lambda who: (asking[who] / (turns[who] + 2), -words[who]))


def decoded(data: bytes, *, most: int = MOST_BYTES) -> str:
    """The text of a file of at most so many bytes, with line ends as \\n. Raises Unreadable."""
    if len(data) > most:
        raise Unreadable(Reason.TOO_LONG)
    if any(data.startswith(magic) for magic in _OTHER_FILES):
        raise Unreadable(Reason.UNKNOWN_FORMAT)
    text = _text(data)
    if text is None or _CONTROLS.search(text):
        raise Unreadable(Reason.NOT_TEXT)
    return _plain(text)


def _plain(text: str) -> str:
    text = text.replace("\ufeff", "").replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = shown(text)
    if not text.strip():
        raise Unreadable(Reason.EMPTY)
    return text


def _text(data: bytes) -> str | None:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decode(data[len(bom) :], encoding)
    # UTF-16 without a mark: every second byte of Latin letters is zero.
    head = data[:400]
    if len(head) > 3 and head.count(0) >= len(head) // 4:
        return _decode(data, "utf-16-be" if head[0] == 0 else "utf-16-le")
    text = _decode(data, "utf-8")
    return _decode(data, "cp1252") if text is None else text


def _decode(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _bare(line: str) -> str:
    line = " ".join(_BULLET.sub("", line).split())
    quoted = _QUOTED.match(line)
    return quoted[1].strip() if quoted else line
