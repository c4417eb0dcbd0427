"""What was said, by whom and when: the shape every file is read into."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

#: A text larger than this is not read, nor a document or JSON file larger than the other: those hold fonts,
#: pictures, or a time for each word.
MOST_BYTES = 4 * 1024 * 1024
MOST_FILE_BYTES = 12 * 1024 * 1024
MOST_ROWS = 200_000
#: A talk with more words is not taken, nor one with more letters: some five hours of one.
MOST_WORDS = 60_000
MOST_LETTERS = 1_000_000
#: More people than this do not speak in a conversation of a coach.
MOST_SPEAKERS = 30

#: How many lines a talk from memory has.
LEAST_LINES, MOST_LINES = 5, 15

# Signs that are not seen but act: those that a terminal takes for orders, those that turn the direction of
# writing.
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

#: Who speaks in a talk from memory. A screen says "You".
MEMORY_SPEAKER = "coach"


class Reason(StrEnum):
    """Why something could not be read as a talk. A screen says each in a sentence."""

    EMPTY = "empty"
    NOT_TEXT = "not_text"
    UNKNOWN_FORMAT = "unknown_format"
    BROKEN = "broken"
    NO_SPEAKERS = "no_speakers"
    ONE_SPEAKER = "one_speaker"
    TOO_LONG = "too_long"
    TOO_MANY_SPEAKERS = "too_many_speakers"
    TOO_FEW_LINES = "too_few_lines"
    TOO_MANY_LINES = "too_many_lines"


class Unreadable(ValueError):
    """This is no talk that can be read. Carries a reason, and nothing of what was said."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one person said in one piece, as the file has it. Times are seconds from the beginning.

    `named`: whether the file says who it was; else it stands with whoever spoke before.
    """

    speaker: str
    text: str
    start: float | None = None
    end: float | None = None
    named: bool = True


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything one person said before another one spoke.

    `starts` are the places in the text where a time is known, each with its second, in order.
    """

    speaker: str
    text: str
    start: float | None = None
    end: float | None = None
    starts: tuple[tuple[int, float], ...] = ()

    @property
    def words(self) -> int:
        """How many words it has."""
        return count_words(self.text)

    def at(self, place: int) -> float | None:
        """The second at which the letter at `place` was said, as far as the file knows."""
        known = bisect_right(self.starts, place, key=lambda one: one[0])
        return self.starts[known - 1][1] if known else self.start


@dataclass(frozen=True)
class Transcript:
    """A talk. `memory` says that it is the coach's own lines, written afterwards, each a turn of its own.

    `coach` is one of the speakers where the file itself says who coached; else nothing.
    """

    utterances: tuple[Utterance, ...]
    memory: bool = False
    coach: str = ""

    @cached_property
    def speakers(self) -> tuple[str, ...]:
        """Everybody who speaks, in order of appearance."""
        return tuple(dict.fromkeys(each.speaker for each in self.utterances))

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """What each said until another spoke."""
        return tuple(_turn(group) for group in self._groups())

    @property
    def words(self) -> int:
        """How many words were said in all."""
        return sum(count_words(each.text) for each in self.utterances)

    @property
    def unnamed(self) -> int:
        """How many pieces the file leaves without a speaker."""
        return sum(not each.named for each in self.utterances)

    @property
    def seconds(self) -> float | None:
        """From the beginning to the last time that is known; None where there are no times."""
        times = [time for each in self.utterances for time in (each.start, each.end) if time is not None]
        return max(times, default=None)

    def _groups(self) -> Iterator[list[Utterance]]:
        group: list[Utterance] = []
        for each in self.utterances:
            if group and (self.memory or group[-1].speaker != each.speaker):
                yield group
                group = []
            group.append(each)
        if group:
            yield group


def shown(text: str) -> str:
    """A text without signs that are not seen but act."""
    return _UNSEEN.sub("", text)


def count_words(text: str) -> int:
    """How many words a text has; signs that stand alone are none."""
    return sum(any(sign.isalnum() for sign in word) for word in text.split())


def _turn(group: list[Utterance]) -> Turn:
    starts, at = [], 0
    for each in group:
        if each.start is not None:
            starts.append((at, each.start))
        at += len(each.text) + 1
    ends = [each.end for each in group if each.end is not None]
    return Turn(
        group[0].speaker,
        " ".join(each.text for each in group),
        starts[0][1] if starts else None,
        max(ends, default=None),
        tuple(starts),
    )
