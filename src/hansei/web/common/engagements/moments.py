"""Moments out of a coach's own conversations: handed on by the step that heard them, to be practised again.

The step registers how a coach's own are read; the practice room shows them. Only the coach's own
conversations come through, and only while their words may be read: the coach's and the leader's alike.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hansei.web.common.people.models import Person


@dataclass(frozen=True)
class Heard:
    """One conversation that was heard, of which nothing is opened yet."""

    id: UUID
    held_on: date
    leader: str


@dataclass(frozen=True)
class Before:
    """What somebody else said before a place, under the name by which the report has them."""

    who: str
    words: str


@dataclass(frozen=True)
class Moment:
    """A place of telling: the coach's words, their codes, and what others said before, if that is kept."""

    words: str
    codes: tuple[str, ...]
    before: tuple[Before, ...]


@dataclass(frozen=True)
class Source:
    """`all`: a coach's conversations, the latest first. `open`: one of them; that it was read is recorded.

    `open` answers with None when it is not this coach's or its words may not be read.
    """

    all: Callable[[Person], list[Heard]]
    open: Callable[[Person, UUID], list[Moment] | None]


_SOURCES: list[Source] = []


def reads(source: Source) -> None:
    """Register where moments come from."""
    _SOURCES.append(source)


def conversations(coach: Person) -> list[Heard]:
    """This coach's own conversations that can be practised again."""
    return [one for source in _SOURCES for one in source.all(coach)]


def moments(coach: Person, conversation: UUID) -> list[Moment] | None:
    """The moments of one of them; None when it is not theirs, or not to be read any more."""
    for source in _SOURCES:
        found = source.open(coach, conversation)
        if found is not None:
            return found
    return None
