"""What followed: what the leader did in the turn after a question, something given back, a piece of advice.

Counts of turns, side by side. That one came after the other says nothing of why, and there is no norm.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise
from statistics import median

from hansei.core.talk.codes import QUESTIONS, Code, Family, LeaderCode
from hansei.core.talk.coding import Coded, Unit

#: Under so many turns nothing is said of what followed, but how many there were.
LEAST_TURNS = 5

_DID = (LeaderCode.DISCOVERY, LeaderCode.COMMITMENT, LeaderCode.CONCERN)


class After(StrEnum):
    """What a turn of the coach came to last, greetings and small words aside."""

    OPEN_QUESTION = "open_question"
    REFLECTION = "reflection"
    ADVICE = "advice"


_ENDS = {
    Code.OPEN_QUESTION: After.OPEN_QUESTION,
    Code.REFLECTION: After.REFLECTION,
    Code.ADVISE: After.ADVICE,
    Code.ADVOCATE_POLICY: After.ADVICE,
}


@dataclass(frozen=True, slots=True)
class Followed:
    """What the next turns held, `turns` of them in all. One turn can count under several of `did`.

    `none`: turns that held none of these, or what could not be told. `words`: the middle one of how many
    words these turns had; None where there was no turn.
    """

    turns: int
    did: Mapping[LeaderCode, int]
    none: int
    words: float | None

    @property
    def tells(self) -> bool:
        """Whether there were enough turns to say anything of them."""
        return self.turns >= LEAST_TURNS


@dataclass(frozen=True, slots=True)
class Silence:
    """Seconds from the end of a turn that ended with a question to the beginning of the answer."""

    questions: int
    middle: float
    longest: float

    @property
    def tells(self) -> bool:
        """Whether there were enough of them to say anything."""
        return self.questions >= LEAST_TURNS


def followed(units: Sequence[Unit]) -> dict[After, Followed]:
    """What followed each, over the whole talk. A turn that is not the leader's next counts nowhere."""
    answers: dict[After, list[list[Unit]]] = {after: [] for after in After}
    for said, answer in pairwise(_turns(units)):
        if said[0].coach and answer[0].leader and (after := _last(said)):
            answers[after].append(answer)
    return {after: _of(turns) for after, turns in answers.items()}


def silence(coded: Coded, units: Sequence[Unit]) -> Silence | None:
    """How long it was still from a question until the leader spoke; None where no times in the file tell.

    Who begins before the other has ended is counted as no silence.
    """
    still = []
    for said, answer in pairwise(_turns(units)):
        ends = coded.ends[said[0].turn] if said[0].turn < len(coded.ends) else None
        begins = answer[0].start
        asked = said[0].coach and answer[0].leader and said[-1].code in QUESTIONS
        if asked and ends is not None and begins is not None:
            still.append(max(0.0, begins - ends))
    return Silence(len(still), median(still), max(still)) if still else None


def seconds(coded: Coded) -> dict[str, float]:
    """How long each spoke, where every turn has a time; else nothing.

    A turn lasts to its end, and where that is not known or lies behind the next one, to the next one. The
    last turn is left out where the file does not say when it ends (`ends_open`).
    """
    turns = _turns(coded.units)
    spoken: dict[str, float] = {}
    for at, turn in enumerate(turns):
        begins = turn[0].start
        number = turn[0].turn
        ends = coded.ends[number] if number < len(coded.ends) else None
        last = at + 1 == len(turns)
        following = None if last else turns[at + 1][0].start
        known = [time for time in (ends, following) if time is not None]
        if begins is None or not (known or last):
            return {}
        if not known:
            continue
        who = turn[0].speaker
        spoken[who] = spoken.get(who, 0.0) + max(0.0, min(known) - begins)
    return spoken


def ends_open(coded: Coded) -> bool:
    """Whether the file leaves open when the last turn ends."""
    turns = _turns(coded.units)
    number = turns[-1][0].turn if turns else 0
    return number >= len(coded.ends) or coded.ends[number] is None


def _turns(units: Sequence[Unit]) -> list[list[Unit]]:
    return [list(group) for _turn, group in groupby(units, key=lambda unit: unit.turn)]


def _last(turn: Sequence[Unit]) -> After | None:
    telling = [unit for unit in turn if unit.family is not Family.NEUTRAL]
    code = telling[-1].code if telling else None
    return _ENDS.get(code) if isinstance(code, Code) else None


def _of(turns: Sequence[Sequence[Unit]]) -> Followed:
    codes = [{unit.code for unit in turn} for turn in turns]
    return Followed(
        turns=len(turns),
        did={did: sum(did in held for held in codes) for did in _DID},
        none=sum(not held & set(_DID) for held in codes),
        words=median(sum(unit.words for unit in turn) for turn in turns) if turns else None,
    )
