"""The gate of the pulse: what one part of the organization believes, item by item, and nothing else.

The rules of the package hold here too: whether an item is shown depends on numbers of people alone, the mean
is exact until it is rounded once and has closed ends, nothing is said under k. Besides:

1.  The parts of one wave have nobody in common, and there is no total over them, so no two of them can be
    taken from each other. The caller keeps that (`pulse.parts`); this looks at one part.
2.  The share of 4 and 5 stands in tenths, from 8 people on. It is the number of 4 and 5 that counts, hence
    beside an exact mean some shares come about in one way only: of eight people, a mean of 2.5 and a share
    of one half is four 1 and four 4. So the share has closed ends everywhere, at 20 and 80 %, and further in
    where the mean says so: two tenths before the least and the greatest share that a mean allows. Where
    both ends meet nothing is left to say, and no share stands there: it does beside means from 2.5 to 4.0,
    but for a few. All of it follows from the mean that is shown, so an absent share says nothing.
3.  No spread, no bounds, no number of people.

Tests prove by enumeration that what stands for one item never comes from one unanimous set alone, under 8
people never from fewer than four sets of answers, from 8 from three, and beside a share from four.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import InitVar, dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Never, final

from hansei.core.anonymity.gate import (
    FINE_FROM,
    GATE,
    NOT_SHOWN,
    NotShown,
    _coarse,
    _no_other_way,
    _only_from_here,
    _response,
)
from hansei.core.anonymity.stored import framed, unframed
from hansei.core.anonymity.terms import (
    K_PULSE,
    RATINGS,
    Inconsistent,
    Kind,
    PeopleBand,
    Response,
    Tally,
    checked_k,
)

_PURPOSE: Final = "hansei.anonymity.beliefs.1"
_LOW_SHARE, _HIGH_SHARE = 2, 8  # tenths: the ends are closed here whatever the mean
_AWAY: Final = 2  # tenths that stay between an end and the last share which the mean allows


@final
@dataclass(frozen=True, slots=True, repr=False)
class Share:
    """The share of 4 and 5 in percent, a multiple of ten; `low_end`: "or less", `high_end`: "or more"."""

    percent: int
    low_end: bool
    high_end: bool
    gate: InitVar[object]

    def __post_init__(self, gate: object) -> None:
        _only_from_here(gate)

    def __repr__(self) -> str:
        return "<Share>"

    def __init_subclass__(cls) -> None:
        _no_other_way()

    def __reduce__(self) -> Never:
        _no_other_way()


@final
@dataclass(frozen=True, slots=True, repr=False)
class Belief:
    """What is shown of one item: the mean of a part, from 8 people on a share beside it where there is one.

    `value`: 1.5 to 4.5 in half steps under 8 people, 1.3 to 4.7 in tenths from 8; 5 speaks for the belief,
    in a reversed item too. `low_end`, `high_end`: it reads "or less", "or more".
    """

    value: Decimal
    low_end: bool
    high_end: bool
    share: Share | None
    people: PeopleBand
    gate: InitVar[object]

    def __post_init__(self, gate: object) -> None:
        _only_from_here(gate)

    def __repr__(self) -> str:
        return "<Belief>"

    def __init_subclass__(cls) -> None:
        _no_other_way()

    def __reduce__(self) -> Never:
        _no_other_way()


@final
@dataclass(frozen=True, slots=True, repr=False)
class Believed:
    """All that is ever shown of one part in one wave; release_beliefs() and restore_beliefs() make it."""

    items: tuple[str, ...]
    k: int
    response: Response | None
    _cells: Mapping[str, Belief]
    gate: InitVar[object]

    def __post_init__(self, gate: object) -> None:
        _only_from_here(gate)

    def __repr__(self) -> str:
        return "<Believed>"

    def __init_subclass__(cls) -> None:
        _no_other_way()

    def __reduce__(self) -> Never:
        _no_other_way()

    @property
    def shown(self) -> Mapping[str, Belief]:
        """The items that are shown, with what is shown of them."""
        return MappingProxyType(dict(self._cells))

    def cell(self, item: str) -> Belief | NotShown:
        """What is shown of this item. KeyError: it was not asked."""
        if item not in self.items:
            raise KeyError(item)
        return self._cells.get(item, NOT_SHOWN)


def release_beliefs(
    asked: int, respondents: int, counts: Mapping[str, Tally], *, k: int = K_PULSE
) -> Believed:
    """Let out of one closed part of a wave what may be seen. Call it once for a part.

    `asked`: how many people, declared when it opened; `respondents`: how many answered anything, "I cannot
    say" included. `counts`: a tally for each item, reversed ones already turned. `k`: as it was opened.
    BelowFloor, Inconsistent: as in `release`.
    """
    checked_k(k, Kind.PULSE)
    if not 0 <= respondents <= asked:
        raise Inconsistent("more people answered than were asked")
    if any(tally.usable + tally.no_chance > respondents for tally in counts.values()):
        raise Inconsistent("an item has more answers than there are people who answered")
    return Believed(
        items=tuple(sorted(counts)),
        k=k,
        response=_response(respondents, asked) if respondents >= k else None,
        _cells=MappingProxyType(
            {item: _belief(tally) for item, tally in sorted(counts.items()) if tally.usable >= k}
        ),
        gate=GATE,
    )


def _belief(tally: Tally) -> Belief:
    number = tally.usable
    fine = number >= FINE_FROM
    mean = Fraction(sum(r * n for r, n in zip(RATINGS, tally.ratings, strict=True)), number)
    tenths, low, high = _coarse(mean, fine)
    share = _share(Fraction(tally.ratings[3] + tally.ratings[4], number), tenths) if fine else None
    people = PeopleBand.FROM_EIGHT if fine else PeopleBand.UNDER_EIGHT
    return Belief(Decimal(tenths).scaleb(-1), tenths == low, tenths == high, share, people, gate=GATE)


def _share(exact: Fraction, mean: int) -> Share | None:
    """The share beside a mean in tenths, between ends that follow from the mean; None where they meet."""
    # With a share p the mean is from 1 + 3p (all others 1, these 4) to 3 + 2p (all others 3, these 5).
    least = Fraction(mean - 30, 20) * 10
    greatest = Fraction(mean - 10, 30) * 10
    low = max(_LOW_SHARE, -((-least - _AWAY) // 1))
    high = min(_HIGH_SHARE, (greatest - _AWAY) // 1)
    if low >= high:
        return None
    tenths = min(max(_nearest(exact * 10), low), high)
    return Share(tenths * 10, tenths == low, tenths == high, gate=GATE)


def _nearest(tenths: Fraction) -> int:
    """Rounded; a tie goes towards the middle, so that both ends are treated alike."""
    whole, rest = divmod(abs(tenths - 5), 1)
    steps = int(whole) + (rest > Fraction(1, 2))
    return 5 + (steps if tenths > 5 else -steps)


def beliefs_to_json(believed: Believed, key: bytes) -> bytes:
    """As JSON with a keyed hash over it. `key` (32 bytes) belongs to this one part of one wave."""
    content = {
        "items": believed.items,
        "k": believed.k,
        "response": believed.response,
        "cells": {
            item: {
                "value": str(cell.value),
                "low_end": cell.low_end,
                "high_end": cell.high_end,
                "share": cell.share and [cell.share.percent, cell.share.low_end, cell.share.high_end],
                "people": cell.people,
            }
            for item, cell in believed._cells.items()
        },
    }
    return framed(json.dumps(content, sort_keys=True, separators=(",", ":")).encode(), key, _PURPOSE)


def restore_beliefs(data: bytes, key: bytes) -> Believed:
    """As it was stored; NotAuthentic unless it is exactly what beliefs_to_json() wrote under `key`."""
    content = json.loads(unframed(data, key, _PURPOSE))
    return Believed(
        items=tuple(content["items"]),
        k=content["k"],
        response=content["response"] and Response(content["response"]),
        _cells=MappingProxyType(
            {
                item: Belief(
                    Decimal(cell["value"]),
                    cell["low_end"],
                    cell["high_end"],
                    _share_again(cell["share"]),
                    PeopleBand(cell["people"]),
                    gate=GATE,
                )
                for item, cell in content["cells"].items()
            }
        ),
        gate=GATE,
    )


def _share_again(stored: tuple[int, bool, bool] | None) -> Share | None:
    if stored is None:
        return None
    percent, low_end, high_end = stored
    return Share(percent, low_end, high_end, gate=GATE)
