"""The gate itself: what passes, how coarse, and the types that nothing else can make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import InitVar, dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Never, final

from hansei.core.anonymity.terms import (
    K_MIRROR,
    RATINGS,
    Inconsistent,
    Kind,
    Partition,
    PeopleBand,
    Response,
    Source,
    Spread,
    Tally,
    checked_k,
)

FINE_FROM: Final = 8  # people, from whom on a mean is shown in tenths and a spread may stand beside it
_MIDDLE: Final = 3  # of the scale
_PARTS: Final = (Source.PEERS, Source.REPORTS)  # what stands together as AROUND

# Held inside this package alone. Python cannot stop someone who wants to forge; this stops whoever forgets.
GATE: Final = object()


def _only_from_here(gate: object) -> None:
    if gate is not GATE:
        raise TypeError("only release() and restore() make this")


def _no_other_way() -> Never:
    # A subclass would skip the check above; a pickle in a cache or a queue would come back without its hash.
    raise TypeError("a release is stored by to_json() and comes back by restore(), in no other way")


@final
@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """One cell that passed the gate.

    `value`: the boss's rating as answered (1 to 5); else the coarsened mean with one decimal, 1.5 to 4.5 in
    half steps under 8 people, 1.3 to 4.7 in tenths from 8. It is also where the mark is drawn.
    `low_end`, `high_end`: the value reads "or less", "or more".
    `spread`: from 8 people beside a mean from 2.0 to 4.0, else None.
    `people`: what the precision tells of how many rated; one is the boss.
    """

    value: Decimal
    low_end: bool
    high_end: bool
    spread: Spread | None
    people: PeopleBand
    gate: InitVar[object]

    def __post_init__(self, gate: object) -> None:
        _only_from_here(gate)

    def __repr__(self) -> str:
        return "<Shown>"

    def __init_subclass__(cls) -> None:
        _no_other_way()

    def __reduce__(self) -> Never:
        _no_other_way()


@final
@dataclass(frozen=True, slots=True)
class NotShown:
    """Nothing is shown, and that says nothing about what was answered."""


NOT_SHOWN: Final = NotShown()


@final
@dataclass(frozen=True, slots=True, repr=False)
class Released:
    """All that one round shows, to anyone, ever. Only release() and restore() make it; it never changes."""

    items: tuple[str, ...]
    sources: tuple[Source, ...]
    k: int
    _asked: Mapping[Source, int]
    _responses: Mapping[Source, Response]
    _cells: Mapping[tuple[str, Source], Shown]
    gate: InitVar[object]

    def __post_init__(self, gate: object) -> None:
        _only_from_here(gate)

    def __repr__(self) -> str:
        return "<Released>"

    def __init_subclass__(cls) -> None:
        _no_other_way()

    def __reduce__(self) -> Never:
        _no_other_way()

    @property
    def merged(self) -> bool:
        """Whether peers and reports stand together as `around`, shown or not."""
        return Source.AROUND in self.sources

    def cell(self, item: str, source: Source) -> Shown | NotShown:
        """What is shown of this item for this source. KeyError: no such item in the round.

        A source that was not asked, or that is merged into `around`, is not shown.
        """
        if item not in self.items:
            raise KeyError(item)
        return self._cells.get((item, source), NOT_SHOWN)

    def asked(self, source: Source) -> int:
        """How many people were asked in this source, in `around` peers and reports together; 0 if none."""
        return self._asked.get(source, 0)

    def response(self, source: Source) -> Response | None:
        """The share of those asked who answered. None under k people, hence for the boss."""
        return self._responses.get(source)


def merges(
    partition: Partition, respondents: Mapping[Source, int], k: int, merged: bool | None = None
) -> bool:
    """Whether peers and reports of a round stand together: both asked, of both fewer than k answered.

    `merged`: what was settled when the round opened, whatever the numbers, since another way could set
    somebody apart beside an earlier round; see waves.merging.
    """
    if not all(partition.asked.get(part) for part in _PARTS):
        return False
    return all(respondents.get(part, 0) < k for part in _PARTS) if merged is None else merged


def release(
    partition: Partition,
    respondents: Mapping[Source, int],
    counts: Mapping[tuple[str, Source], Tally],
    *,
    k: int = K_MIRROR,
    kind: Kind = Kind.MIRROR,
    merged: bool | None = None,
) -> Released:
    """Let out of one closed round what may be seen, by the rules above. Call it once for a round.

    `respondents`: how many people of each source gave at least one answer, no chance to see included;
    a source that is missing has none. `counts`: the tally of each item for each source that was asked
    about it; an item without a single answer is named with an empty tally. `k` and `merged`: as the round was
    opened; see merges().

    BelowFloor: k under the floor of the kind. Inconsistent: more answers than people who answered, or more of
    those than were asked; in a source that was not declared, nobody was.
    """
    checked_k(k, kind)
    asked = {source: number for source, number in partition.asked.items() if number}
    people = {source: respondents.get(source, 0) for source in asked}
    _check(asked, respondents, counts)

    tallies = dict(counts)
    if merges(partition, people, k, merged):
        asked[Source.AROUND] = sum(asked.pop(part) for part in _PARTS)
        people[Source.AROUND] = sum(people.pop(part) for part in _PARTS)
        for item in {item for item, _ in counts}:
            parts = [tallies.pop((item, part)) for part in _PARTS if (item, part) in counts]
            # What only one of the two was asked about would be that one alone, under the name of both.
            if len(parts) == len(_PARTS):
                tallies[item, Source.AROUND] = parts[0] + parts[1]

    cells = {place: cell for place, tally in tallies.items() if (cell := _cell(place[1], tally, k))}
    return Released(
        items=tuple(sorted({item for item, _ in counts})),  # sorted: no order in which answers came in
        sources=tuple(source for source in Source if source in asked),
        k=k,
        _asked=MappingProxyType(asked),
        _responses=MappingProxyType(
            {
                source: _response(people[source], number)
                for source, number in asked.items()
                if people[source] >= k
            }
        ),
        _cells=MappingProxyType(cells),
        gate=GATE,
    )


def _check(
    asked: Mapping[Source, int],
    respondents: Mapping[Source, int],
    counts: Mapping[tuple[str, Source], Tally],
) -> None:
    if any(not 0 <= people <= asked.get(source, 0) for source, people in respondents.items()):
        raise Inconsistent("in a source more people answered than were asked")
    for (_, source), tally in counts.items():
        if tally.usable + tally.no_chance > respondents.get(source, 0):
            raise Inconsistent("an item has more answers than there are people who answered")


def _cell(source: Source, tally: Tally, k: int) -> Shown | None:
    number = tally.usable
    if source == Source.BOSS:
        if number == 0:
            return None
        value = Decimal(1 + tally.ratings.index(1))
        return Shown(value, False, False, None, PeopleBand.ONE, gate=GATE)
    if number < k:
        return None
    fine = number >= FINE_FROM
    mean = Fraction(sum(r * n for r, n in zip(RATINGS, tally.ratings, strict=True)), number)
    tenths, low, high = _coarse(mean, fine)
    spread = _spread(tally, mean) if fine and 20 <= tenths <= 40 else None
    people = PeopleBand.FROM_EIGHT if fine else PeopleBand.UNDER_EIGHT
    return Shown(Decimal(tenths).scaleb(-1), tenths == low, tenths == high, spread, people, gate=GATE)


def _coarse(mean: Fraction, fine: bool) -> tuple[int, int, int]:
    """The mean in tenths, rounded and with its ends closed, and these two ends."""
    step, low, high = (1, 13, 47) if fine else (5, 15, 45)
    away = abs(mean - _MIDDLE) * 10 / step
    whole, rest = divmod(away, 1)
    steps = int(whole) + (rest > Fraction(1, 2))  # a tie stays nearer the middle
    tenths = _MIDDLE * 10 + (steps if mean > _MIDDLE else -steps) * step
    return min(max(tenths, low), high), low, high


def _spread(tally: Tally, mean: Fraction) -> Spread:
    squares = Fraction(sum(r * r * n for r, n in zip(RATINGS, tally.ratings, strict=True)), tally.usable)
    variance = squares - mean * mean
    if variance < 1:
        return Spread.CLOSE
    return Spread.MIXED if variance < Fraction(169, 100) else Spread.FAR


def _response(people: int, asked: int) -> Response:
    share = Fraction(people, asked)
    if share < Fraction(2, 5):
        return Response.UNDER_HALF
    return Response.HALF if share <= Fraction(3, 5) else Response.MOST
