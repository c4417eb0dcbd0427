"""What began in some days: entries, their titles with how often and how long, and the sum of those ticked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final, Literal
from zoneinfo import ZoneInfo

from hansei.core.calendar.reading import Event, Moment, Read, Reason, Unreadable, read
from hansei.core.calendar.repeating import NotRead, Patience, rule_of

#: What of a calendar is asked for: what took place, what did so when it was planned, or what did not.
Kind = Literal["held", "kept", "dropped"]

MOST_ENTRIES: Final = 3000
MOST_SPANS: Final = 3000
_MOST_MINUTES: Final = 366 * 24 * 60
_SPAN = re.compile(r"([0-9]{1,6})-([0-9]{1,6})")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry that began in the days asked for, in minutes from the first midnight of them.

    `ends` is None for whole days. `dropped`: cancelled, taken out of its series, or moved away from here.
    `moved`: it was planned for another time first.
    """

    title: str
    begins: int
    ends: int | None
    dropped: bool
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Diary:
    """The entries of the days from `first` to `last`, in order of time; how many were not understood."""

    first: date
    last: date
    entries: tuple[Entry, ...]
    unread: int


@dataclass(frozen=True, slots=True)
class Title:
    """One title: how often, and how long in minutes. `spans`: when, without the title, for summed()."""

    title: str
    times: int
    minutes: int
    spans: str


def between(data: bytes, first: date, last: date, zone: ZoneInfo) -> Diary:
    """What began from the day `first` to the day `last`, both included.

    Days are those of the zone that the file names for itself, else of `zone`. Raises Unreadable.
    """
    found = read(data)
    here = found.zone or zone
    days = _Days(first, last, here)
    entries: list[Entry] = []
    unread = found.unread
    for event, instead in _series(found):
        try:
            for entry in days.of(event, instead):
                entries.append(entry)
                if len(entries) > MOST_ENTRIES:
                    raise Unreadable(Reason.TOO_MANY)
        except (NotRead, OverflowError, ValueError):
            unread += 1
    entries.sort(key=lambda one: (one.begins, one.title))
    return Diary(first, last, tuple(entries), unread)


def meant(entry: Entry, kind: Kind) -> bool:
    """Whether an entry is of this kind."""
    if kind == "dropped":
        return entry.dropped
    return not entry.dropped and not (kind == "kept" and entry.moved)


def titles(diary: Diary, *, unit: str, kind: Kind) -> tuple[Title, ...]:
    """The titles of the entries of one kind, the most frequent first.

    "held" is what took place, "kept" what took place when it was planned, "dropped" the rest.
    Those that differ in capitals alone are one. With the unit "hours" whole days are left out: they say none.
    """
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in diary.entries:
        if meant(entry, kind) and (unit != "hours" or entry.ends is not None):
            groups[entry.title.casefold()].append(entry)
    found = [
        Title(
            group[0].title,
            len(group),
            sum((one.ends or one.begins) - one.begins for one in group),
            spans_of(group),
        )
        for group in groups.values()
    ]
    return tuple(sorted(found, key=lambda one: (-one.times, -one.minutes, one.title.casefold())))


def spans_of(entries: Iterable[Entry]) -> str:
    """When they were, in minutes, and nothing else of them."""
    return " ".join(f"{one.begins}-{one.ends if one.ends is not None else one.begins}" for one in entries)


def summed(spans: Iterable[str], unit: str) -> Decimal:
    """How many times, or how many hours to the nearest half; time in two entries at once counts once.

    ValueError: spans that spans_of did not write.
    """
    found: list[tuple[int, int]] = []
    for text in spans:
        for part in text.split(" "):
            span = _SPAN.fullmatch(part)
            if span is None or not int(span[1]) <= int(span[2]) <= _MOST_MINUTES or len(found) >= MOST_SPANS:
                raise ValueError("these are no spans")
            found.append((int(span[1]), int(span[2])))
    if unit != "hours":
        return Decimal(len(found))
    minutes, reached = 0, 0
    for begins, ends in sorted(found):
        minutes += max(0, ends - max(begins, reached))
        reached = max(reached, ends)
    return Decimal((minutes + 15) // 30) / 2


def _series(found: Read) -> Iterator[tuple[Event, list[Event]]]:
    """Each event with those that stand instead of single ones of it; of one sent twice, the later version."""
    latest: dict[tuple[str, object], Event] = {}
    for place, event in enumerate(found.events):
        instead = (event.instead_of.wall, event.instead_of.whole_day) if event.instead_of else None
        # Without an identity each is its own.
        key = (event.uid, instead) if event.uid else ("", place)
        if key not in latest or event.sequence >= latest[key].sequence:
            latest[key] = event
    exceptions: dict[str, list[Event]] = defaultdict(list)
    heads: dict[str, Event] = {}
    alone: list[Event] = []
    for event in latest.values():
        if event.instead_of is None:
            if event.uid:
                heads[event.uid] = event
            else:
                alone.append(event)
        else:
            exceptions[event.uid].append(event)
    for uid, head in heads.items():
        yield head, exceptions.pop(uid, [])
    for event in (*alone, *(one for rest in exceptions.values() for one in rest)):
        yield event, []


class _Days:
    """The days asked for, and what of an event began in them."""

    def __init__(self, first: date, last: date, zone: ZoneInfo) -> None:
        self.first, self.last, self.zone = first, last, zone
        self.start = datetime.combine(first, time())
        self.end = datetime.combine(last, time()) + timedelta(days=1)
        self.patience = Patience()

    def of(self, event: Event, instead: list[Event]) -> Iterator[Entry]:
        gone = {self._key(moment) for moment in event.without}
        replaced = {self._key(one.instead_of): one for one in instead if one.instead_of is not None}
        for moment in self._moments(event):
            key = self._key(moment)
            other = replaced.get(key)
            # What stands in its place elsewhere was moved; in the same place it is told as it is there.
            away = other is not None and self._key(other.begins) != key
            if other is None or away:
                yield from self._entry(event, moment, dropped=away or key in gone or event.cancelled)
        for one in instead:
            moved = one.instead_of is not None and self._key(one.begins) != self._key(one.instead_of)
            yield from self._entry(one, one.begins, dropped=one.cancelled or event.cancelled, moved=moved)

    def _key(self, moment: Moment) -> tuple[datetime, bool]:
        return moment.to(self.zone), moment.whole_day

    def _moments(self, event: Event) -> Iterator[Moment]:
        """When it begins, near the days asked for; a day more on each side, for other zones."""
        begins = event.begins
        seen = set()
        if event.rule:
            rule = rule_of(event.rule, begins.wall.date())
            day = timedelta(days=1)
            if rule.until and rule.until[:8] < f"{self.first - day:%Y%m%d}":
                return  # over long ago, as most series of an old calendar are
            for on in rule.days(self.first - day, self.last + day, self.patience):
                moment = begins.at(datetime.combine(on, begins.wall.time()))
                if not _after(moment, rule.until):
                    seen.add(moment.wall)
                    yield moment
        else:
            seen.add(begins.wall)
            yield begins
        for extra in event.extra:
            if extra.wall not in seen:
                yield extra

    def _entry(self, event: Event, moment: Moment, *, dropped: bool, moved: bool = False) -> Iterator[Entry]:
        wall = moment.to(self.zone)
        if not self.start <= wall < self.end:
            return
        begins = int((wall - self.start).total_seconds()) // 60
        ends = None if event.lasts is None else begins + int(event.lasts.total_seconds()) // 60
        yield Entry(event.title, begins, ends, dropped, moved)


def _after(moment: Moment, until: str) -> bool:
    """Whether a moment comes after the end of its rule: a day, or a moment in UTC."""
    if not until:
        return False
    if "T" not in until:
        return f"{moment.wall:%Y%m%d}" > until[:8]
    wall = moment.to(ZoneInfo("UTC")) if until.endswith("Z") else moment.wall
    return f"{wall:%Y%m%dT%H%M%S}" > until.rstrip("Z")
