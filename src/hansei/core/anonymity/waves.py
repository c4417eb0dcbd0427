"""Asking again, and asking more people: what two or more rounds about one person may be, side by side.

The gate looks at one round. Whoever holds the figures of two groups that differ by one person can take one
from the other; of three groups, one from two others. So the same is asked again only of the same people, or
of groups that cut each other nowhere into a part under k: of all groups that were shown or can be, whatever
some have in common, and whatever sets them apart, is nobody or at least k people (evidence, 3.3). Those who
were asked decide, since nobody knows who answered.

More people, asked beside a first round, are people who were not asked in it, and enough of them. They stand
apart and are never added in: a figure over both, beside the first, would give the second exactly.

Whether a group was shown is decided by the minimum of its own round; how small a part may be, by the greatest
of all. Whether peers and reports stand together is known of a round that is closed. Where the same people are
asked again, one way may set nobody apart and the other would (six peers and two reports, shown together then
and alone now): then the new round is opened in the way that does not, see `merging`.

What this does not do. Where a group changed by k or more, somebody may suppose that all who were asked twice
answered the same twice, and take one figure from the other. What is left is a part of k people or more, and
of that a mean; only where that lies at an end of the scale would it tell what they all answered. How seldom,
is in `told`.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import product
from math import prod
from typing import Final, NamedTuple, TypeVar

from hansei.core.anonymity.terms import Source

Item = TypeVar("Item", bound=Hashable)
Group = frozenset[Hashable]
#: Who was asked about one item, by source.
Wave = Mapping[Source, Group]


class Earlier(NamedTuple):
    """An earlier wave: who was asked, the minimum of its round, and whether peers and reports stand together.

    `merged` is None where that is not known: the round is not closed.
    """

    asked: Wave
    k: int
    merged: bool | None = None


_MERGED: Final = (Source.PEERS, Source.REPORTS)
_NOBODY: Final[Group] = frozenset()
#: In so many ways peers and reports may stand together or not, over all waves. Beyond that nothing is asked.
_MOST_WAYS: Final = 8


def too_alike(now: Wave, before: Wave | Sequence[Wave], k: int) -> bool:
    """Whether `now`, beside what was asked `before` under the same `k`, could set a group under `k` apart."""
    waves = [before] if isinstance(before, Mapping) else before
    return bool(alike(now, [Earlier(wave, k) for wave in waves], k))


def alike(now: Wave, before: Iterable[Earlier], k: int, *, merged: bool | None = None) -> frozenset[Source]:
    """The sources of `now` that, beside all waves of `before`, would set too few people apart.

    Looked at is whatever could be shown: the boss by name, a source of k or more, peers and reports together
    or each alone (`merged` says which, where that is settled beforehand); under whichever name, since
    somebody may be asked as something else the second time. Too few are fewer than the greatest k of all.
    Where it cannot be looked at, since too much is not known of too many waves, it is every source.
    """
    waves = [Earlier(now, k, merged), *_once(before)]
    least = max(wave.k for wave in waves)
    named = frozenset[Hashable]().union(*(wave.asked.get(Source.BOSS, _NOBODY) for wave in waves))
    ways = [_ways(wave) for wave in waves]
    if prod(map(len, ways)) > _MOST_WAYS:
        return frozenset(source for source, group in now.items() if group)
    found: set[Source] = set()
    for way in product(*ways):
        here, *others = (list(_shown(wave, one)) for wave, one in zip(waves, way, strict=True))
        then = [shown for other in others for shown in other]
        found |= _cut(here, then, least, named)
        # A boss answers by name, so can be taken out of a group in which they were asked as something else.
        found |= _cut(_without_bosses(here), _without_bosses(then), least, _NOBODY)
    if Source.AROUND in found:
        found = found - {Source.AROUND} | {source for source in _MERGED if now.get(source)}
    # Named are those who are others than at some time; the rest was cut by them.
    changed = {s for s in found if any(now[s] != wave.asked.get(s, _NOBODY) for wave in waves[1:])}
    return frozenset(changed or found)


def merging(
    now: Mapping[Item, Wave], before: Mapping[Item, Iterable[Earlier]], k: int
) -> tuple[Mapping[Item, frozenset[Source]], bool | None]:
    """What of a whole round is too alike (see `alike`), and in which way peers and reports are to stand then.

    By the numbers of those who answer (None) if that sets nobody apart; else as they stood when just the same
    were asked, if that does not, or leaves fewer items over. One way for the whole round: the gate knows one.
    """
    earlier = {item: list(waves) for item, waves in before.items()}
    pairs = {_pair(wave) for wave in now.values() if all(_pair(wave))}
    as_before = {wave.merged for waves in earlier.values() for wave in waves if _pair(wave.asked) in pairs}
    found = []
    for way in (None, *sorted(way for way in as_before if way is not None)):
        refused = {
            item: sources
            for item, wave in now.items()
            if (sources := alike(wave, earlier.get(item, ()), k, merged=way))
        }
        found.append((refused, way))
        if not refused:
            break
    return min(found, key=lambda one: len(one[0]))


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


def _once(waves: Iterable[Earlier]) -> list[Earlier]:
    """Each wave once: what was asked of just the same people twice sets no more apart."""
    found = {(frozenset(wave.asked.items()), wave.k, wave.merged): wave for wave in waves}
    return list(found.values())


def _ways(wave: Earlier) -> tuple[bool, ...]:
    """Whether peers and reports can stand together, and whether alone."""
    peers, reports = _pair(wave.asked)
    if wave.merged is not None:
        return (wave.merged,)
    if not peers or not reports:
        return (False,)
    return (True,) if len(peers) < wave.k and len(reports) < wave.k else (False, True)


def _shown(wave: Earlier, merged: bool) -> Iterator[_Shown]:
    for source, group in wave.asked.items():
        if source is Source.BOSS:
            if group:
                yield source, group
        elif len(group) >= wave.k and not (merged and source in _MERGED):
            yield source, group
    peers, reports = _pair(wave.asked)
    # Of what one of the two alone was asked about, nothing is shown where they stand together.
    if merged and peers and reports and len(peers | reports) >= wave.k:
        yield Source.AROUND, peers | reports


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

    The boss, who is one person, is fewer than any `k`.
    """
    asked = frozenset[Hashable]().union(*(group for wave in before for group in wave.values()))
    if any(group & asked for group in now.values()):
        return More.ASKED_BEFORE
    together = frozenset().union(*_pair(now))
    if any(len(group) >= k for group in now.values()) or (all(_pair(now)) and len(together) >= k):
        return More.POSSIBLE
    return More.TOO_FEW
