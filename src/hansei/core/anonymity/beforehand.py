"""What numbers of people tell before anybody answers: who stands together, and where silence would be seen.

Nothing that is shown says who answered. But it says how many did, at least: by being there at all, by how
exact a figure is, by the band of those who answered. In a group of just k that is everybody, and of eight,
since a figure in tenths rests on eight. Of nine it can be: 2.2 is a mean of nine people, and of no eight.
Where peers and reports stand together it can be everybody of the smaller of the two: of one peer beside three
reports or more, since of either fewer than k answered. Those people are told before they answer.
"""

from collections.abc import Collection, Mapping
from typing import Final

from hansei.core.anonymity.gate import _PARTS, FINE_FROM, _response
from hansei.core.anonymity.terms import Source

_EVERY_TENTH: Final = 10  # people, of whom a mean can be any tenth; of eight and nine it cannot
_OTHER: Final = {Source.PEERS: Source.REPORTS, Source.REPORTS: Source.PEERS}


def sure_together(asked: Mapping[Source, int], k: int, merged: bool | None = None) -> bool:
    """Whether peers and reports are sure to stand together, however many answer.

    Sure it is when people of both are asked and neither could reach k alone, or when it was settled as the
    round opened (`merged`). Else it depends on how many answer; see merges().
    """
    if not all(asked.get(part) for part in _PARTS):
        return False
    return all(asked[part] < k for part in _PARTS) if merged is None else merged


def group_of(
    source: Source,
    asked: Mapping[Source, int],
    placed: Collection[Source],
    k: int,
    merged: bool | None = None,
) -> int:
    """How many are asked in the group in which this source stands in one item that `placed` are asked about.

    0 where nothing of it can be shown, since it is asked of one alone of the two that stand together. Where
    that depends on how many answer, it is the source by itself.
    """
    if source not in placed:
        return 0
    if source not in _PARTS or not sure_together(asked, k, merged):
        return asked.get(source, 0)
    return sum(asked[part] for part in _PARTS) if set(_PARTS) <= set(placed) else 0


def tells_all(source: Source, asked: Mapping[Source, int], k: int, merged: bool | None = None) -> bool:
    """Whether what is shown of a round can tell that everybody answered who was asked as `source`.

    `merged`: as the round was opened. Of the boss it can in any case, and the boss is told that by itself.
    """
    number = asked.get(source, 0)
    if number == 0 or source is Source.BOSS:
        return False
    if not (source in _PARTS and sure_together(asked, k, merged)) and group_tells_all(number, k):
        return True
    other = asked.get(_OTHER[source], 0) if source in _OTHER else 0
    if not other or merged is False:
        return False
    # Together: of each fewer than k answered, unless it was settled whatever the numbers.
    most = {part: asked[part] if merged else min(asked[part], k - 1) for part in _PARTS}
    return _at_least(sum(most.values()), number + other, k) - most[_OTHER[source]] >= number


def group_tells_all(asked: int, k: int) -> bool:
    """The same of one group by itself, such as a part of the organization in the pulse."""
    return 0 < asked <= _at_least(asked, asked, k)


def _at_least(answered: int, asked: int, k: int) -> int:
    """What may be shown when so many of a group answered: how many answered at least, as far as it tells."""
    if answered < k:
        return 0
    start = k
    if answered >= FINE_FROM:
        fewest = max(k, FINE_FROM)
        start = min(answered, fewest + 1) if fewest < _EVERY_TENTH else fewest
    band = _response(answered, asked)
    return next(number for number in range(start, answered + 1) if _response(number, asked) is band)
