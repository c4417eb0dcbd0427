"""The talk ribbon: a conversation from left to right, each thing the coach said a stroke by its family.

Above the line stands what calls on the leader (ask, receive, partner), below it what the coach brings in
(inform, tell), on it what is neutral or could not be told. Height, pattern and side tell the families apart,
colour only adds. A turn of the leader is a gap, with a square above for each thing the leader found out. The
order is true; the time is not to scale, and stands in minutes over each part.

A ribbon is parted like lines of a score, at turns of the leader, so that its parts wrap on a narrow page.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape

HEIGHT = 154
WIDEST = 312
MOST_UNITS = 31

_AXIS, _LEFT, _SLOT, _GAP, _HALF = 90, 1.0, 6.0, 5.4, 3.0
_AFTER = 8.0  # from the last stroke to the end of a part
_FOUND = 2.0  # from the end of a slot to the line of a finding
_SQUARE = 4.5  # half of a square
_LETTER, _DIGIT = 9.0, 8.0  # where a label begins, and what each sign of it takes
_AIR = 4.0  # from a label to the next square
_SPACE = 2.0  # between the letters of two strokes

_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


class Kind(StrEnum):
    """What a stroke is: a family, or not to be told."""

    ASK = "ask"
    RECEIVE = "receive"
    PARTNER = "partner"
    INFORM = "inform"
    TELL = "tell"
    NEUTRAL = "neutral"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Stroke:
    """One thing the coach said; `letter` names a place that is told in full."""

    kind: Kind
    minute: int | None = None
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A turn of the leader, with the numbers of what was found out in it."""

    found: tuple[int, ...] = ()
    minute: int | None = None


Item = Stroke | Gap


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the ribbon."""

    items: tuple[Item, ...]

    @property
    def units(self) -> int:
        """How many strokes it has."""
        return sum(isinstance(item, Stroke) for item in self.items)

    @property
    def found(self) -> tuple[int, ...]:
        """What was found out in it."""
        return tuple(number for item in self.items if isinstance(item, Gap) for number in item.found)

    @property
    def letters(self) -> tuple[str, ...]:
        """The places in it that are told in full."""
        return tuple(item.letter for item in self.items if isinstance(item, Stroke) and item.letter)

    @property
    def minutes(self) -> tuple[int, int] | None:
        """First and last minute that are known."""
        known = [item.minute for item in self.items if item.minute is not None]
        return (min(known), max(known)) if known else None


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A whole talk. `minutes` is its length, where that is known."""

    parts: tuple[Part, ...]
    minutes: int | None = None

    @property
    def units(self) -> int:
        """How many strokes it has."""
        return sum(part.units for part in self.parts)


@dataclass(frozen=True, slots=True)
class Words:
    """Every word of the picture, translated; {…} is where a value stands.

    timed: {part}, {parts}, {first}, {last}. untimed: {part}, {parts}. minute: {minute}, over the first part.
    kinds: for each kind, with {n}. found: {numbers}. places: {letters}. nothing: a part without a stroke.
    """

    timed: str
    untimed: str
    minute: str
    kinds: Mapping[Kind, str]
    found: str
    places: str
    nothing: str


def parted(items: Sequence[Item], minutes: int | None = None) -> Ribbon:
    """The items as a ribbon: parts of some 31 strokes and at most 312 px, cut at turns of the leader.

    Only a turn of the coach that is too long for one part is cut within itself.
    """
    units = sum(isinstance(item, Stroke) for item in items)
    aim = units / max(1, -(-units // MOST_UNITS))
    parts: list[list[Item]] = [[]]
    for group in _groups(items):
        now = parts[-1]
        strokes = sum(isinstance(item, Stroke) for item in group)
        held = sum(isinstance(item, Stroke) for item in now)
        full = held + strokes / 2 > aim + 0.5 or _width([*now, *group]) > WIDEST
        if held and full:
            now = []
            parts.append(now)
        for item in group:
            if now and _width([*now, item]) > WIDEST:
                now = []
                parts.append(now)
            now.append(item)
    return Ribbon(tuple(Part(tuple(part)) for part in parts if part), minutes)


def ribbon(data: Ribbon, words: Words, prefix: str = "ribbon") -> tuple[str, ...]:
    """The picture: one `<svg>` for each part, 154 px high, not scaled, every text escaped.

    `prefix` makes the ids unique on a page. Each part has a `title`, and a `desc` that reads what is in it.
    """
    if not _PREFIX.fullmatch(prefix):
        raise ValueError("a prefix is a letter, then letters, figures, - and _")
    return tuple("\n".join(_part(data, at, words, f"{prefix}{at}")) for at in range(len(data.parts)))


def key(kind: Kind) -> str:
    """The stroke of one kind alone, for the first column of a table; hidden from readers of the table."""
    axis = 50 if kind in _ABOVE else 6 if kind in _BELOW else 28
    line = f'<line class="u-neutral" x1="4" x2="24" y1="{axis}" y2="{axis}" stroke-width="1"/>'
    return (
        '<svg class="stroke-key" viewBox="0 0 28 56" aria-hidden="true" focusable="false">'
        f"{line}{_stroke(kind, 14, axis)}</svg>"
    )


# --------------------------------------------------------------------------------------------- what is drawn
# How far a stroke reaches; each begins 2 px off the line.
_ABOVE = {Kind.ASK: 42, Kind.RECEIVE: 26, Kind.PARTNER: 12}
_BELOW = {Kind.INFORM: 16, Kind.TELL: 42}


def _stroke(kind: Kind, x: float, axis: int) -> str:
    at = _px(x)
    if kind is Kind.UNSURE:
        return f'<circle class="u-unsure" cx="{at}" cy="{axis}" r="2"/>'
    if kind in _ABOVE:
        begins, ends = axis - 2, axis - 2 - _ABOVE[kind]
    elif kind in _BELOW:
        begins, ends = axis + 2, axis + 2 + _BELOW[kind]
    else:
        begins, ends = axis - 3, axis + 3
    line = f'<line class="u u-{kind}" x1="{at}" x2="{at}" y1="{begins}" y2="{ends}"/>'
    if kind is Kind.PARTNER:
        line += f'<circle class="u-partner-tip" cx="{at}" cy="{ends - 2}" r="2.5"/>'
    return line


def _part(data: Ribbon, at: int, words: Words, prefix: str) -> Iterator[str]:
    part = data.parts[at]
    width = round(_width(part.items))
    last = at == len(data.parts) - 1
    yield (
        f'<svg width="{width}" height="{HEIGHT}" viewBox="0 0 {width} {HEIGHT}" role="img"'
        f' aria-labelledby="{prefix}-t {prefix}-d">'
    )
    yield f'<title id="{prefix}-t">{escape(title(data, at, words))}</title>'
    yield f'<desc id="{prefix}-d">{escape(description(part, words))}</desc>'
    yield f'<line class="base" x1="0" x2="{width}" y1="{_AXIS}" y2="{_AXIS}"/>{_end(0.5)}'
    if last:
        yield _end(width - 0.5)
    squares: list[tuple[float, int]] = []
    for item, x in _placed(part.items):
        if isinstance(item, Stroke):
            yield _stroke(item.kind, x, _AXIS)
            if item.letter:
                letter = escape(item.letter)
                yield f'<text class="tb" x="{_px(x)}" y="150" text-anchor="middle">{letter}</text>'
        else:
            squares += [(x + 2 * _GAP * n, number) for n, number in enumerate(item.found)]
    for x, _number in squares:
        yield f'<line class="found-line" x1="{_px(x)}" x2="{_px(x)}" y1="30" y2="{_AXIS}"/>'
        yield f'<rect class="found" x="{_px(x - _SQUARE)}" y="22" width="9" height="9"/>'
    for x, numbers in _labels(squares):
        yield f'<text class="t-found" x="{_px(x + _LETTER)}" y="31">{numbers}</text>'
    yield from _minutes(data, at, width, words)
    yield "</svg>"


def _end(x: float) -> str:
    return f'<line class="part" x1="{_px(x)}" x2="{_px(x)}" y1="{_AXIS - 5}" y2="{_AXIS + 5}"/>'


def _minutes(data: Ribbon, at: int, width: int, words: Words) -> Iterator[str]:
    known = data.parts[at].minutes
    if known is None:
        return
    first = _filled(words.minute, minute=str(known[0])) if at == 0 else str(known[0])
    yield f'<text class="t2" x="0" y="11">{escape(first)}</text>'
    ends = data.minutes if data.minutes is not None else known[1]
    # Where two figures would stand on one another, the one at the beginning stays.
    if at == len(data.parts) - 1 and width > (len(first) + len(str(ends)) + 2) * _DIGIT:
        yield f'<text class="t2" x="{width}" y="11" text-anchor="end">{ends}</text>'


# ------------------------------------------------------------------------------------------- where it stands
def _groups(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Turns of the coach, each with the turns of the leader before it."""
    group: list[Item] = []
    for item in items:
        if isinstance(item, Gap) and any(isinstance(each, Stroke) for each in group):
            yield group
            group = []
        group.append(item)
    if group:
        yield group


def _placed(items: Sequence[Item]) -> Iterator[tuple[Item, float]]:
    """Each item with the middle of its stroke, or with the line of its first finding.

    Strokes that are named stand so far apart that their letters do not run into one another.
    """
    left, begun = _LEFT, False
    named = 0.0  # where the letters before end
    for item in items:
        if isinstance(item, Stroke):
            if item.letter:
                half = len(item.letter) * _DIGIT / 2
                left = max(left, named + half - _HALF)
                named = left + _HALF + half + _SPACE
            yield item, left + _HALF
            left += _SLOT
        else:
            if not begun and item.found:
                left += _HALF
            yield item, left + _FOUND
            # A gap at the beginning of a part shows nothing unless something was found in it.
            left += _GAP * ((1 if begun else 0) + (2 * len(item.found) - 1 if item.found else 0))
        begun = True


def _width(items: Sequence[Item]) -> float:
    reach = 0.0
    squares: list[tuple[float, int]] = []
    for item, x in _placed(items):
        if isinstance(item, Stroke):
            reach = max(reach, x, x + len(item.letter) * _DIGIT / 2 - _AFTER)
        else:
            squares += [(x + 2 * _GAP * n, number) for n, number in enumerate(item.found)]
    for x, numbers in _labels(squares):
        reach = max(reach, x + _LETTER + len(numbers) * _DIGIT - _AFTER)
    return reach + _AFTER


def _labels(squares: Sequence[tuple[float, int]]) -> Iterator[tuple[float, str]]:
    """What stands beside the squares: where a label would reach the next square, both share one, there."""
    said = ""
    for n, (x, number) in enumerate(squares):
        said = f"{said}, {number}" if said else str(number)
        ends = x + _LETTER + len(said) * _DIGIT
        if n + 1 == len(squares) or ends + _AIR < squares[n + 1][0] - _SQUARE:
            yield x, said
            said = ""


def _px(x: float) -> str:
    return f"{round(x, 1):g}"


# ------------------------------------------------------------------------------------------ what is read out
def title(data: Ribbon, at: int, words: Words) -> str:
    """Which part this is, and of which minutes."""
    place = {"part": str(at + 1), "parts": str(len(data.parts))}
    minutes = data.parts[at].minutes
    if minutes is None:
        return _filled(words.untimed, **place)
    following = data.parts[at + 1].minutes if at + 1 < len(data.parts) else None
    last = following[0] if following else minutes[1] if data.minutes is None else data.minutes
    return _filled(words.timed, **place, first=str(minutes[0]), last=str(max(last, minutes[0])))


def description(part: Part, words: Words) -> str:
    """How many strokes of which kind, in the order of the families; what was found; which places."""
    counts = Counter(item.kind for item in part.items if isinstance(item, Stroke))
    kinds = [_filled(words.kinds[kind], n=str(counts[kind])) for kind in Kind if counts[kind]]
    said = [f"{', '.join(kinds)}." if kinds else words.nothing]
    if part.found:
        said.append(_filled(words.found, numbers=", ".join(map(str, part.found))))
    if part.letters:
        said.append(_filled(words.places, letters=", ".join(part.letters)))
    return " ".join(said)


def _filled(pattern: str, **values: str) -> str:
    # One pass, so that a brace in a value is never taken for a place to fill.
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), pattern)
