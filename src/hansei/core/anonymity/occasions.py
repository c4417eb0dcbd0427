"""Occasions that people around remember, in their own words: shown from k up, in no order, beside no figure.

What is promised. An occasion is shown only among at least k of the same behaviour and source, each by another
person; numbers of people alone decide this, so that a refusal says nothing about what was written. Nothing in
what comes out depends on the order in which it was handed in, and nothing in it leads to a rating. Peers and
reports stand together exactly when their figures do: a source that is held back there is held back here.
Where more than k were asked, as many occasions as people never come out: one is left out by lot if all told
one, so that no number of occasions says that everybody answered.

What this does not do. Words can tell who wrote them, by what happened or by how it is written. Those who
write are told so before, and consent to this alone; nobody can take that from them here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import InitVar, dataclass
from types import MappingProxyType
from typing import Final, TypeVar, final

from hansei.core.anonymity.gate import GATE
from hansei.core.anonymity.stored import framed, unframed
from hansei.core.anonymity.terms import K_MIRROR, Source, checked_k

_PURPOSE: Final = "hansei.anonymity.occasions.1"
_MERGED: Final = (Source.PEERS, Source.REPORTS)

T = TypeVar("T")

#: The same texts, in an order that tells nothing. Any of `random.SystemRandom().sample` is good for it.
Shuffle = Callable[[Sequence[str]], Sequence[str]]


@final
@dataclass(frozen=True, slots=True, repr=False)
class Occasions:
    """All occasions of one round that may be read, by behaviour and source. It never changes."""

    _shown: Mapping[tuple[str, Source], tuple[str, ...]]
    gate: InitVar[object]

    def __post_init__(self, gate: object) -> None:
        if gate is not GATE:
            raise TypeError("only release_occasions() and restore_occasions() make this")

    def __repr__(self) -> str:
        return "<Occasions>"

    def of(self, item: str, source: Source) -> tuple[str, ...]:
        """What may be read of one behaviour and source; nothing where fewer than k wrote something."""
        return self._shown.get((item, source), ())

    def __bool__(self) -> bool:
        return bool(self._shown)


def readable(
    written: Mapping[tuple[str, Source], Sequence[T]],
    asked: Mapping[tuple[str, Source], int],
    *,
    merged: bool,
    shuffle: Callable[[Sequence[T]], Sequence[T]],
    k: int = K_MIRROR,
) -> dict[tuple[str, Source], tuple[T, ...]]:
    """Of what was written, what may be read, by item and source: by numbers of people alone, and by lot.

    `written`: one of each person, by item and source. `asked`: how many were asked about an item in a source,
    for every item and source. `merged`: whether the round's figures put peers and reports together.
    ValueError: words of a boss, who is read by name; BelowFloor: k under the floor of the mirror.
    """
    checked_k(k)
    groups: dict[tuple[str, Source], list[T]] = {}
    people: dict[tuple[str, Source], int] = {}
    for (item, source), texts in written.items():
        if source in (Source.BOSS, Source.AROUND):
            raise ValueError("occasions are of peers, reports and people further off")
        parts = _MERGED if merged and source in _MERGED else (source,)
        if not all(asked.get((item, part)) for part in parts):
            continue  # asked of one of the two alone: held back where they stand together
        place = (item, source if len(parts) == 1 else Source.AROUND)
        groups.setdefault(place, []).extend(texts)
        people[place] = sum(asked[item, part] for part in parts)
    return {
        place: tuple(shuffle(texts))[: max(k, people[place] - 1)]
        for place, texts in sorted(groups.items())
        if len(texts) >= k
    }


def release_occasions(
    written: Mapping[tuple[str, Source], Sequence[str]],
    asked: Mapping[tuple[str, Source], int],
    *,
    merged: bool,
    shuffle: Shuffle,
    k: int = K_MIRROR,
) -> Occasions:
    """Let out of one closed round the occasions that may be read, see readable(); once for a round."""
    # Sorted first: then nothing of the order in which they lay can come through the shuffle.
    ordered = {place: sorted(texts) for place, texts in written.items()}
    shown = readable(ordered, asked, merged=merged, shuffle=lambda texts: shuffle(sorted(texts)), k=k)
    return Occasions(MappingProxyType(shown), gate=GATE)


def occasions_to_json(occasions: Occasions, key: bytes) -> bytes:
    """The occasions with a keyed hash over them; `key` as for a release, derived for this one round."""
    content: dict[str, dict[str, list[str]]] = {}
    for (item, source), texts in occasions._shown.items():
        content.setdefault(item, {})[source] = list(texts)
    return framed(json.dumps(content, sort_keys=True, separators=(",", ":")).encode(), key, _PURPOSE)


def restore_occasions(data: bytes, key: bytes) -> Occasions:
    """Stored occasions, as they were; NotAuthentic unless they are exactly what was written under `key`."""
    content = json.loads(unframed(data, key, _PURPOSE))
    shown = {
        (item, Source(source)): tuple(texts)
        for item, by_source in content.items()
        for source, texts in by_source.items()
    }
    return Occasions(MappingProxyType(shown), gate=GATE)
