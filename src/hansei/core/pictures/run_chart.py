"""A run chart of try-outs: what was expected of each, and what happened, one after the other.

What was expected is an open diamond; what happened is a filled disc that fits inside it, so that two that
coincide stay apart by shape. A thin line joins the two of one try-out, never one try-out with the next: what
lies between them was not looked at. Where there is a middle of what happened, it is one dashed line with its
name. No colour for good or bad, no slope, no verdict.

x is in per cent and y in pixels, so that words keep their size at every width (no viewBox, no scaling).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from html import escape

# Heights in pixels.
_TOP, _BOTTOM = 64, 244
_NONE = _BOTTOM + 26
_DAYS = _BOTTOM + 50
_KEY = _BOTTOM + 88
_HEIGHT = _KEY + 14
_DISC = 5.5
_ASIDE = 14  # how far a label beside a mark stands off its middle
_LABELLED = 6  # so many try-outs have their counts beside the marks; the table has them all

# Where the first and the last try-out stand, in per cent.
_LEFT, _RIGHT = Decimal(9), Decimal(94)
_MOST_DAYS = 3  # so many days are named under the line

_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Words:
    """Every word of the picture, translated; {…} is where a value stands.

    every, none: the two ends of the scale. expected, happened: the two shapes. middle: the dashed line.
    both: {day}, {expected}, {happened}. waiting: {day}, {expected}.
    """

    every: str
    none: str
    expected: str
    happened: str
    middle: str
    both: str
    waiting: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A share from 0 to 1, and the words for it: 2 of 5."""

    share: Fraction
    label: str

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise ValueError("a share lies between 0 and 1")


@dataclass(frozen=True, slots=True)
class Stop:
    """One try-out: its day in words, what was expected, and what happened, if it did."""

    day: str
    expected: Mark
    happened: Mark | None = None


@dataclass(frozen=True, slots=True)
class RunData:
    """All of one picture, oldest first. `prefix` makes its ids unique on the page."""

    prefix: str
    title: str
    words: Words
    stops: tuple[Stop, ...]
    middle: Fraction | None = None

    def __post_init__(self) -> None:
        if not _PREFIX.fullmatch(self.prefix):
            raise ValueError("a prefix is a letter, then letters, figures, - and _")
        if not self.stops:
            raise ValueError("a run has at least one try-out")
        if self.middle is not None and not 0 <= self.middle <= 1:
            raise ValueError("a middle lies between 0 and 1")


def run_chart(data: RunData) -> str:
    """The picture as one `<svg>`, every text escaped, ids from the prefix; its `desc` reads all values."""
    return "\n".join(_parts(data))


def description(data: RunData) -> str:
    """All values in words, oldest first."""
    said = []
    for stop in data.stops:
        pattern = data.words.both if stop.happened else data.words.waiting
        happened = stop.happened.label if stop.happened else ""
        said.append(_filled(pattern, day=stop.day, expected=stop.expected.label, happened=happened))
    return " ".join(said)


# --------------------------------------------------------------------------------------------- what is drawn
def _parts(data: RunData) -> Iterator[str]:
    p = data.prefix
    yield f'<svg class="run" height="{_HEIGHT}" role="img" aria-labelledby="{p}-t {p}-d">'
    yield f'<title id="{p}-t">{escape(data.title)}</title>'
    yield f'<desc id="{p}-d">{escape(description(data))}</desc>'
    yield f'<defs><path id="{p}-p" class="expect" d="M0-10.5L10.5 0L0 10.5L-10.5 0Z"/></defs>'
    for y, at, words in ((_TOP, _TOP - 22, data.words.every), (_BOTTOM, _NONE, data.words.none)):
        yield f'<line class="axis" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
        yield f'<text class="t2" x="0" y="{at}">{escape(words)}</text>'
    if data.middle is not None:
        y_middle = _y(data.middle)
        yield f'<line class="middle" x1="0" x2="100%" y1="{y_middle}" y2="{y_middle}"/>'
        yield (
            f'<text class="t2 halo" x="100%" y="{_above(y_middle)}" text-anchor="end">'
            f"{escape(data.words.middle)}</text>"
        )
    for place, stop in enumerate(data.stops):
        yield from _stop(stop, place, len(data.stops), p)
    yield from _days(data.stops)
    yield from _key(data.words, p)
    yield "</svg>"


def _stop(stop: Stop, place: int, number: int, prefix: str) -> Iterator[str]:
    x, expected = _x(place, number), _y(stop.expected.share)
    if stop.happened is not None and stop.happened.share != stop.expected.share:
        happened = _y(stop.happened.share)
        yield f'<line class="between" x1="{x}" x2="{x}" y1="{expected}" y2="{happened}"/>'
    yield f'<use href="#{prefix}-p" x="{x}" y="{expected}"/>'
    if stop.happened is not None:
        happened = _y(stop.happened.share)
        yield f'<circle class="lived" cx="{x}" cy="{happened}" r="{_DISC}"/>'
        if number <= _LABELLED:
            yield _label(
                stop.happened, x, happened, over=stop.happened.share > stop.expected.share, place=place
            )


def _label(mark: Mark, x: str, y: float, *, over: bool, place: int) -> str:
    """On the far side from the diamond, so that nothing lies on the line between the two; on the lower line,
    where there is no room below, beside the disc and towards the middle of the picture."""
    if over or y + 24 <= _BOTTOM:
        return (
            f'<text class="t-lived halo" x="{x}" y="{y - 15 if over else y + 24}" text-anchor="middle">'
            f"{escape(mark.label)}</text>"
        )
    anchor, aside = ("start", _ASIDE) if place == 0 else ("end", -_ASIDE)
    return (
        f'<text class="t-lived halo" x="{x}" dx="{aside}" y="{y - 9}" text-anchor="{anchor}">'
        f"{escape(mark.label)}</text>"
    )


def _days(stops: tuple[Stop, ...]) -> Iterator[str]:
    last = len(stops) - 1
    every = -(-len(stops) // _MOST_DAYS)
    named = [place for place in range(0, len(stops), every) if last - place >= every or place == last]
    for place in sorted({*named, last}):
        x = _x(place, len(stops))
        anchor = "start" if place == 0 and last else "end" if place == last and last else "middle"
        shifted = {"start": "0", "end": "100%"}.get(anchor, x)
        yield (
            f'<text class="t2" x="{shifted}" y="{_DAYS}" text-anchor="{anchor}">'
            f"{escape(stops[place].day)}</text>"
        )


def _key(words: Words, prefix: str) -> Iterator[str]:
    """The two shapes and their names, in one line under the picture."""
    yield f'<use href="#{prefix}-p" x="11" y="{_KEY - 4}"/>'
    yield f'<text x="30" y="{_KEY}">{escape(words.expected)}</text>'
    yield f'<circle class="lived" cx="44%" cy="{_KEY - 4}" r="{_DISC}"/>'
    yield f'<text class="t-lived" x="44%" dx="14" y="{_KEY}">{escape(words.happened)}</text>'


# ------------------------------------------------------------------------------------------ where it stands
def _x(place: int, number: int) -> str:
    if number == 1:
        return "50%"
    at = _LEFT + (_RIGHT - _LEFT) * place / (number - 1)
    return f"{at.quantize(Decimal('0.01')).normalize():f}%"


def _y(share: Fraction) -> float:
    return round(_BOTTOM - float(share) * (_BOTTOM - _TOP), 1)


def _above(y: float) -> float:
    return y - 8


def _filled(pattern: str, **values: str) -> str:
    # One pass, so that a brace in somebody's text is never taken for a place to fill.
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), pattern)
