"""From a transcript to coded units. Which coder does it is open: rules, a small model, a better one later."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import groupby
from typing import Any, Protocol, runtime_checkable

from hansei.core.talk import units
from hansei.core.talk.codes import QUESTIONS, Code, Family, Flag, LeaderCode
from hansei.core.talk.language import is_english
from hansei.core.talk.transcript import Transcript, count_words

#: Below this probability a unit is unsure: it has no code and leaves the ratios.
COACH_BAR = 0.40
LEADER_BAR = 0.50

#: A yes opens this many turns of the coach for what was agreed to.
_OPEN_TURNS = 3


@dataclass(frozen=True, slots=True)
class Spoken:
    """One unit as a coder sees it: which turn it is in, whether the coach says it, and the words."""

    turn: int
    coach: bool
    text: str


class Coder(Protocol):
    """Whoever tells codes apart.

    Both methods are given every unit of a talk in order and answer with one distribution for each unit of
    the one side, in order. A distribution names each code with a probability; together they make one.
    """

    def coach(self, talk: Sequence[Spoken]) -> list[Mapping[Code, float]]:
        """The codes of the coach's units."""

    def leader(self, talk: Sequence[Spoken]) -> list[Mapping[LeaderCode, float]]:
        """The codes of everybody else's units."""


@runtime_checkable
class AtOnce(Protocol):
    """A coder to whom both sides at once are half the work."""

    def both(self, talk: Sequence[Spoken]) -> tuple[list[Mapping[Any, float]], list[Mapping[Any, float]]]:
        """What `coach` and `leader` answer."""


def both(
    coder: Coder, talk: Sequence[Spoken]
) -> tuple[Sequence[Mapping[Any, float]], Sequence[Mapping[Any, float]]]:
    """The codes of the coach's units and those of everybody else's."""
    return coder.both(talk) if isinstance(coder, AtOnce) else (coder.coach(talk), coder.leader(talk))


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence or clause with one function. `code` is None where it could not be told.

    `number` counts from 0 through the talk, `turn` likewise; `start` is the second it was said, if known.
    `other`: somebody says it who is neither the coach nor the leader; it has no code.
    """

    number: int
    turn: int
    speaker: str
    coach: bool
    text: str
    start: float | None = None
    code: Code | LeaderCode | None = None
    probability: float | None = None
    flags: frozenset[Flag] = frozenset()
    other: bool = False

    @property
    def leader(self) -> bool:
        """Whether the leader says it."""
        return not self.coach and not self.other

    @property
    def words(self) -> int:
        """How many words it has."""
        return count_words(self.text)

    @property
    def family(self) -> Family | None:
        """The family of what the coach said; None for others and where it could not be told."""
        return self.code.family if isinstance(self.code, Code) else None

    @property
    def minute(self) -> int | None:
        """The minute in which it was said, if known."""
        return None if self.start is None else int(self.start // 60)


@dataclass(frozen=True)
class Coded:
    """A talk, unit by unit. Without `english` nothing is coded: there are turns and words only.

    `ends` are the seconds at which the turns end, by their number, as far as the file knows. `unnamed`: how
    many pieces of it the file leaves without a speaker. `leader` is None
    where nobody but the coach speaks.
    """

    coach: str
    units: tuple[Unit, ...]
    english: bool = True
    memory: bool = False
    seconds: float | None = field(default=None)
    ends: tuple[float | None, ...] = ()
    unnamed: int = 0
    leader: str | None = None

    @cached_property
    def speakers(self) -> tuple[str, ...]:
        """Everybody who speaks, in order of appearance."""
        return tuple(dict.fromkeys(unit.speaker for unit in self.units))


def code(
    transcript: Transcript,
    coach: str,
    coder: Coder | None = None,
    *,
    leader: str | None = None,
    english: bool | None = None,
) -> Coded:
    """Split a talk into units and code them; `coach` is the speaker who coached, `leader` who was coached.

    Without `leader` it is whoever speaks most beside the coach. What anybody else says is there for the coder
    to see, and has no code. Whether it is in English is asked of all its words, unless `english` says so.
    Raises ValueError when nobody of that name speaks, and where the two are one (the error does not repeat
    the name).
    """
    if coach not in transcript.speakers:
        raise ValueError("the coach is one of the speakers")
    leader = leader or guess_leader(transcript, coach)
    if leader == coach or leader not in (None, *transcript.speakers):
        raise ValueError("the leader is one of the other speakers")
    found = [
        Unit(
            0,
            number,
            turn.speaker,
            turn.speaker == coach,
            text,
            turn.at(place),
            other=turn.speaker not in (coach, leader),
        )
        for number, turn in enumerate(transcript.turns)
        for place, text in units.split(turn.text)
    ]
    english = is_english(transcript) if english is None else english
    numbered = [replace(unit, number=number) for number, unit in enumerate(found)]
    if english:
        numbered = _coded(numbered, coder or default_coder())
    ends = tuple(turn.end for turn in transcript.turns)
    unnamed = transcript.unnamed
    return Coded(
        coach, tuple(numbered), english, transcript.memory, transcript.seconds, ends, unnamed, leader
    )


def guess_leader(transcript: Transcript, coach: str) -> str | None:
    """Who is probably the leader: whoever speaks most beside the coach; None where nobody else speaks.

    A guess to be confirmed by somebody who was there.
    """
    return most_words(((each.speaker, count_words(each.text)) for each in transcript.utterances), coach)


def most_words(said: Iterable[tuple[str, int]], coach: str) -> str | None:
    """Who of those who are not the coach says most words; of equal ones who speaks first."""
    words: Counter[str] = Counter()
    for who, n in said:
        if who != coach:
            words[who] += n
    return max(words, key=lambda who: words[who], default=None)


@cache
def default_coder() -> Coder:
    """The coder that comes with Hansei; its weights are read once."""
    from hansei.core.talk.learned import LearnedCoder

    return LearnedCoder.load()


def _coded(found: list[Unit], coder: Coder) -> list[Unit]:
    talk = [Spoken(unit.turn, unit.coach, unit.text) for unit in found]
    coach, leader = map(iter, both(coder, talk))
    sure: list[Unit] = []
    for unit in found:
        chosen: Code | LeaderCode
        if unit.coach:
            chosen, probability = max(next(coach).items(), key=lambda pair: pair[1])
            bar = COACH_BAR
        else:
            chosen, probability = max(next(leader).items(), key=lambda pair: pair[1])
            bar = LEADER_BAR
            if unit.other:
                sure.append(unit)
                continue
        sure.append(
            replace(unit, code=chosen if probability >= bar else None, probability=round(probability, 4))
        )
    return flagged(sure)


# ---------------------------------------------------------------------------------------------------- flags
_YES = re.compile(
    r"^\W*(?:(?:um|uh|hm|well|oh|yeah|okay)\W+)*(?:yes|yeah|yep|yup|sure|please|ok|okay|go on|go ahead"
    r"|of course|definitely|absolutely|i'd like|i would like|that would (?:help|be)|that'd (?:help|be)"
    r"|by all means)\b",
    re.IGNORECASE,
)
_NOT_YES = re.compile(r"\b(?:but|not now|no|don't|rather not)\b", re.IGNORECASE)
_ASKED = re.compile(
    r"\b(?:what (?:would|do) you (?:do|suggest|think|recommend|advise)|what should i"
    r"|what have you (?:seen|heard)|what's your (?:view|advice|take)|how (?:do|did) (?:others|other)"
    r"|tell me what|what did you see|any (?:ideas|advice))\b",
    re.IGNORECASE,
)


def flagged(found: Sequence[Unit]) -> list[Unit]:
    """The same units with their flags made anew: questions stacked, telling that was permitted."""
    marked: list[Unit] = []
    asks = [unit.coach and unit.code in QUESTIONS for unit in found]
    for at, (unit, leave) in enumerate(zip(found, _with_leave(found), strict=True)):
        flags = set()
        beside = [
            near
            for near in (at - 1, at + 1)
            if 0 <= near < len(found) and asks[near] and found[near].turn == unit.turn
        ]
        if asks[at] and beside:
            flags.add(Flag.STACKED)
        if leave and unit.family is Family.TELL and unit.code is not Code.LEADING_QUESTION:
            flags.add(Flag.PERMITTED)
        marked.append(replace(unit, flags=frozenset(flags)))
    return marked


def _with_leave(found: Sequence[Unit]) -> list[bool]:
    """For each unit, whether it is the coach's and the leader had asked for it or said yes to it.

    A yes answers the coach's last turn, in which leave was asked; it holds for the next turns of the coach.
    """
    leave: list[bool] = []
    left, asked = 0, False
    for _turn, group in groupby(found, key=lambda unit: unit.turn):
        turn = list(group)
        if turn[0].coach:
            leave += [left > 0] * len(turn)
            left = max(0, left - 1)
            asked = any(unit.code is Code.PARTNERING and "?" in unit.text for unit in turn)
        else:
            leave += [False] * len(turn)
            if turn[0].other:
                continue
            said_yes = asked and _YES.match(turn[0].text) and not _NOT_YES.search(turn[0].text)
            if said_yes or any(_ASKED.search(unit.text) for unit in turn):
                left = _OPEN_TURNS
    return leave
