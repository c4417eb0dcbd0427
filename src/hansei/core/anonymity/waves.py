"""Asking again: two rounds about one person must not tell, set side by side, what somebody answered.

The gate looks at one round. Whoever holds the figures of two groups that differ by one person can take one
from the other. So the same is asked again only of the same people, or of a group that differs by at least k
(evidence, 3.3). Those who were asked decide, since nobody knows who answered.
"""

from collections.abc import Hashable, Iterator, Mapping
from typing import Final

from hansei.core.anonymity.terms import Source

#: Who was asked about one item, by source.
Wave = Mapping[Source, frozenset[Hashable]]

_MERGED: Final = (Source.PEERS, Source.REPORTS)


def too_alike(now: Wave, before: Wave, k: int) -> bool:
    """Whether a group of `now` differs from one of `before` by somebody, and by fewer than `k` people.

    Compared is whatever could be shown: the boss by name, a source of k or more, peers and reports together;
    under whichever name, since somebody may be asked as something else the second time.
    """
    for source, group in _shown(now, k):
        for other_source, other in _shown(before, k):
            if source is other_source is Source.BOSS:
                continue  # two people, each by name: nothing is told that they did not say
            if _part_of_the_same(now, before, source, other_source):
                continue
            if 0 < len(group ^ other) < k:
                return True
    return False


def _shown(wave: Wave, k: int) -> Iterator[tuple[Source, frozenset[Hashable]]]:
    for source, group in wave.items():
        if len(group) >= k or (source is Source.BOSS and group):
            yield source, group
    parts = [wave.get(source, frozenset()) for source in _MERGED]
    together = parts[0] | parts[1]
    if all(parts) and len(together) >= k:
        yield Source.AROUND, together


def _part_of_the_same(now: Wave, before: Wave, one: Source, other: Source) -> bool:
    """One source beside peers and reports together: the same people asked again, merged once, once not."""
    part = other if one is Source.AROUND else one
    return Source.AROUND in (one, other) and part in _MERGED and now.get(part) == before.get(part)
