"""The chain: behaviours, experiences and beliefs, three lanes over one axis of time.

What the leader tried is an upright stroke, and a ring where they looked in the mirror; what people around
experienced is a filled disc; what people came to believe is a square. The shapes never meet: each lane has
its own height and, where it has one, its own scale from 1 to 5. Faint uprights at the months bind the lanes
together, and nothing else does: no line leads from one lane into another or from one mark to the next,
because what lies between was not looked at, and because nothing here says that one thing made another. What
the leader predicted is an open diamond with its words.

x is in per cent and y in pixels, so that words keep their size at every width (no viewBox, no scaling).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from html import escape

LOW, HIGH = 1, 5

# Heights in pixels. Each lane: its name, then what is predicted or why it is empty, then its marks.
_NAME = 18
_SECOND = 18  # from the name to the line under it
_STROKES = 70  # from the head of the first lane to its axis
_STROKE = 30
_SCALED = 48  # from the head of the others to their 5
_STEP = 27  # from one step of a scale to the next
_EMPTY = 24  # from the last line under the name of an empty lane to its dotted axis
_GAP = 44  # between lanes
_DISC, _SQUARE, _RING = 5.5, 9, 5
_APART = 15  # labels of one day keep this distance
_ASIDE = 11

# The narrowest picture there is (a phone of 360 px) and how wide a letter of 13 px is at most on average.
_NARROW = 320.0
_LETTER = 7.0

_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Stroke:
    """One thing that was tried: where, in words for the description, and whether it came to it."""

    at: Fraction
    said: str
    came: bool = True

    def __post_init__(self) -> None:
        _on_the_axis(self.at)


@dataclass(frozen=True, slots=True)
class Ring:
    """A day on which the leader looked at what people around had answered, in words for the description."""

    at: Fraction
    said: str

    def __post_init__(self) -> None:
        _on_the_axis(self.at)


@dataclass(frozen=True, slots=True)
class Value:
    """One released value: where on the axis of time and on the scale, what it says, and its description."""

    at: Fraction
    position: Decimal
    label: str
    said: str

    def __post_init__(self) -> None:
        _on_the_axis(self.at)
        if not LOW <= self.position <= HIGH:
            raise ValueError("a value is drawn between 1 and 5")


@dataclass(frozen=True, slots=True)
class Lane:
    """Name and subject of a lane, what is predicted of it, or why nothing is in it."""

    name: str
    about: str = ""
    predicted: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day on the axis with its name."""

    at: Fraction
    name: str

    def __post_init__(self) -> None:
        _on_the_axis(self.at)


@dataclass(frozen=True, slots=True)
class ChainData:
    """All of one picture. `prefix` makes its ids unique on the page; `scale` names the ends of both scales.

    `written`: the day on which the hypothesis was first written, if it was.
    """

    prefix: str
    title: str
    did: Lane
    lived: Lane
    believed: Lane
    strokes: tuple[Stroke, ...]
    experiences: tuple[Value, ...]
    beliefs: tuple[Value, ...]
    months: tuple[Day, ...]
    today: Day
    written: Day | None = None
    rings: tuple[Ring, ...] = ()

    @property
    def done(self) -> tuple[Stroke | Ring, ...]:
        """All of the first lane, in order."""
        return tuple(sorted((*self.strokes, *self.rings), key=lambda mark: mark.at))

    def __post_init__(self) -> None:
        if not _PREFIX.fullmatch(self.prefix):
            raise ValueError("a prefix is a letter, then letters, figures, - and _")
        for lane, marks in (
            (self.did, self.done),
            (self.lived, self.experiences),
            (self.believed, self.beliefs),
        ):
            if bool(marks) == bool(lane.empty):
                raise ValueError("a lane has marks, or says why it has none")


def chain(data: ChainData) -> str:
    """The picture as one `<svg>`, every text escaped, ids from the prefix; its `desc` reads all in order."""
    return "\n".join(_parts(data))


def description(data: ChainData) -> str:
    """Lane by lane: its name, what it is about, what is predicted, and all that stands in it."""
    said = []
    for lane, marks in (
        (data.did, data.done),
        (data.lived, data.experiences),
        (data.believed, data.beliefs),
    ):
        head = ", ".join(part for part in (lane.name, lane.about, lane.predicted) if part)
        inside = " ".join(mark.said for mark in marks) or f"{lane.empty}."
        said.append(f"{head}. {inside}")
    return " ".join(said)


# --------------------------------------------------------------------------------------------- what is drawn
def _parts(data: ChainData) -> Iterator[str]:
    p = data.prefix
    heads = [0.0]
    for lane in (data.did, data.lived):
        heads.append(heads[-1] + _height(lane, scaled=len(heads) > 1) + _GAP)
    foot = heads[2] + _height(data.believed, scaled=True)
    height = foot + 52
    yield f'<svg class="chain" height="{_px(height)}" role="img" aria-labelledby="{p}-t {p}-d">'
    yield f'<title id="{p}-t">{escape(data.title)}</title>'
    yield f'<desc id="{p}-d">{escape(description(data))}</desc>'
    yield (
        f'<defs><path id="{p}-p" class="expect" d="M0-7L7 0L0 7L-7 0Z"/><rect id="{p}-s" class="believed"'
        f' x="{-_SQUARE / 2:g}" y="{-_SQUARE / 2:g}" width="{_SQUARE}" height="{_SQUARE}"/></defs>'
    )
    yield from _time(data, foot)
    for lane, head in zip((data.did, data.lived, data.believed), heads, strict=True):
        yield from _head(lane, head, p)
        if lane.empty:
            y = _px(head + _NAME + _more(lane) + _EMPTY)
            yield f'<line class="axis-none" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
    if data.done:
        yield from _done(data, heads[0] + _STROKES + _more(data.did))
    for lane, marks, head, kind in (
        (data.lived, data.experiences, heads[1], "lived"),
        (data.believed, data.beliefs, heads[2], "believed"),
    ):
        if marks:
            yield from _scaled(marks, head + _SCALED + _more(lane), kind, p)
    yield "</svg>"


def _time(data: ChainData, foot: float) -> Iterator[str]:
    """The months, faint, through all lanes; today, dotted; and the day of the hypothesis, dashed."""
    for month in data.months:
        yield _upright("month", month.at, 0, foot + 8)
    yield _upright("today", data.today.at, 0, foot + 8)
    if data.written is not None:
        yield _upright("written", data.written.at, 0, foot + 8)
    taken: list[tuple[float, float]] = []
    words = [(data.today, foot + 44)]
    if data.written is not None:
        words.append((data.written, foot + 44))
    for day, y in words:
        anchor, left, right = _placed(day)
        if any(left < end and start < right for start, end in taken):
            y += _APART
        taken.append((left, right))
        yield _text("t2 halo", _x(day.at), y, day.name, anchor)
    last = -1.0
    for month in data.months:
        anchor, left, right = _placed(month)
        if left > last:
            yield _text("t2", _x(month.at), foot + 26, month.name, anchor)
            last = right + _LETTER


def _placed(day: Day) -> tuple[str, float, float]:
    """Anchor of a word under the axis, and from where to where it reaches on the narrowest picture."""
    width, x = len(day.name) * _LETTER, float(day.at) * _NARROW
    if x - width / 2 < 0:
        return "start", x, x + width
    if x + width / 2 > _NARROW:
        return "end", x - width, x
    return "middle", x - width / 2, x + width / 2


def _head(lane: Lane, head: float, prefix: str) -> Iterator[str]:
    yield _text("tb halo", "0", head + _NAME, lane.name)
    y = head + _NAME
    for line in _about(lane):
        y += _SECOND
        yield _text("t2 halo", "0", y, line)
    if lane.predicted:
        y += _SECOND
        yield f'<use href="#{prefix}-p" x="7" y="{_px(y - 4)}"/>'
        yield _text("halo", "21", y, lane.predicted)
    if lane.empty:
        for line in _wrapped(lane.empty):
            y += _SECOND
            yield _text("t2 halo", "0", y, line)


def _done(data: ChainData, axis: float) -> Iterator[str]:
    yield f'<line class="axis" x1="0" x2="100%" y1="{_px(axis)}" y2="{_px(axis)}"/>'
    for stroke in data.strokes:
        yield _upright("did" if stroke.came else "did-not", stroke.at, axis - _STROKE, axis)
    for ring in data.rings:
        yield f'<circle class="looked" cx="{_x(ring.at)}" cy="{_px(axis)}" r="{_RING}"/>'


def _scaled(marks: Sequence[Value], top: float, kind: str, prefix: str) -> Iterator[str]:
    for step in (HIGH, 3, LOW):
        y = _y(Decimal(step), top)
        line = "axis" if step == LOW else "step"
        yield f'<line class="{line}" x1="0" x2="100%" y1="{_px(y)}" y2="{_px(y)}"/>'
        yield _text("t2", "100%", y + 4, str(step), aside=6)
    for mark in marks:
        y = _y(mark.position, top)
        if kind == "lived":
            yield f'<circle class="lived" cx="{_x(mark.at)}" cy="{_px(y)}" r="{_DISC}"/>'
        else:
            yield f'<use href="#{prefix}-s" x="{_x(mark.at)}" y="{_px(y)}"/>'
    yield from _labels(marks, top, kind)


def _labels(marks: Sequence[Value], top: float, kind: str) -> Iterator[str]:
    """Beside the marks of the last day, and of the first where there is room: all are in the description."""
    first, last = min(mark.at for mark in marks), max(mark.at for mark in marks)
    columns = [_column(marks, last, top)]
    if first != last:
        columns.append(_column(marks, first, top))
    if len(columns) > 1 and columns[1].right > columns[0].left:
        columns.pop()
    for column in columns:
        for y, words in column.lines:
            yield _text(f"t-{kind} halo", _x(column.at), y, words, column.anchor, column.aside)


@dataclass(frozen=True, slots=True)
class _Column:
    """The labels of one day beside its marks; how far they reach on the narrowest picture."""

    at: Fraction
    anchor: str
    aside: int
    lines: list[tuple[float, str]]
    left: float
    right: float


def _column(marks: Sequence[Value], at: Fraction, top: float) -> _Column:
    """On the side that has more room, wrapped where it is too little, lines at a distance from each other."""
    to_the_left, x = at > Fraction(1, 2), float(at) * _NARROW
    room = (x if to_the_left else _NARROW - x) - _ASIDE
    here = sorted((mark for mark in marks if mark.at == at), key=lambda mark: -mark.position)
    lines = [(_y(mark.position, top) + 4, words) for mark in here for words in _wrapped(mark.label, room)]
    foot = _y(Decimal(LOW), top) + 4
    placed: list[tuple[float, str]] = []
    for y, words in lines:
        placed.append((max(y, placed[-1][0] + _APART) if placed else y, words))
    for number in reversed(range(len(placed))):
        # What was pushed below the scale goes up again, and pushes up what stands above it.
        below = placed[number + 1][0] - _APART if number + 1 < len(placed) else foot
        placed[number] = (min(placed[number][0], below), placed[number][1])
    width = max(len(words) for _y_of, words in placed) * _LETTER + _ASIDE
    if to_the_left:
        return _Column(at, "end", -_ASIDE, placed, x - width, x + _ASIDE)
    return _Column(at, "start", _ASIDE, placed, x - _ASIDE, x + width)


# ------------------------------------------------------------------------------------------ where it stands
def _about(lane: Lane) -> list[str]:
    return _wrapped(lane.about) if lane.about else []


def _more(lane: Lane) -> int:
    """The room for what stands under the name of a lane."""
    empty = len(_wrapped(lane.empty)) if lane.empty else 0
    return _SECOND * (len(_about(lane)) + bool(lane.predicted) + empty)


def _height(lane: Lane, *, scaled: bool) -> float:
    if lane.empty:
        return _NAME + _EMPTY + _more(lane)
    return (_SCALED + (HIGH - LOW) * _STEP if scaled else _STROKES) + _more(lane)


def _y(value: Decimal, top: float) -> float:
    return top + float(HIGH - value) * _STEP


def _x(at: Fraction) -> str:
    return f"{(Decimal(at.numerator * 100) / at.denominator).quantize(Decimal('0.01')).normalize():f}%"


def _px(amount: float) -> str:
    return f"{amount:g}"


def _text(kind: str, x: str, y: float, words: str, anchor: str = "start", aside: int = 0) -> str:
    moved = f' dx="{aside}"' if aside else ""
    return f'<text class="{kind}" x="{x}" y="{_px(y)}" text-anchor="{anchor}"{moved}>{escape(words)}</text>'


def _upright(kind: str, at: Fraction, top: float, foot: float) -> str:
    return f'<line class="{kind}" x1="{_x(at)}" x2="{_x(at)}" y1="{_px(top)}" y2="{_px(foot)}"/>'


def _wrapped(text: str, room: float = _NARROW) -> list[str]:
    """Lines that fit the narrowest picture, or less room, where words allow it."""
    lines: list[str] = []
    for word in text.split():
        if lines and (len(lines[-1]) + 1 + len(word)) * _LETTER <= room:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def _on_the_axis(at: Fraction) -> None:
    if not 0 <= at <= 1:
        raise ValueError("a place on the axis lies between 0 and 1")
