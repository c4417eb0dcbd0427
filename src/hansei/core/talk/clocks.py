"""Times beside what was said: seconds from the beginning, whatever clock they were read from.

Some tools count from zero and some write down the time of day; a clock of twelve hours begins anew at one.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from hansei.core.talk.transcript import Utterance

#: A first time from here on is no beginning: in text, which is often timed by the clock on the wall, and in
#: what was made of a recording.
FAR_IN_TEXT, FAR = 5 * 60, 60 * 60

_HALF_DAY, _DAY, _HOUR = 12 * 3600.0, 24 * 3600.0, 3600.0
_HALF = re.compile(r"\s?([ap])\.?m\.?$", re.IGNORECASE)
# Nobody says more words in a second; what seems to go faster is timed in hours and minutes.
_MOST_WORDS = 6
_LEAST_WORDS = 40


def seconds(clock: str) -> float:
    """ "1:02:03.5", "02:03", "1:02:03,500" or, a time of day, "9:00 AM" in seconds."""
    half = _HALF.search(clock)
    parts = [float(part) for part in _HALF.sub("", clock).replace(",", ".").split(":")]
    total = 0.0
    for part in parts:
        total = total * 60 + part
    if not half:
        return total
    total *= 60 if len(parts) == 2 else 1
    return total % _HALF_DAY + (_HALF_DAY if half[1] in "pP" else 0)


def onward(clocks: Sequence[str | None], words: Sequence[int]) -> list[float | None]:
    """The seconds of clocks that stand beside so many words each, in the order of the text.

    A time that runs backwards is none: as many are kept as can be.
    """
    known = [at for at, clock in enumerate(clocks) if clock is not None]
    times = [seconds(clocks[at] or "") for at in known]
    if times and _in_hours([clock for clock in clocks if clock], times, sum(words[known[0] : known[-1]])):
        times = [time * 60 for time in times]
    times = _over_noon(times)
    kept = _rising(times)
    found: list[float | None] = [None] * len(clocks)
    for place, at in enumerate(known):
        if place in kept:
            found[at] = times[place]
    return found


def from_first(found: Sequence[Utterance], far: float) -> list[Utterance]:
    """The same, with times counted from the first one where that is so far from zero."""
    first = min((each.start for each in found if each.start is not None), default=0.0)
    if first < far:
        return list(found)
    return [
        replace(
            each,
            start=None if each.start is None else each.start - first,
            end=None if each.end is None else max(0.0, each.end - first),
        )
        for each in found
    ]


def _in_hours(clocks: Sequence[str], times: Sequence[float], words: int) -> bool:
    """Whether these are hours and minutes: taken for minutes and seconds, nobody could speak so fast."""
    if any(_HALF.search(clock) or clock.count(":") > 1 or "." in clock or "," in clock for clock in clocks):
        return False
    passed = sum(max(0.0, later - time) for time, later in pairwise(times))
    return words >= _LEAST_WORDS and words > _MOST_WORDS * passed


def _over_noon(times: Sequence[float]) -> list[float]:
    """A clock that begins anew, at one o'clock or at midnight, goes on."""
    latest = added = 0.0
    found = []
    for time in times:
        for more in (0.0, _HALF_DAY, _DAY):
            if more and 0 <= time + added + more - latest <= _HOUR and time + added < latest:
                added += more
                break
        found.append(time + added)
        latest = max(latest, found[-1])
    return found


def _rising(times: Sequence[float]) -> set[int]:
    """The places of as many times as can stand in order."""
    ends: list[float] = []
    places: list[int] = []
    before: list[int] = []
    for at, time in enumerate(times):
        length = bisect_right(ends, time)
        before.append(places[length - 1] if length else -1)
        ends[length : length + 1] = [time]
        places[length : length + 1] = [at]
    kept = set()
    at = places[-1] if places else -1
    while at >= 0:
        kept.add(at)
        at = before[at]
    return kept
