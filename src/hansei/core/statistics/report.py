"""The report of a researcher's own ratings: exact figures of single groups, which no gate has coarsened.

It is for data that somebody may see in full. Nothing of the running product uses it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from hansei.core.statistics.agreement import Index, agreement, band
from hansei.core.statistics.change import unpaired_change
from hansei.core.statistics.differences import POOLED_SD, noise_bound
from hansei.core.statistics.groups import mean, people, pooled_sd, standard_error, variance
from hansei.core.statistics.ratings import Problem, Rating
from hansei.core.statistics.reliability import average_size, cronbach_alpha, icc1, icc2
from hansei.core.statistics.terms import Unanswerable

NO_GATE: Final = (
    "No gate was applied: these are exact figures of single groups, and whoever reads them can work out what "
    "single people answered. Do not show them to the leaders they are about, or to anyone who may not see "
    "the answers themselves."
)
_POINTS: Final = 5

_Place = tuple[str, str, str, int]  # leader, behaviour, source, wave


class _Data:
    """The ratings, sorted by what they are."""

    def __init__(self, ratings: Iterable[Rating]) -> None:
        self.answers: dict[_Place, list[Rating]] = defaultdict(list)
        self.own: dict[tuple[str, str, int], int] = {}
        self.expected: dict[_Place, int] = {}
        for one in ratings:
            place = (one.leader, one.behaviour, one.source, one.wave)
            if one.is_own:
                self.own[one.leader, one.behaviour, one.wave] = one.score
            elif one.is_expected:
                self.expected[place] = one.score
            else:
                self.answers[place].append(one)
        self.counts = {place: _counted(found) for place, found in sorted(self.answers.items())}


def report(ratings: Sequence[Rating], problems: Sequence[Problem] = ()) -> dict[str, Any]:
    """Everything that can be said of these ratings, as plain data; what cannot be says why.

    The order of the rows changes nothing, and no observer is named.
    """
    data = _Data(ratings)
    told = [counts for counts in data.counts.values() if sum(counts)]
    spread, pooled_from = _pooled(told)
    return {
        "gate": "none",
        "note": NO_GATE,
        "rows": {
            "used": len(ratings),
            "left_out": [{"row": one.row, "field": one.field, "problem": one.sentence} for one in problems],
        },
        "pooled_sd": spread,
        "pooled_sd_from": pooled_from,
        "groups": [_group(data, place, spread) for place in data.counts],
        "changes": list(_changes(data)),
        "over_behaviours": list(_over_behaviours(data)),
        "between_leaders": list(_between_leaders(data)),
        "alpha": list(_alphas(data)),
    }


def _counted(found: Iterable[Rating]) -> tuple[int, ...]:
    counts = [0] * _POINTS
    for one in found:
        if one.score:
            counts[one.score - 1] += 1
    return tuple(counts)


def _pooled(groups: Sequence[Sequence[int]]) -> tuple[float, str]:
    try:
        return pooled_sd(groups), "file"
    except Unanswerable:
        return float(POOLED_SD), "start value"


def _or_why(question: Callable[..., Any], *of: Any) -> Any:
    try:
        return question(*of)
    except Unanswerable as error:
        return {"no_answer": str(error)}


def _sd(counts: Sequence[int]) -> float:
    return float(variance(counts) ** 0.5)


def _group(data: _Data, place: _Place, spread: float) -> dict[str, Any]:
    leader, behaviour, source, wave = place
    counts = data.counts[place]
    own, expected = data.own.get((leader, behaviour, wave)), data.expected.get(place)
    said: dict[str, Any] = {
        "leader": leader,
        "behaviour": behaviour,
        "source": source,
        "wave": wave,
        "people": people(counts),
        "no_chance_to_see": len(data.answers[place]) - people(counts),
        "mean": _or_why(mean, counts),
        "sd": _or_why(_sd, counts),
        "standard_error": _or_why(standard_error, counts),
        "own": own,
        "expected": expected,
        "known_before": own - expected if own and expected else None,
    }
    if people(counts):
        limit = float(noise_bound(people(counts), Decimal(spread)))
        apart = expected - mean(counts) if expected else None
        said["surprise"] = apart
        said["item_gap"] = own - mean(counts) if own else None
        said["noise_bound"] = limit
        said["more_than_noise"] = None if apart is None else abs(apart) >= limit
    said["r_wg"] = _or_why(_agreed, Index.R_STAR_WG_J, [counts])
    said["ad_m"] = _or_why(_agreed, Index.AD_M, [counts])
    return said


def _agreed(index: Index, items: Sequence[Sequence[int]]) -> dict[str, Any]:
    found = agreement(index, items)
    said: dict[str, Any] = {
        "value": found.value,
        "chance_level": found.chance,
        "beyond_chance": found.beyond_chance,
    }
    return said if index is Index.AD_M else {**said, "band": band(found.value).value}


def _changes(data: _Data) -> Iterable[dict[str, Any]]:
    waves: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for leader, behaviour, source, wave in data.counts:
        waves[leader, behaviour, source].append(wave)
    for (leader, behaviour, source), found in waves.items():
        for before, now in pairwise(sorted(found)):
            yield {
                "leader": leader,
                "behaviour": behaviour,
                "source": source,
                "from": before,
                "to": now,
                "change": _or_why(
                    _change, *(data.counts[leader, behaviour, source, wave] for wave in (before, now))
                ),
            }


def _change(before: Sequence[int], now: Sequence[int]) -> dict[str, Any]:
    found = unpaired_change(before, now)
    return {"value": found.value, "low": found.low, "high": found.high, "says": found.says.value}


def _over_behaviours(data: _Data) -> Iterable[dict[str, Any]]:
    items: dict[tuple[str, str, int], list[tuple[int, ...]]] = defaultdict(list)
    for (leader, _, source, wave), counts in data.counts.items():
        items[leader, source, wave].append(counts)
    for (leader, source, wave), found in sorted(items.items()):
        if len(found) > 1:
            yield {
                "leader": leader,
                "source": source,
                "wave": wave,
                "behaviours": len(found),
                **{index.value: _or_why(_agreed, index, found) for index in Index},
            }


def _between_leaders(data: _Data) -> Iterable[dict[str, Any]]:
    groups: dict[tuple[str, str, int], list[tuple[int, ...]]] = defaultdict(list)
    for (_, behaviour, source, wave), counts in data.counts.items():
        groups[behaviour, source, wave].append(counts)
    for (behaviour, source, wave), found in sorted(groups.items()):
        yield {
            "behaviour": behaviour,
            "source": source,
            "wave": wave,
            "leaders": sum(1 for counts in found if sum(counts)),
            "people_each": _or_why(average_size, found),
            "icc1": _or_why(icc1, found),
            "icc2": _or_why(icc2, found),
        }


def _alphas(data: _Data) -> Iterable[dict[str, Any]]:
    answered: dict[tuple[str, int], dict[tuple[str, str], dict[str, int]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for (leader, behaviour, source, wave), found in data.answers.items():
        for one in found:
            if one.score:
                answered[source, wave][leader, one.observer][behaviour] = one.score
    for (source, wave), people_of in sorted(answered.items()):
        items = sorted({behaviour for rated in people_of.values() for behaviour in rated})
        rows = [[rated[item] for item in items] for rated in people_of.values() if len(rated) == len(items)]
        yield {
            "source": source,
            "wave": wave,
            "items": len(items),
            "people": len(rows),
            "alpha": _or_why(cronbach_alpha, rows),
        }
