"""The forms in which talks are written down as text, each into utterances.

WebVTT and SubRip are told by their timing lines. Plain text has no standard: a speaker stands before a colon,
on a line of their own, or beside a time. What is a name and what is only said is told by naming.py.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import pairwise

from hansei.core.talk.clocks import FAR_IN_TEXT, from_first, onward, seconds
from hansei.core.talk.naming import CLOCK, LABEL, MOST_NAME, is_name, labelled, labels, name, names, often
from hansei.core.talk.naming import ends_sentence as ends
from hansei.core.talk.transcript import Reason, Unreadable, Utterance, count_words, shown

_TIMING = re.compile(rf"^\s*({CLOCK})\s*-->\s*({CLOCK})")
# Bounded, so that a file of opening signs alone is not looked through again from each of them.
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,60})?(?:\s+([^<>]{0,120}))?>")
_TAG = re.compile(r"</?[a-z0-9.:]{1,40}(?:\s[^<>]{0,120})?>|<\d[\d:.]{0,20}>", re.IGNORECASE)
_SKIPPED = re.compile(r"^(?:NOTE|STYLE|REGION)(?:\s|$)")

_TO = rf"(?:\s*(?:-->|[-–])\s*{CLOCK})?"
_TIME_FIRST = re.compile(rf"^([\[(])?({CLOCK}){_TO}([\])])?\s*[-–|]?\s*(.*)$")
_TIME_LAST = re.compile(rf"^(.{{1,60}}?)\s*[-–|,]?\s*[\[(]?({CLOCK}){_TO}[\])]?\s*:?\s*$")
_TIME_BETWEEN = re.compile(rf"^([^:\n]{{1,60}}?)\s*[\[(]({CLOCK})[\])]\s*[:：]?\s*(.+)$")
_MARKUP = re.compile(r"\*\*|__")
# What meeting tools write into a transcript themselves.
_NOBODY = re.compile(
    r"^(?:transcription ended after\b.*|(?:meeting|recording) ended after \d[\d:]*\W*"
    r"|(?:(?:die|das) )?(?:transkription|transkript|besprechung|meeting|videokonferenz|aufzeichnung)"
    r" (?:wurde |endete |beendet )?nach \d[\d:]*(?: beendet)?\W*"
    r"|this editable transcript was computer generated\b.*"
    r"|dieses (?:bearbeitbare )?transkript wurde (?:computer|maschinell|automatisch).*"
    r"|people can also change the text after it was created\W*)$",
    re.IGNORECASE,
)
_STARTED = re.compile(
    r"^(.{1,60}?) (?:(?:started|stopped) transcription"
    r"|hat die transkription (?:gestartet|beendet|angehalten))\W*$",
    re.IGNORECASE,
)


def parse(text: str, filename: str = "") -> list[Utterance]:
    """The utterances of a text in whichever form it is. Raises Unreadable for a form that is not known.

    Takes time in proportion to the length of the text, whatever stands in it.
    """
    called = filename.lower()
    if text.lstrip().startswith("WEBVTT") or _TIMING.search(_first_timing(text)):
        return _cues(text)
    if called.endswith((".vtt", ".srt")):
        raise Unreadable(Reason.UNKNOWN_FORMAT)
    if text.lstrip()[:5].lower().startswith(("<?xml", "<!", "<html")):
        raise Unreadable(Reason.UNKNOWN_FORMAT)
    return _plain(text)


# ---------------------------------------------------------------------------------------- WebVTT and SubRip
def _first_timing(text: str) -> str:
    return next((line for line in text.splitlines()[:40] if "-->" in line), "")


_Piece = tuple[str, str, float, float]


def _cues(text: str) -> list[Utterance]:
    raw = _whole([piece for block in re.split(r"\n[ \t]*\n", text) for piece in _block(block)])
    known = _known([said for voice, said, *_ in raw if not voice])
    found: list[Utterance] = []
    speaker = ""
    for voice, said, start, end in sorted(raw, key=lambda piece: piece[2]):
        parts = [(voice, _joined(said))] if voice else list(_parts(said, known))
        letters = sum(len(words) for _who, words in parts) or 1
        at = 0
        for who, words in parts:
            speaker = who or speaker
            # Two in one cue part its time by what they say.
            begins, at = start + (end - start) * at / letters, at + len(words)
            ends_at = start + (end - start) * at / letters
            if speaker and words:
                found.append(Utterance(speaker, words, begins, max(begins, ends_at)))
    return found


def _known(said: Sequence[str]) -> frozenset[str]:
    """The names before a colon: where cues begin, or more than once after a sentence has ended within one.

    Where every cue begins with one, as Zoom writes them, nobody's needs to come again and again.
    """
    within: Counter[str] = Counter()
    for before, line in (pair for one in said for pair in pairwise(one.split("\n"))):
        if ends(before) and (label := LABEL.match(line)):
            within[name(label[1])] += 1
    seen = labels(map(_joined, said))
    found = names(seen) | {label for label, times in within.items() if times > 1 and is_name(label)}
    return found | {label for label in seen if often(label, 3)} if seen.total() == len(said) else found


def _parts(said: str, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    """What each says in one cue, with their names or "": lines that begin with a name are somebody's."""
    lines = said.split("\n")
    whole = labelled(_joined(said), known)
    if whole and len(whole[0]) > len(lines[0]):  # a name that is broken over two lines
        yield whole
        return
    who = ""
    words: list[str] = []
    for line in lines:
        if label := labelled(line, known):
            if words:
                yield who, " ".join(words)
            who, words = label[0], [label[1]] if label[1] else []
        else:
            words.append(line)
    yield who, " ".join(words)


def _joined(said: str) -> str:
    return said.replace("\n", " ")


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
    if said := "\n".join(filter(None, map(_clean, parts[0].split("\n")))):
        yield "", said, start, end
    for voice, text in zip(parts[1::2], parts[2::2], strict=True):
        if said := _clean(text):
            yield name(_clean(voice or "")), said, start, end


def _whole(raw: list[_Piece]) -> list[_Piece]:
    """Names on a line of their own become voices where every cue has one, as in older Teams documents.

    A name that is broken over two cues is put together again.
    """
    heads = Counter(said.partition("\n")[0] for voice, said, *_ in raw if not voice and "\n" in said)
    named = (
        heads.total() > 1
        and len(heads) < heads.total() == len(raw)
        and all(":" not in head and (is_name(head) or often(head, times)) for head, times in heads.items())
    )
    found: list[_Piece] = []
    known = _known([said for voice, said, *_ in raw if not voice])
    for voice, text, start, end in raw:
        said = text
        if named:
            head, _, said = said.partition("\n")
            voice, said = name(head), _joined(said)
        elif found and not voice and not found[-1][0] and len(found[-1][1]) < MOST_NAME:
            label = LABEL.match(f"{found[-1][1]} {said}")
            if label and name(label[1]) in known and len(label[1]) > len(found[-1][1]):
                found[-1] = ("", f"{found[-1][1]} {said}", found[-1][2], end)
                continue
        found.append((voice, said, start, end))
    return found


def _clean(text: str) -> str:
    return " ".join(shown(unescape(_TAG.sub("", text))).split())


# ----------------------------------------------------------------------------------------------- plain text
def _plain(text: str) -> list[Utterance]:
    lines = [" ".join(_MARKUP.sub("", line).split()) for line in text.split("\n")]
    known = names(labels(map(_untimed, lines))) | _headings(lines)
    found: list[tuple[str, list[str], str | None]] = []
    speaker, clock, open_, begun = "", None, False, False
    for line in lines:
        if not line or _is_nobodys(line):
            open_ = False
            continue
        who, said, time = _line(line, known)
        if begun and time and not who and not said:  # an answer such as "3:30"
            said, time = line, None
        begun = bool(who and time and not said)
        if time is not None:
            clock, open_ = time, False
        if who:
            speaker, open_ = who, False
        if not said or not speaker:
            continue
        if open_ and found:  # the same paragraph, broken over lines
            found[-1][1].append(said)
        else:
            found.append((speaker, [said], clock))
        clock, open_ = None, True
    said_by = [(who, " ".join(parts)) for who, parts, _ in found]
    times = onward([clock for *_, clock in found], [count_words(words) for _who, words in said_by])
    utterances = [Utterance(*one, time) for one, time in zip(said_by, times, strict=True)]
    return from_first(utterances, FAR_IN_TEXT)


def _is_nobodys(line: str) -> bool:
    started = _STARTED.match(line)
    return bool(_NOBODY.match(line) or (started and is_name(started[1])))


def _line(line: str, known: frozenset[str]) -> tuple[str, str, str | None]:
    """Who begins to speak in this line or "", what is said, and the time that stands there.

    A time at the beginning is one in brackets, alone, before a name or to the second of an hour: else it is
    said.
    """
    if first := _TIME_FIRST.match(line):
        who, said, time = _untimed_line(first[4], known)
        if who or not first[4] or (first[1] and first[3]) or _to_the_second(first[2]):
            return who, said, time or first[2]
    return _untimed_line(line, known)


def _untimed_line(line: str, known: frozenset[str]) -> tuple[str, str, str | None]:
    if label := labelled(line, known):
        return *label, None
    if (between := _TIME_BETWEEN.match(line)) and name(between[1]) in known:
        return name(between[1]), between[3].strip(), between[2]
    if (last := _TIME_LAST.match(line)) and name(last[1]) in known:
        return name(last[1]), "", last[2]
    if name(line) in known:
        return name(line), "", None
    return "", line, None


def _untimed(line: str) -> str:
    first = _TIME_FIRST.match(line)
    return first[4] if first else line


def _headings(lines: Sequence[str]) -> frozenset[str]:
    """Names that stand on lines of their own: beside a time, or at least twice and with text below."""
    alone: Counter[str] = Counter()
    timed: Counter[str] = Counter()
    behind: Counter[str] = Counter()
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if between := _TIME_BETWEEN.match(line):
            timed[name(between[1])] += _weight(between[2])
        if last := _TIME_LAST.match(line):
            timed[name(last[1])] += _weight(last[2])
        elif (first := _TIME_FIRST.match(line)) and first[4]:
            if below and ":" not in first[4]:
                behind[name(first[4])] += 1
        elif line and below and not ends(line):
            alone[name(line)] += 1
    twice = {label for label, times in alone.items() if times > 1 and is_name(label)}
    sure = {label: times for label, times in behind.items() if is_name(label)}
    # Behind a time stands what somebody says, too: unless most that stands there are names, or comes again.
    if 2 * sum(sure.values()) >= behind.total() or 2 * len(behind) <= behind.total():
        again = {label for label, times in behind.items() if times > 1 and often(label, 3)}
        return names(timed) | sure.keys() | again | twice
    return names(timed) | sure.keys() | twice


def _weight(clock: str) -> int:
    """How much a time makes a name of what stands before it: nobody says one to the second of an hour."""
    return 3 if _to_the_second(clock) else 1


def _to_the_second(clock: str) -> bool:
    return clock.count(":") == 2
