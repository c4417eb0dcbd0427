"""Shares over one's own conversations: for each a disc, and a line from one of its bounds to the other.

From left to right in the order of time, not to scale. Where there was too little to say, there is a ring on
the axis and nothing else. No line joins two of them, and nothing marks a good or a bad side.

x is in per cent and y in pixels, so that words keep their size at every width (no viewBox, no scaling).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

_TOP, _BOTTOM = 24, 144
_HEIGHT = _BOTTOM + 30
_LEFT, _RIGHT = 12.0, 96.0
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Stop:
    """One conversation: when, its share (None for too little to say) and bounds, all from 0 to 1.

    The bounds are of something set right, so the share can lie outside of them; None if they are not known.
    """

    when: str
    share: float | None
    bounds: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        low, high = self.bounds or (0, 1)
        if not (0 <= low <= high <= 1 and 0 <= (self.share or 0) <= 1):
            raise ValueError("a share and its bounds lie from 0 to 1, the lower bound first")


def shares(prefix: str, title: str, stops: Sequence[Stop], percent: Callable[[float], str], few: str) -> str:
    """The picture as one `<svg>`, every text escaped; its `desc` reads all values. `few`: too few to say."""
    if not _PREFIX.fullmatch(prefix):
        raise ValueError("a prefix is a letter, then letters, figures, - and _")
    if not stops:
        raise ValueError("there is at least one conversation")
    return "\n".join(_parts(prefix, title, stops, percent, few))


def _parts(
    prefix: str, title: str, stops: Sequence[Stop], percent: Callable[[float], str], few: str
) -> Iterator[str]:
    yield (
        f'<svg class="shares" height="{_HEIGHT}" role="img" aria-labelledby="{prefix}-t {prefix}-d">'
        f'<title id="{prefix}-t">{escape(title)}</title>'
    )
    yield f'<desc id="{prefix}-d">{escape(" ".join(_read(stop, percent, few) for stop in stops))}</desc>'
    for share in (0.0, 0.5, 1.0):
        y = _y(share)
        yield f'<line class="axis" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
        yield f'<text class="t2" x="0" y="{y - 4}">{escape(percent(share))}</text>'
    for at, stop in enumerate(stops):
        x = f"{_LEFT + (_RIGHT - _LEFT) * (at + 0.5) / len(stops):.2f}%"
        if stop.share is None:
            yield f'<circle class="few" cx="{x}" cy="{_BOTTOM}" r="4"/>'
            continue
        if stop.bounds is not None:
            low, high = map(_y, stop.bounds)
            yield f'<line class="chance" x1="{x}" x2="{x}" y1="{low}" y2="{high}"/>'
        yield f'<circle class="share" cx="{x}" cy="{_y(stop.share)}" r="5"/>'
    ends = [(_LEFT, "start", stops[0].when)]
    if len(stops) > 1:
        ends.append((_RIGHT, "end", stops[-1].when))
    for x_end, anchor, when in ends:
        yield (
            f'<text class="t2" x="{x_end:g}%" y="{_BOTTOM + 22}" text-anchor="{anchor}">{escape(when)}</text>'
        )
    yield "</svg>"


def _y(share: float) -> int:
    return round(_BOTTOM - share * (_BOTTOM - _TOP))


def _read(stop: Stop, percent: Callable[[float], str], few: str) -> str:
    if stop.share is None:
        return f"{stop.when}: {few}."
    if stop.bounds is None:
        return f"{stop.when}: {percent(stop.share)}."
    low, high = map(percent, stop.bounds)
    return f"{stop.when}: {percent(stop.share)} ({low} – {high})."
