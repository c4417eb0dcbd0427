"""Three marks on a line: as I see it, what I expected, as it was experienced.

One axis from 1 to 5 for each source, one under the other. What the leader sees is one dotted thread through
all of them with a bar on each; what the leader expected is an open diamond; what was experienced is a filled
disc that fits inside the diamond, so that marks which coincide stay apart by shape. Labels sit on the marks:
*expected* above the axis, *experienced* below, so those two never meet.

x is in per cent and y in pixels, so that words keep their size at every width (no viewBox, no scaling).
Colours come from classes alone; there is no style attribute and no script.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from html import escape

LOW, HIGH = 1, 5

# Heights in pixels, each from the axis of its row.
_FIRST_AXIS = 96
_ROW = 112
_BELOW = 80  # under the last row: room for the scale
_SOURCE = -48
_EXPECTED = -24
_EXPERIENCED = 31
_HIDDEN = 29
_SCALE = 60
_LINE, _MORE = 16, 24  # a second line, and the room it is given
_BAR, _TICK, _BAND, _DISC = 17, 3, 7, 5.5
_ASIDE = 9  # how far a label stands off the middle of its mark

# The narrowest picture there is (a phone of 360 px) and how wide a letter of 13 px is at most on average.
_NARROW = 320.0
_LETTER = 7.0
_UNDER = _NARROW * 0.95  # from the left end of an axis to the edge
_OVERHANG = 20.0  # the margin of the page, into which a label may reach

_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Words:
    """Every word of the picture, translated; {…} is where a value stands.

    mine, expected, experienced: the labels, with {value}.
    scale: with {low} and {high}. all_lines: with {value}, read once for all rows.
    both: {source}, {expected}, {experienced}. hidden: {source}, {expected}, {why}.
    unexpected: {source}, {experienced}. neither: {source}, {why}.
    """

    mine: str
    expected: str
    experienced: str
    scale: str
    all_lines: str
    both: str
    hidden: str
    unexpected: str
    neither: str


@dataclass(frozen=True, slots=True)
class Experienced:
    """A value that was released: where it is drawn (1 to 5), what it says, and its band if there is one."""

    position: Decimal
    label: str
    band: tuple[Decimal, Decimal] | None = None

    def __post_init__(self) -> None:
        if not LOW <= self.position <= HIGH:
            raise ValueError("an experienced value is drawn between 1 and 5")
        if self.band is not None and not self.band[0] <= self.position <= self.band[1]:
            raise ValueError("a band lies around its value")


@dataclass(frozen=True, slots=True)
class Row:
    """One source. `not_shown` says why there is no value; exactly one of the two is given.

    `sure` stands in the table beside the picture, not in it.
    """

    source: str
    note: str = ""
    expected: int | None = None
    experienced: Experienced | None = None
    not_shown: str = ""
    sure: str = ""

    def __post_init__(self) -> None:
        _whole(self.expected)
        if (self.experienced is None) == (not self.not_shown):
            raise ValueError("a row shows a value or says why it does not")


@dataclass(frozen=True, slots=True)
class MarksData:
    """All of one picture. `prefix` makes its ids unique on the page; `scale` names the five steps."""

    prefix: str
    title: str
    words: Words
    scale: tuple[str, str, str, str, str]
    rows: tuple[Row, ...]
    self_rating: int | None = None

    def __post_init__(self) -> None:
        if not _PREFIX.fullmatch(self.prefix):
            raise ValueError("a prefix is a letter, then letters, figures, - and _")
        if not self.rows:
            raise ValueError("a picture has at least one source")
        _whole(self.self_rating)


def three_marks(data: MarksData) -> str:
    """The picture as one `<svg>`, every text escaped, ids from the prefix.

    80 px high and 112 for each source; where words are too long for one line on a phone, 24 more for each and
    24 below. Its `title` names what it is about, its `desc` reads all values in the order of the rows.
    """
    return "\n".join(_parts(data))


def _whole(value: int | None) -> None:
    if value is not None and value not in range(LOW, HIGH + 1):
        raise ValueError("a rating is a whole number from 1 to 5")


# --------------------------------------------------------------------------------------------- what is drawn
def _parts(data: MarksData) -> Iterator[str]:
    mine = data.self_rating
    p = data.prefix
    more = _MORE if any(_wide(row) for row in data.rows) else 0
    pitch = _ROW + more
    last_axis = _FIRST_AXIS + more + pitch * (len(data.rows) - 1)
    height = _BELOW + more + pitch * len(data.rows)
    yield f'<svg class="marks" height="{height}" role="img" aria-labelledby="{p}-t {p}-d">'
    yield f'<title id="{p}-t">{escape(data.title)}</title>'
    yield f'<desc id="{p}-d">{escape(description(data))}</desc>'
    yield (
        f'<defs><pattern id="{p}-h" width="5" height="5" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="5"/></pattern>'
        f'<path id="{p}-p" class="expect" d="M0-10.5L10.5 0L0 10.5L-10.5 0Z"/></defs>'
    )
    if mine is not None:
        yield f'<line class="thread" x1="{_x(mine)}" x2="{_x(mine)}" y1="24" y2="{last_axis}"/>'
        anchor, aside = _side(Decimal(mine), None, data.words.mine, str(mine))
        yield _label("t-mine", _x(mine), 15, anchor, aside, data.words.mine, str(mine))
    for place, row in enumerate(data.rows):
        axis = _FIRST_AXIS + more + pitch * place
        yield from _heading(row, axis, stacked=bool(more))
        yield from _row(row, axis, mine, data)
    yield from _scale(data.scale, last_axis + _SCALE + more)
    yield "</svg>"


def _row(row: Row, axis: int, mine: int | None, data: MarksData) -> Iterator[str]:
    line = "axis" if row.experienced else "axis-none"
    yield f'<line class="{line}" x1="{_x(LOW)}" x2="{_x(HIGH)}" y1="{axis}" y2="{axis}"/>'
    for step in range(LOW, HIGH + 1):
        yield _upright("axis", step, axis, _TICK)
    if row.experienced and row.experienced.band:
        yield _band(row.experienced.band, axis, data.prefix)
    if mine is not None:
        yield _upright("mine", mine, axis, _BAR)
    if row.expected is not None:
        x, said = _x(row.expected), str(row.expected)
        yield f'<use href="#{data.prefix}-p" x="{x}" y="{axis}"/>'
        anchor, aside = _side(Decimal(row.expected), mine, data.words.expected, said)
        yield _label("", x, axis + _EXPECTED, anchor, aside, data.words.expected, said)
    if row.experienced:
        at, said = row.experienced.position, row.experienced.label
        anchor, aside = _side(at, mine, data.words.experienced, said)
        label = _label("t-lived", _x(at), axis + _EXPERIENCED, anchor, aside, data.words.experienced, said)
        yield f'<g class="appears"><circle class="lived" cx="{_x(at)}" cy="{axis}" r="{_DISC}"/>{label}</g>'
    else:
        yield from _why_not(row.not_shown, axis)


def _wide(row: Row) -> bool:
    """Whether a phone is too narrow for what stands over or under this axis in one line."""
    over = len(row.source) + len(row.note) + 2 if row.note else 0
    return over * _LETTER > _NARROW or len(row.not_shown) * _LETTER > _UNDER


def _heading(row: Row, axis: int, *, stacked: bool) -> Iterator[str]:
    """Source and note, on one line or, where one row of the picture needs it, on two in every row."""
    source = f'<tspan class="tb">{escape(row.source)}</tspan>'
    note = escape(row.note)
    if not row.note:
        yield f'<text class="halo" x="0" y="{axis + _SOURCE}">{source}</text>'
    elif not stacked:
        both = f'{source}<tspan class="t2" dx="8">{note}</tspan>'
        yield f'<text class="halo" x="0" y="{axis + _SOURCE}">{both}</text>'
    else:
        yield f'<text class="halo" x="0" y="{axis + _SOURCE - _LINE}">{source}</text>'
        yield f'<text class="t2 halo" x="0" y="{axis + _SOURCE}">{note}</text>'


def _band(band: tuple[Decimal, Decimal], axis: int, prefix: str) -> str:
    low, high = max(band[0], Decimal(LOW)), min(band[1], Decimal(HIGH))
    # The hatch is an attribute: in a stylesheet its address would be looked up in the stylesheet.
    return (
        f'<g class="appears"><rect x="{_x(low)}" y="{axis - _BAND}" width="{_per_cent((high - low) * _STEP)}"'
        f' height="{2 * _BAND}" fill="url(#{prefix}-h)"/>'
        f"{_upright('band-edge', low, axis, _BAND)}{_upright('band-edge', high, axis, _BAND)}</g>"
    )


def _why_not(why: str, axis: int) -> Iterator[str]:
    lines = [why] if len(why) * _LETTER <= _UNDER else _halved(why)
    for place, line in enumerate(lines):
        y = axis + _HIDDEN + _LINE * place
        yield f'<text class="t2 halo" x="{_x(LOW)}" y="{y}">{escape(line)}</text>'


def _scale(names: tuple[str, ...], y: int) -> Iterator[str]:
    for step, name in enumerate(names, start=LOW):
        anchor, x = {LOW: ("start", "0"), HIGH: ("end", "100%")}.get(step, ("middle", _x(step)))
        lines = _wrapped(f"{step}\u00a0{name}", _NARROW * 0.225)
        spans = f"<tspan>{escape(lines[0])}</tspan>" + "".join(
            f'<tspan x="{x}" dy="{_LINE}">{escape(line)}</tspan>' for line in lines[1:]
        )
        yield f'<text class="t2" x="{x}" y="{y}" text-anchor="{anchor}">{spans}</text>'


def _upright(kind: str, value: int | Decimal, axis: int, reach: int) -> str:
    return f'<line class="{kind}" x1="{_x(value)}" x2="{_x(value)}" y1="{axis - reach}" y2="{axis + reach}"/>'


def _label(kind: str, x: str, y: int, anchor: str, aside: int, words: str, value: str) -> str:
    before, _, after = words.partition("{value}")
    text = f'{escape(before)}<tspan class="tb">{escape(value)}</tspan>{escape(after)}'
    classes = f"{kind} halo" if kind else "halo"
    moved = f' dx="{aside}"' if aside else ""
    return f'<text class="{classes}" x="{x}" y="{y}" text-anchor="{anchor}"{moved}>{text}</text>'


# ------------------------------------------------------------------------------------------ where it stands
_STEP = Decimal("22.5")


def _x(value: int | Decimal) -> str:
    """Value v stands at 5 % + (v - 1) x 22.5 %."""
    return _per_cent(5 + (Decimal(value) - LOW) * _STEP)


def _per_cent(amount: Decimal) -> str:
    return f"{amount.normalize():f}%"


def _side(value: Decimal, thread: int | None, words: str, said: str) -> tuple[str, int]:
    """Anchor and offset of a label: off the edges of the picture, and on its own side of the thread.

    Start up to 1.75, end from 4.25, else middle. On the thread it stands beside it, towards the middle of the
    picture; nearer than 1 to it, on its own side; but never so that it would leave a narrow picture.
    """
    if thread is not None and value == thread:
        return ("start", _ASIDE) if value < 3 else ("end", -_ASIDE)
    start, middle, end = ("start", -_ASIDE), ("middle", 0), ("end", _ASIDE)
    if value <= Decimal("1.75"):
        return start
    if value >= Decimal("4.25"):
        return end
    wanted = middle
    if thread is not None and abs(value - thread) < 1:
        wanted = end if value < thread else start
    width = (len(words) - len("{value}") + len(said)) * _LETTER
    choices = (wanted, middle, start, end)
    return next((one for one in choices if _fits(value, one, width)), wanted)


def _fits(value: Decimal, side: tuple[str, int], width: float) -> bool:
    anchor, aside = side
    x = float(5 + (value - LOW) * _STEP) / 100 * _NARROW + aside
    left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
    return left >= -_OVERHANG and left + width <= _NARROW + _OVERHANG


def _halved(text: str) -> list[str]:
    """Two lines as even as its words allow."""
    words = text.split(" ")
    ways = ((" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words)))
    return list(min(ways, key=lambda way: max(map(len, way)), default=(text,)))


def _wrapped(text: str, width: float) -> list[str]:
    """Lines of at most `width` pixels where words allow it; a longer word has a line of its own."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and (len(lines[-1]) + 1 + len(word)) * _LETTER <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


# ----------------------------------------------------------------------------------------- what is read out
def description(data: MarksData) -> str:
    """All values in words, in the order of the rows."""
    words = data.words
    said = [_filled(words.scale, low=data.scale[0], high=data.scale[-1])]
    if data.self_rating is not None:
        said.append(_filled(words.all_lines, value=str(data.self_rating)))
    for row in data.rows:
        expected = "" if row.expected is None else str(row.expected)
        value = row.experienced.label if row.experienced else ""
        if row.experienced:
            pattern = words.both if expected else words.unexpected
        else:
            pattern = words.hidden if expected else words.neither
        said.append(
            _filled(pattern, source=row.source, expected=expected, experienced=value, why=row.not_shown)
        )
    return " ".join(said)


def _filled(pattern: str, **values: str) -> str:
    # One pass, so that a brace in somebody's text is never taken for a place to fill.
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), pattern)
