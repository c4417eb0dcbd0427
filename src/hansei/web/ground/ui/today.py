"""The first page and the way around, put together from what each app has to say to one person."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from hansei.web.ground.once import once


@dataclass(frozen=True)
class Highlight:
    """The one thing of the day: a question or a sentence, and one action. The lowest `rank` is shown."""

    rank: int
    label: str
    question: str
    action: str
    url: str
    note: str = ""
    words: str = ""  # the reader's own words
    words_from: str = ""
    beside: str = ""  # what its line says under another highlight, where the question would not do


@dataclass(frozen=True)
class Line:
    """One thing that is going on, or from rank PLACES on a place to go to. Lower `rank` stands higher."""

    rank: int
    title: str
    url: str
    when: str = ""
    note: str = ""


@dataclass(frozen=True)
class Way:
    """An entry of the main navigation; `route` is a route name without arguments."""

    rank: int
    label: str
    route: str


#: From this rank on a line leads to a place that is always there; below it something is going on.
PLACES = 40

Provider = Callable[[Any], Iterable[Highlight | Line]]
Ways = Callable[[Any], Iterable[Way]]
_PROVIDERS: list[Provider] = []
_WAYS: list[Ways] = []


def tells(provider: Provider) -> Provider:
    """Register what an app has to say on the first page of a person."""
    _PROVIDERS.append(provider)
    return provider


def leads(ways: Ways) -> Ways:
    """Register entries of the main navigation."""
    _WAYS.append(ways)
    return ways


def page_for(person: Any) -> tuple[Highlight | None, list[Line]]:
    """The one highlight and the lines of a person's first page."""
    with once():
        said = [entry for provider in _PROVIDERS for entry in provider(person)]
    highlights = sorted((e for e in said if isinstance(e, Highlight)), key=lambda e: e.rank)
    lines = sorted((e for e in said if isinstance(e, Line)), key=lambda e: e.rank)
    # What would have been a highlight on another day is still a line today.
    rest = [Line(h.rank, h.action, h.url, note=h.beside or h.question) for h in highlights[1:]]
    return (highlights[0] if highlights else None), rest + lines


def ways_for(person: Any) -> list[Way]:
    """The main navigation of a person."""
    with once():
        return sorted((way for ways in _WAYS for way in ways(person)), key=lambda way: way.rank)
