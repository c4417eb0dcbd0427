"""The forms in which talks are written down as text, each into utterances.

WebVTT and SubRip are told by their timing lines. Plain text has no standard: a speaker stands before a colon,
on a line of their own, or beside a time. A label counts as a name when it looks like one, so that "Here is
the thing: ..." stays what it is.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import pairwise

from hansei.core.talk.transcript import Reason, Unreadable, Utterance

_CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_TIMING = re.compile(rf"^\s*({_CLOCK})\s*-->\s*({_CLOCK})")
# Bounded, so that a file of opening signs alone is not looked through again from each of them.
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,60})?(?:\s+([^<>]{0,120}))?>")
_TAG = re.compile(r"</?[a-z0-9.:]{1,40}(?:\s[^<>]{0,120})?>|<\d[\d:.]{0,20}>", re.IGNORECASE)
_MOST_NAME = 58
_SKIPPED = re.compile(r"^(?:NOTE|STYLE|REGION)(?:\s|$)")

_LABEL = re.compile(r"^([^\W\d_][^:\n]{0,58}?)\s*[:：](?!//|(?<=\d:)\d)\s*(.*)$", re.DOTALL)
_TIME_FIRST = re.compile(rf"^[\[(]?({_CLOCK})[\])]?\s*[-–|]?\s*(.*)$")
_TIME_LAST = re.compile(rf"^(.{{1,60}}?)\s*[-–|,]?\s*[\[(]?({_CLOCK})(?:\s*-->\s*{_CLOCK})?[\])]?\s*:?\s*$")
_TIME_BETWEEN = re.compile(rf"^([^:\n]{{1,60}}?)\s*[\[(]({_CLOCK})[\])]\s*[:：]?\s*(.+)$")
_MARKUP = re.compile(r"\*\*|__")
# What meeting tools write into a transcript themselves.
_NOBODY = re.compile(
    r"^(?:transcription ended after\b.*|this editable transcript was computer generated\b.*"
    r"|people can also change the text after it was created\W*"
    r"|.{1,60} (?:started|stopped) transcription\W*)$",
    re.IGNORECASE,
)

# Labels before a colon that are nobody's name.
_NO_NAMES = {
    "question", "answer", "note", "notes", "example", "problem", "goal", "step", "today", "tomorrow",
    "result", "results", "agenda", "subject", "date", "time", "attendees", "participants", "transcript",
    "recording", "summary", "topic", "location", "meeting", "title", "duration", "url", "http", "https",
    "that", "this", "so", "and", "but", "well", "yes", "no", "ok", "okay", "one", "two", "three",
    "first", "second", "third",
}  # fmt: skip
_PARTICLES = {
    "van", "von", "der", "den", "de", "del", "della", "da", "di", "du", "la", "le", "el", "al", "bin",
    "ibn", "ter", "ten", "zu", "y", "of", "the",
}  # fmt: skip


def parse(text: str, filename: str = "") -> list[Utterance]:
    """The utterances of a text in whichever form it is. Raises Unreadable for a form that is not known.

    Takes time in proportion to the length of the text, whatever stands in it.
    """
    name = filename.lower()
    if text.lstrip().startswith("WEBVTT") or _TIMING.search(_first_timing(text)):
        return _cues(text)
    if name.endswith((".vtt", ".srt")):
        raise Unreadable(Reason.UNKNOWN_FORMAT)
    if text.lstrip()[:5].lower().startswith(("<?xml", "<!", "<html")):
        raise Unreadable(Reason.UNKNOWN_FORMAT)
    return _plain(text)


def seconds(clock: str) -> float:
    """ "1:02:03.5", "02:03" or "1:02:03,500" in seconds."""
    total = 0.0
    for part in clock.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


# ---------------------------------------------------------------------------------------- WebVTT and SubRip
def _first_timing(text: str) -> str:
    return next((line for line in text.splitlines()[:40] if "-->" in line), "")


_Piece = tuple[str, str, float, float]


def _cues(text: str) -> list[Utterance]:
    raw = _whole([piece for block in re.split(r"\n[ \t]*\n", text) for piece in _block(block)])
    names = _names(said for speaker, said, *_ in raw if not speaker)
    found: list[Utterance] = []
    speaker = ""
    for voice, said, start, end in sorted(raw, key=lambda piece: piece[2]):
        label = None if voice else _labelled(said, names)
        if label:
            speaker, said = label
        elif voice:
            speaker = voice
        if speaker and said:
            found.append(Utterance(speaker, said, start, max(start, end)))
    return found


def _block(block: str) -> Iterator[_Piece]:
    """The pieces of one block: voice or "", what is said, start and end. No empty line need part the cues."""
    lines = block.strip("\n").split("\n")
    if _SKIPPED.match(lines[0]):
        return
    begins = [at for at, line in enumerate(lines) if _TIMING.match(line)]
    for at, following in pairwise([*begins, len(lines)]):
        timing = _TIMING.match(lines[at])
        assert timing is not None
        payload = lines[at + 1 : following]
        # The number of the next cue, where no empty line parts them.
        if following < len(lines) and payload and payload[-1].strip().isdigit():
            payload.pop()
        yield from _cue(payload, seconds(timing[1]), seconds(timing[2]))


def _cue(payload: Sequence[str], start: float, end: float) -> Iterator[_Piece]:
    parts = _VOICE.split("\n".join(payload))
    if said := _clean(parts[0]):
        # A name on the first line of its own, as older Teams documents have it; that shows later.
        alone = (
            len(parts) == 1 and len(payload) > 1 and ":" not in payload[0] and _is_name(_clean(payload[0]))
        )
        yield "", f"{_clean(payload[0])}\n{_clean(' '.join(payload[1:]))}" if alone else said, start, end
    for voice, text in zip(parts[1::2], parts[2::2], strict=True):
        if said := _clean(text):
            yield _name(unescape(voice or "")), said, start, end


def _whole(raw: list[_Piece]) -> list[_Piece]:
    """Names that stand on a line of their own become voices where every cue has one; else they are words.

    A name that is broken over two cues is put together again.
    """
    heads = [said.partition("\n")[0] for voice, said, *_ in raw if not voice and "\n" in said]
    named = len(heads) > 1 and len(heads) == len(raw) and len(set(heads)) < len(heads)
    found: list[_Piece] = []
    names = _names(said for voice, said, *_ in raw if not voice)
    for voice, text, start, end in raw:
        said = text
        if "\n" in said:
            head, _, rest = said.partition("\n")
            voice, said = (head, rest) if named else ("", f"{head} {rest}")
        if found and not voice and not found[-1][0]:
            label = _LABEL.match(f"{found[-1][1]} {said}") if len(found[-1][1]) < _MOST_NAME else None
            if label and _name(label[1]) in names and len(label[1]) > len(found[-1][1]):
                found[-1] = ("", f"{found[-1][1]} {said}", found[-1][2], end)
                continue
        found.append((voice, said, start, end))
    return found


def _clean(text: str) -> str:
    return " ".join(unescape(_TAG.sub("", text)).split())


# ----------------------------------------------------------------------------------------------- plain text
def _plain(text: str) -> list[Utterance]:
    lines = [" ".join(_MARKUP.sub("", line).split()) for line in text.split("\n")]
    names = _names(_untimed(line) for line in lines) | _headings(lines)
    found: list[tuple[str, list[str], float | None]] = []
    speaker, start, open_ = "", None, False
    for line in lines:
        if not line or _NOBODY.match(line):
            open_ = False
            continue
        who, said, time = _line(line, names)
        if time is not None:
            start, open_ = time, False
        if who:
            speaker, open_ = who, False
        if not said or not speaker:
            continue
        if open_ and found:  # the same paragraph, broken over lines
            found[-1][1].append(said)
        else:
            found.append((speaker, [said], start))
        start, open_ = None, True
    return _onward([Utterance(who, " ".join(parts), time) for who, parts, time in found])


def _line(line: str, names: frozenset[str]) -> tuple[str, str, float | None]:
    """Who begins to speak in this line or "", what is said, and the time that stands there."""
    time = None
    if first := _TIME_FIRST.match(line):
        time, line = seconds(first[1]), first[2]
    if label := _labelled(line, names):
        return label[0], label[1], time
    if (between := _TIME_BETWEEN.match(line)) and _name(between[1]) in names:
        return _name(between[1]), between[3].strip(), seconds(between[2])
    if (last := _TIME_LAST.match(line)) and _name(last[1]) in names:
        return _name(last[1]), "", seconds(last[2])
    if _name(line) in names:
        return _name(line), "", time
    return "", line, time


def _untimed(line: str) -> str:
    first = _TIME_FIRST.match(line)
    return first[2] if first else line


def _headings(lines: list[str]) -> frozenset[str]:
    """Names that stand on lines of their own: beside a time, or at least twice and with text below."""
    alone: Counter[str] = Counter()
    timed: set[str] = set()
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if between := _TIME_BETWEEN.match(line):
            timed.add(_name(between[1]))
        if last := _TIME_LAST.match(line):
            timed.add(_name(last[1]))
        elif (first := _TIME_FIRST.match(line)) and first[2]:
            if below and ":" not in first[2]:
                timed.add(_name(first[2]))
        elif line and below and not re.search(r"[.?!,;:…]$", line):
            alone[_name(line)] += 1
    often = {name for name, times in alone.items() if times > 1}
    return frozenset(name for name in timed | often if _is_name(name))


def _onward(found: list[Utterance]) -> list[Utterance]:
    """A time that runs backwards is no time."""
    latest = 0.0
    kept = []
    for each in found:
        start = None if each.start is None or each.start < latest else each.start
        latest = max(latest, start or 0.0)
        kept.append(Utterance(each.speaker, each.text, start))
    return kept


# ---------------------------------------------------------------------------------------------------- names
def _names(texts: Iterator[str]) -> frozenset[str]:
    """The labels before a colon that are names: they look like one, or come again and again."""
    seen = Counter(_name(match[1]) for text in texts if (match := _LABEL.match(text)))
    return frozenset(name for name, times in seen.items() if _is_name(name) or (times > 2 and _short(name)))


def _labelled(text: str, names: frozenset[str]) -> tuple[str, str] | None:
    match = _LABEL.match(text)
    if match and _name(match[1]) in names:
        return _name(match[1]), match[2].strip()
    return None


def _name(label: str) -> str:
    return " ".join(re.sub(rf"[\[(]\s*(?:{_CLOCK})?\s*[\])]", "", label).split()).strip(" -–|,[]")


def _short(name: str) -> bool:
    return 0 < len(name) <= 40 and len(name.split()) <= 2 and name.casefold() not in _NO_NAMES


def _is_name(name: str) -> bool:
    """Up to five words that begin with a capital, such as "Dr. Anna de Vries (Leeds)" or "Speaker 1"."""
    words = name.split()
    if not words or len(words) > 5 or len(name) > 58 or words[0].casefold().strip(".") in _NO_NAMES:
        return False
    # With four figures on end it is a date.
    if re.search(r"[?!;…\"“”]|\.\s*$|\d{4}", name) or words[0].casefold() in _PARTICLES - {
        "van",
        "von",
        "de",
    }:
        return False
    return all(
        word.lstrip("([{'’")[:1].isupper() or word[:1].isdigit() or word.casefold() in _PARTICLES
        for word in words
    ) or (len(words) == 1 and name.isalpha() and name in {"coach", "leader", "me"})
