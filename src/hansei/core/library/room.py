"""What the practice room holds: moments to answer to, and invented leaders to talk with."""

from collections.abc import Iterator

from pydantic import Field

from hansei.core.library.models import Key, Status, one
from hansei.core.library.reading import Place
from hansei.core.library.text import Frozen, Text


class MomentLine(Frozen):
    """What a leader says at one moment."""

    id: Key
    text: Text


class Situation(Frozen):
    """What is going on, and lines that belong to it."""

    id: Key
    name: Text
    lines: tuple[MomentLine, ...] = Field(min_length=1)


class Moments(Frozen):
    """moments.yaml"""

    status: Status
    situations: tuple[Situation, ...] = Field(min_length=1)

    @property
    def lines(self) -> tuple[MomentLine, ...]:
        """Every line, in order."""
        return tuple(line for situation in self.situations for line in situation.lines)

    def line(self, id_: str) -> MomentLine:
        """The line with this id. Raises UnknownEntry."""
        return one(self.lines, lambda each: each.id == id_)

    def situation_of(self, id_: str) -> Situation:
        """The situation to which the line with this id belongs. Raises UnknownEntry."""
        return one(self.situations, lambda each: any(line.id == id_ for line in each.lines))


Lines = tuple[Text, ...]


class Level(Frozen):
    """How an invented leader answers while they are this far open, by what the coach did.

    Several lines are said in order; after the last one the first comes again.
    """

    ask: Lines = Field(min_length=1)
    receive: Lines = Field(min_length=1)
    partner: Lines = Field(min_length=1)
    inform: Lines = Field(min_length=1)
    tell: Lines = Field(min_length=1)


class Leader(Frozen):
    """One invented leader: from closed to open, four levels."""

    id: Key
    name: str = Field(min_length=3, description="the same in every language")
    role: Text
    opening: Text
    levels: tuple[Level, ...] = Field(min_length=4, max_length=4)
    pause: Lines = Field(min_length=1, description="said where nothing of a kind could be heard")


class Leaders(Frozen):
    """leaders.yaml"""

    status: Status
    leaders: tuple[Leader, ...] = Field(min_length=1)

    def leader(self, id_: str) -> Leader:
        """The leader with this id. Raises UnknownEntry."""
        return one(self.leaders, lambda each: each.id == id_)


Found = Iterator[tuple[Place, str]]
_TWICE = "is there twice. Give each entry its own."


def moments(file: Moments) -> Found:
    """Each situation once, and each line once over the whole file: its id is an address."""
    seen: set[str] = set()
    for n, situation in enumerate(file.situations):
        if situation.id in [each.id for each in file.situations[:n]]:
            yield ("situations", n, "id"), _TWICE
        for m, line in enumerate(situation.lines):
            if line.id in seen:
                yield ("situations", n, "lines", m, "id"), _TWICE
            seen.add(line.id)
            yield from _plain(("situations", n, "lines", m, "text"), line.text)


def leaders(file: Leaders) -> Found:
    """Each leader once; none says the same thing in two places, or nobody could tell how open they are."""
    for n, leader in enumerate(file.leaders):
        if leader.id in [each.id for each in file.leaders[:n]]:
            yield ("leaders", n, "id"), _TWICE
        said = {leader.opening.en}
        for place, text in _said(leader):
            yield from _plain(("leaders", n, *place), text)
            if text.en in said:
                yield ("leaders", n, *place), "is said twice by this leader. Give each moment its own words."
            said.add(text.en)


def _said(leader: Leader) -> Iterator[tuple[Place, Text]]:
    for n, level in enumerate(leader.levels):
        for kind in Level.model_fields:
            for m, text in enumerate(getattr(level, kind)):
                yield ("levels", n, kind, m), text
    for m, text in enumerate(leader.pause):
        yield ("pause", m), text


def _plain(place: Place, text: Text) -> Found:
    if "{" in text.en + text.de:
        yield place, "has a placeholder, which is not filled here. Write it out."
