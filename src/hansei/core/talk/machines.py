"""Transcripts as JSON, in the shapes that speech programs and Hansei itself write, each into utterances.

| Shape | How it is told |
|---|---|
| Hansei | `units` with a speaker and a text, `coach`, `memory` (docs/talk.md) |
| Whisper, WhisperX | `segments` with a text and, where voices were told apart, a speaker; or their list |
| AssemblyAI | `utterances` at the top, times in thousandths |
| Deepgram | `results`, with `utterances`, or with `channels` that hold paragraphs or words |
| Rev | `monologues` of `elements` |
"""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from hansei.core.talk.transcript import MEMORY_SPEAKER, Reason, Transcript, Unreadable, Utterance, shown

#: What a file may hold in lists, objects and values. Five hours of talk, word by word, hold some 400,000.
MOST_VALUES = 2_000_000
_MOST_NAME = 58

Said = tuple[Any, Any, Any, Any]  # speaker, text, start, end, none of which is believed yet


def is_json(text: str) -> bool:
    """Whether this text begins as JSON does. A line such as "[00:01] Anna" or "[Anna] 00:01" does not."""
    head = "".join(text[:200].split())
    return head.startswith(("{", "[{", "[]", "[["))


def transcript(text: str) -> Transcript:
    """What was said, in order of time where there are times. Raises Unreadable.

    What has no speaker stands with whoever spoke before, or, at the beginning, next. Where nobody is named
    nothing is found, and it is empty.
    """
    # Counted before anything is built of it: a few bytes of JSON become a hundred in memory.
    if text.count(",") + text.count("[") + text.count("{") > MOST_VALUES:
        raise Unreadable(Reason.TOO_LONG)
    try:
        data = json.loads(text, parse_constant=lambda _name: None)
    except (ValueError, RecursionError):
        data = None
    if data is None:
        raise Unreadable(Reason.BROKEN)
    shape = _shape(data)
    if shape is None:
        raise Unreadable(Reason.UNKNOWN_FORMAT)
    found = _settled(list(shape(data)))
    return _as_told(found, data) if shape is _own else Transcript(tuple(found))


def _shape(data: Any) -> Callable[[Any], Iterator[Said]] | None:
    if isinstance(data, list):
        return (
            _segments if data and all(isinstance(one, dict) and "text" in one for one in data[:5]) else None
        )
    if not isinstance(data, dict):
        return None
    for name, shape in (
        ("units", _own), ("segments", _segments), ("monologues", _rev), ("utterances", _assembly),
        ("results", _deepgram),
    ):  # fmt: skip
        if isinstance(data.get(name), dict if name == "results" else list):
            return shape
    # AssemblyAI, where it was not asked to tell voices apart.
    unsaid = "utterances" in data and data["utterances"] is None
    return _nobody if unsaid and ("words" in data or "text" in data) else None


def _nobody(_data: Any) -> Iterator[Said]:
    yield from ()


# ------------------------------------------------------------------------------------------------ the shapes
def _own(data: Mapping[str, Any]) -> Iterator[Said]:
    """From memory what stands in one turn is one line."""
    said: list[list[Any]] = []
    turn = None
    for unit in _dicts(data["units"]):
        who, text, start, end = (unit.get(name) for name in ("speaker", "text", "start", "end"))
        one_line = said and data.get("memory") is True and turn is not None and unit.get("turn") == turn
        if one_line and isinstance(text, str) and isinstance(said[-1][1], str):
            said[-1][1] += f" {text}"
        else:
            said.append([who, text, start, end])
        turn = unit.get("turn")
    for who, text, start, end in said:
        yield who, text, start, end


def _as_told(found: list[Utterance], data: Mapping[str, Any]) -> Transcript:
    """With what our own file says beside the words, as far as the words bear it out."""
    speakers = {each.speaker for each in found}
    if data.get("memory") is True and len(speakers) == 1:
        own = (Utterance(MEMORY_SPEAKER, each.text, each.start, each.end) for each in found)
        return Transcript(tuple(own), memory=True, coach=MEMORY_SPEAKER)
    coach = _speaker(data.get("coach"))
    return Transcript(tuple(found), coach=coach if coach in speakers else "")


def _segments(data: Any) -> Iterator[Said]:
    """A segment is parted where its words have different speakers."""
    for segment in _dicts(data["segments"] if isinstance(data, dict) else data):
        words = list(_dicts(segment.get("words")))
        voices = {str(word["speaker"]): word["speaker"] for word in words if word.get("speaker") is not None}
        if len(voices) > 1:
            yield from _of_words(words, segment.get("speaker"))
        else:
            who = segment.get("speaker")
            who = next(iter(voices.values()), None) if who is None else who
            yield who, segment.get("text"), segment.get("start"), segment.get("end")


def _of_words(words: Iterable[Mapping[str, Any]], speaker: Any = None) -> Iterator[Said]:
    """Words of one speaker in a row; a word without one belongs to the one before."""
    said: list[str] = []
    start = end = None
    for word in words:
        who = speaker if word.get("speaker") is None else word["speaker"]
        if said and who != speaker:
            yield speaker, " ".join(said), start, end
            said, start = [], None
        speaker = who
        spoken = word.get("punctuated_word", word.get("word", word.get("text")))
        if isinstance(spoken, str):
            said.append(spoken.strip())
        start = word.get("start") if start is None else start
        end = word.get("end", end)
    if said:
        yield speaker, " ".join(said), start, end


def _rev(data: Mapping[str, Any]) -> Iterator[Said]:
    names = {str(one.get("id")): one.get("name") for one in _dicts(data.get("speakers"))}
    for monologue in _dicts(data["monologues"]):
        elements = list(_dicts(monologue.get("elements")))
        times = [time for one in elements for time in (one.get("ts"), one.get("end_ts")) if time is not None]
        said = "".join(one["value"] for one in elements if isinstance(one.get("value"), str))
        who = monologue.get("speaker")
        yield names.get(str(who)) or who, said, *((times[0], times[-1]) if times else (None, None))


def _assembly(data: Mapping[str, Any]) -> Iterator[Said]:
    found = [
        (one.get("speaker"), one.get("text", one.get("transcript")), one.get("start"), one.get("end"))
        for one in _dicts(data["utterances"])
    ]
    # Whole numbers alone are thousandths of a second, as AssemblyAI counts them.
    times = [time for *_, start, end in found for time in (start, end) if time is not None]
    thousandths = bool(times) and all(isinstance(time, int) for time in times)
    for who, said, start, end in found:
        yield (who, said, _thousandth(start), _thousandth(end)) if thousandths else (who, said, start, end)


def _thousandth(time: Any) -> Any:
    return time / 1000 if isinstance(time, int) and time < 1 << 40 else None


def _deepgram(data: Mapping[str, Any]) -> Iterator[Said]:
    results = data["results"]
    if utterances := list(_dicts(results.get("utterances"))):
        for one in utterances:
            yield (
                one.get("speaker", one.get("channel")),
                one.get("transcript"),
                one.get("start"),
                one.get("end"),
            )
        return
    channels = list(_dicts(results.get("channels")))
    for number, channel in enumerate(channels):
        # One voice a channel where several were recorded; else who speaks has to be told apart.
        alone = number if len(channels) > 1 else None
        for best in list(_dicts(channel.get("alternatives")))[:1]:
            held = best.get("paragraphs")
            paragraphs = list(_dicts(held.get("paragraphs"))) if isinstance(held, dict) else []
            for one in paragraphs:
                for sentence in _dicts(one.get("sentences")):
                    who = one.get("speaker", alone)
                    yield who, sentence.get("text"), sentence.get("start"), sentence.get("end")
            if not paragraphs:
                yield from _of_words(_dicts(best.get("words")), alone)


# ----------------------------------------------------------------------------------------- what is believed
def _dicts(found: Any) -> Iterator[dict[str, Any]]:
    if isinstance(found, list):
        yield from (one for one in found if isinstance(one, dict))


def _settled(said: list[Said]) -> list[Utterance]:
    found: list[Utterance] = []
    for who, words, start, end in said:
        speaker = _speaker(who)
        text = " ".join(_whole(words).split()) if isinstance(words, str) else ""
        if text:
            begins, ends = _second(start), _second(end)
            if begins is not None and ends is not None:
                ends = max(begins, ends)
            found.append(Utterance(speaker, text, begins, ends, named=bool(speaker)))
    if all(each.start is not None for each in found):
        found.sort(key=lambda each: each.start or 0.0)
    before = next((each.speaker for each in found if each.named), "")
    if not before:
        return []
    for at, each in enumerate(found):
        before = each.speaker or before
        if not each.named:
            found[at] = replace(each, speaker=before)
    return found


def _speaker(who: Any) -> str:
    if isinstance(who, bool) or not isinstance(who, str | int):
        return ""
    name = " ".join(_whole(str(who)[:_MOST_NAME]).split())
    # A bare number or letter is said as what it is; Jo is somebody's name.
    return f"Speaker {name}" if name.isdigit() or (len(name) == 1 and name.isascii()) else name


def _whole(text: str) -> str:
    """Half a sign, as a program that cuts in the middle of one writes it, becomes one that is missing.

    Signs that act fall away: in JSON they are written in figures, and nobody saw them before.
    """
    return shown(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _second(time: Any) -> float | None:
    if isinstance(time, bool) or not isinstance(time, int | float) or not 0 <= time < 1_000_000:
        return None
    return float(time) if math.isfinite(time) else None
