"""Asking again, and asking more people: what two or more rounds about one person may be, side by side.

The gate looks at one round. Whoever holds the figures of two groups that differ by one person can take one
from the other; of three groups, one from two others. So the same is asked again only of the same people, or
of groups that cut each other nowhere into a part under k: of all groups that were shown or can be, whatever
some have in common, and whatever sets them apart, is nobody or at least k people (evidence, 3.3). Those who
were asked decide, since nobody knows who answered.

More people, asked beside a first round, are people who were not asked in it, and enough of them. They stand
apart and are never added in: a figure over both, beside the first, would give the second exactly.

What this does not do. Where a group changed by k or more, somebody may suppose that all who were asked twice
answered the same twice, and take one figure from the other. What is left is a part of k people or more, and
of that a mean; only where that lies at an end of the scale would it tell what they all answered. How seldom,
is in `told`.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import product
from typing import Final

from hansei.core.anonymity.terms import Source

Group = frozenset[Hashable]
#: Who was asked about one item, by source.
Wave = Mapping[Source, Group]

_MERGED: Final = (Source.PEERS, Source.REPORTS)
_NOBODY: Final[Group] = frozenset()
#: Peers and reports that may have been merged or not; with more than this of them nothing more is asked.
_MOST_UNSURE: Final = 10


def too_alike(now: Wave, before: Wave | Sequence[Wave], k: int) -> bool:
    """Whether `now`, beside what was asked `before`, could set a group under `k` people apart; see alike."""
    return bool(alike(now, [before] if isinstance(before, Mapping) else before, k))


def alike(now: Wave, before: Iterable[Wave], k: int) -> frozenset[Source]:
    """The sources of `now` that, beside all waves of `before`, would set fewer than `k` people apart.

    Looked at is whatever could be shown: the boss by name, a source of k or more, peers and reports together
    or each alone; under whichever name, since somebody may be asked as something else the second time.
    """
    earlier = list(before)
    named = frozenset[Hashable]().union(*(wave.get(Source.BOSS, _NOBODY) for wave in (now, *earlier)))
    unsure = list(dict.fromkeys(map(_pair, (now, *earlier))))
    found: set[Source] = set()
    for states in _states(unsure, k):
        then = [shown for wave in earlier for shown in _shown(wave, k, states[_pair(wave)])]
        here = list(_shown(now, k, states[_pair(now)]))
        found |= _cut(here, then, k, named)
        # A boss answers by name, so can be taken out of a group in which they were asked as something else.
        found |= _cut(_without_bosses(here), _without_bosses(then), k, _NOBODY)
    if Source.AROUND in found:
        found = found - {Source.AROUND} | {source for source in _MERGED if now.get(source)}
    # Named are those who are others than at some time; the rest was cut by them.
    changed = {s for s in found if any(now[s] != wave.get(s, _NOBODY) for wave in earlier)}
    return frozenset(changed or found)


_Shown = tuple[Source, Group]


def _cut(here: Sequence[_Shown], then: Sequence[_Shown], k: int, named: Group) -> set[Source]:
    """The sources of `here` that cut what was shown `then`, or each other, into a part under k.

    A part of people who are `named` in any case is none.
    """
    before = _classes([group for _, group in then])
    found: set[Source] = set()
    for part, signature in _classes([group for _, group in (*then, *here)]).items():
        whole = next((one for one, of in before.items() if of == signature[: len(then)]), _NOBODY)
        if part != whole and len(part) < k and not part <= named:
            touched = {source for source, group in here if group & (part | whole)}
            found |= touched or {source for source, _ in here}
    return found


def _without_bosses(shown: Sequence[_Shown]) -> list[_Shown]:
    return [one for one in shown if one[0] is not Source.BOSS]


def _pair(wave: Wave) -> tuple[Group, Group]:
    return wave.get(_MERGED[0], _NOBODY), wave.get(_MERGED[1], _NOBODY)


def _states(pairs: Sequence[tuple[Group, Group]], k: int) -> Iterator[dict[tuple[Group, Group], bool]]:
    """Every way in which peers and reports can have been merged; the same people each time in one way."""
    ways: list[tuple[bool, ...]] = []
    for peers, reports in pairs:
        if not peers or not reports:
            ways.append((False,))
        elif len(peers) < k and len(reports) < k:
            ways.append((True,))
        else:
            ways.append((False, True))
    if sum(len(way) > 1 for way in ways) > _MOST_UNSURE:
        ways = [way[-1:] for way in ways]
    for one in product(*ways):
        yield dict(zip(pairs, one, strict=True))


def _shown(wave: Wave, k: int, merged: bool) -> Iterator[tuple[Source, Group]]:
    for source, group in wave.items():
        if source is Source.BOSS:
            if group:
                yield source, group
        elif len(group) >= k and not (merged and source in _MERGED):
            yield source, group
    together = frozenset().union(*_pair(wave))
    if merged and len(together) >= k:
        yield Source.AROUND, together


def _classes(groups: Sequence[Group]) -> dict[Group, tuple[bool, ...]]:
    """Everybody in one of the groups, by the groups that they are in."""
    found: dict[tuple[bool, ...], set[Hashable]] = {}
    for person in frozenset[Hashable]().union(*groups):
        found.setdefault(tuple(person in group for group in groups), set()).add(person)
    return {frozenset(people): signature for signature, people in found.items()}


class More(StrEnum):
    """Whether more people can be asked beside a first round."""

    POSSIBLE = "possible"
    ASKED_BEFORE = "asked_before"  # somebody was asked in the first round, or in another beside it
    TOO_FEW = "too_few"  # nothing of them could be shown


def asks_more(now: Wave, before: Iterable[Wave], k: int) -> More:
    """Whether `now` are more people in the sense above: nobody of `before`, and a group that can be shown.

    The boss alone is not more people.
    """
    asked = frozenset[Hashable]().union(*(group for wave in before for group in wave.values()))
    here = [group for source, group in now.items() if source is not Source.BOSS]
    if any(group & asked for group in now.values()):
        return More.ASKED_BEFORE
    together = frozenset().union(*_pair(now))
    if any(len(group) >= k for group in here) or (all(_pair(now)) and len(together) >= k):
        return More.POSSIBLE
    return More.TOO_FEW
