"""Practising a conversation with an invented leader: who opens when asked, and closes when told.

A pure machine. What happens rests on what the coach said so far and on nothing else: no chance, no clock.
Each line of the coach has one kind; the leader answers out of the level they are at, and the kind moves them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hansei.core.library import Leader, Text
from hansei.core.pictures.ribbon import Gap, Item, Kind, Ribbon, Stroke, parted
from hansei.core.talk import Family, Flag, Transcript, Unit, Utterance, code

#: After this many lines of the coach the conversation is over.
TURNS = 9

#: How far open a leader can be, and is at the beginning. Two steps are one level.
MOST, START, _STEPS = 7, 2, 2

#: What each kind of line does to how open the leader is; a neutral one does nothing.
_MOVES = {Family.ASK: 1, Family.RECEIVE: 1, Family.PARTNER: 1, Family.INFORM: 0, Family.TELL: -2}

#: What calls on the leader, and opens them.
CALLING = (Family.ASK, Family.RECEIVE, Family.PARTNER)

#: The kinds that a coach can name a line of their own by.
KINDS = (Family.ASK, Family.RECEIVE, Family.PARTNER, Family.INFORM, Family.TELL)

#: For how many lines leave that was asked for holds.
_LEAVE = 3

_COACH, _LEADER = "coach", "leader"


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the coach: its words, the family of each sentence (None: not to be told), its kind."""

    words: str
    families: tuple[Family | None, ...]
    kind: Family


@dataclass(frozen=True, slots=True)
class Exchange:
    """A line of the coach, what the leader answered, how open they were, whether they found something out.

    Found out is what an open leader answers when they are asked, the first time that they say it.
    """

    said: Said
    reply: Text
    level: int
    found: bool


# ------------------------------------------------------------------------------------------- how it is heard
def heard(before: Sequence[str], words: str) -> tuple[Unit, ...] | None:
    """How a coach's words are heard after `before`: what leader and coach said in turns, the leader first.

    None where it is not English, which alone can be coded so far.
    """
    said = [Utterance((_LEADER, _COACH)[n % 2], text) for n, text in enumerate(before)]
    # Whether it is English is asked of the coach's words alone: the leader's may be in another language.
    if not code(Transcript((Utterance(_COACH, words),)), _COACH).english:
        return None
    coded = code(Transcript((*said, Utterance(_COACH, words))), _COACH, english=True)
    last = coded.units[-1].turn if coded.units else 0
    return tuple(unit for unit in coded.units if unit.turn == last and unit.coach)


def kind_of(units: Iterable[Unit], *, leave: bool = False) -> Family:
    """What a line does as a whole. Telling outweighs what else is in it.

    `leave`: the coach had asked for it before; what was then said yes to is no telling. That a leader wants
    to be told is not enough.
    """
    found = {
        Family.INFORM
        if leave and unit.family is Family.TELL and Flag.PERMITTED in unit.flags
        else unit.family
        for unit in units
    }
    order = (Family.TELL, Family.PARTNER, Family.ASK, Family.RECEIVE, Family.INFORM)
    return next((family for family in order if family in found), Family.NEUTRAL)


def said(words: str, units: Sequence[Unit], before: Sequence[Said] = ()) -> Said:
    """A line as it was heard, after the lines `before` it."""
    leave = any(Family.PARTNER in line.families for line in before[-_LEAVE:])
    return Said(words, tuple(unit.family for unit in units), kind_of(units, leave=leave))


def named(words: str, kind: Family, sentences: int = 1) -> Said:
    """A line of which the coach says what it was, each sentence that was heard in it alike.

    Raises ValueError for a kind that is none.
    """
    if kind not in KINDS:
        raise ValueError("a line is named by one of the five kinds")
    return Said(words, (kind,) * max(1, sentences), kind)


# ----------------------------------------------------------------------------------------------- the machine
def moved(openness: int, kind: Family) -> int:
    """How open the leader is after a line of this kind, from 0 to MOST."""
    return min(MOST, max(0, openness + _MOVES.get(kind, 0)))


def level_of(openness: int) -> int:
    """The level, from 0 to 3, of how open a leader is."""
    return openness // _STEPS


def played(leader: Leader, lines: Sequence[Said]) -> tuple[Exchange, ...]:
    """Every line of the coach so far with its answer. Lines after the last turn are left out."""
    openness, used, exchanges = START, Counter[tuple[int, Family]](), []
    for line in lines[:TURNS]:
        level = level_of(openness)
        choice = leader.pause if line.kind not in KINDS else getattr(leader.levels[level], line.kind.value)
        at = (level if line.kind in KINDS else -1, line.kind)
        found = level == level_of(MOST) and line.kind is Family.ASK and used[at] < len(choice)
        exchanges.append(Exchange(line, choice[used[at] % len(choice)], level, found))
        used[at] += 1
        openness = moved(openness, line.kind)
    return tuple(exchanges)


def is_over(lines: Sequence[Said]) -> bool:
    """Whether all turns are taken."""
    return len(lines) >= TURNS


def unheard(leader: Leader, lines: Sequence[Said]) -> tuple[Text, ...]:
    """What the leader would have said had they been asked once they were open, and did not say."""
    replies = {exchange.reply for exchange in played(leader, lines)}
    return tuple(text for text in leader.levels[-1].ask if text not in replies)


def ribbon(exchanges: Sequence[Exchange]) -> Ribbon:
    """The picture of what was said: a stroke for each sentence, a gap for each answer."""
    items: list[Item] = [Gap()]
    number = 0
    for exchange in exchanges:
        items += [Stroke(Kind(each.value) if each else Kind.UNSURE) for each in exchange.said.families]
        number += exchange.found
        items.append(Gap((number,) if exchange.found else ()))
    return parted(items)


def counts(exchanges: Sequence[Exchange]) -> dict[Family | None, int]:
    """How many sentences of each family there were; None stands for those that could not be told."""
    found = Counter(family for exchange in exchanges for family in exchange.said.families)
    return {family: found[family] for family in (*Family, None)}
