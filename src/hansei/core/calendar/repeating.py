"""Rules by which an entry repeats (RFC 5545, 3.3.10), asked one day at a time.

A file can hold a rule that goes on for ever or hits nothing till the year 9999. So no rule is unrolled: each
day that is asked for is tested by itself. Only a rule with a COUNT has to be followed from its first day. All
rules of a file have Patience together.
"""

from __future__ import annotations

from calendar import isleap, monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

PATIENCE: Final = 80_000
"""So many days are tested for the rules of one file: some thousand series."""

#: As many parts of one kind a rule may list; nobody writes down more days than that.
MOST_LISTED: Final = 60

_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_READ: Final = frozenset(
    ("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "BYYEARDAY")
)


class NotRead(Exception):
    """A rule of a kind that is not read, or one that would take too long."""


@dataclass
class Patience:
    """How much may still be followed."""

    left: int = PATIENCE

    def spend(self, days: int) -> None:
        """NotRead when nothing is left."""
        self.left -= days
        if self.left < 0:
            raise NotRead


@dataclass(frozen=True, slots=True)
class Rule:
    """On which days an entry repeats that begins on the day `begins`. `until` is kept by the caller."""

    begins: date
    every: str
    interval: int
    count: int | None
    until: str
    week_begins: int
    # Sets, so that asking about a day costs the same however much a rule lists.
    weekdays: frozenset[tuple[int, int]]  # (0 or which of them, day of the week)
    month_days: frozenset[int]
    months: frozenset[int]
    year_days: frozenset[int]
    places: frozenset[int]

    def days(self, first: date, last: date, patience: Patience) -> list[date]:
        """The days from `first` to `last` on which it hits. NotRead: out of patience."""
        if self.count is None:
            start = max(first, self.begins)
            asked = (start + timedelta(days=n) for n in range((last - start).days + 1))
            return [day for day in asked if self._hits(day, patience)]
        if self._surely_over(first):
            return []
        found, hits, day = [], 0, self.begins
        while day <= last and hits < self.count:
            if self._hits(day, patience):
                hits += 1
                if day >= first:
                    found.append(day)
            day += timedelta(days=1)
        return found

    def _surely_over(self, first: date) -> bool:
        """Whether a counted rule that hits at least once in each of its turns has ended before `first`."""
        turn = {"DAILY": 1, "WEEKLY": 7}.get(self.every)
        if turn is None or self.months or self.month_days or self.year_days or self.places:
            return False
        if self.every == "DAILY" and self.weekdays:
            return False
        assert self.count is not None
        return (first - self.begins).days > turn * (self.interval * self.count + 1)

    def _hits(self, day: date, patience: Patience) -> bool:
        # The first entry is one, whether or not the rule hits it.
        patience.spend(1)
        return day == self.begins or (self._in_turn(day) and day in self._of_its_turn(day, patience))

    def _in_turn(self, day: date) -> bool:
        if self.interval == 1:
            return True
        if self.every == "DAILY":
            apart = (day - self.begins).days
        elif self.every == "WEEKLY":
            apart = (self._week(day) - self._week(self.begins)).days // 7
        elif self.every == "MONTHLY":
            apart = (day.year - self.begins.year) * 12 + day.month - self.begins.month
        else:
            apart = day.year - self.begins.year
        return apart % self.interval == 0

    def _week(self, day: date) -> date:
        return day - timedelta(days=(day.weekday() - self.week_begins) % 7)

    def _of_its_turn(self, day: date, patience: Patience) -> list[date]:
        """The hits in the day, week, month or year that `day` is in: only among them is a place meant."""
        if self.places:
            turn = self._turn(day)
            patience.spend(len(turn) + len(self.places))
            found = [one for one in turn if self._fits(one)]
            asked = [place - 1 if place > 0 else len(found) + place for place in self.places]
            return [found[place] for place in asked if 0 <= place < len(found)]
        return [day] if self._fits(day) else []

    def _turn(self, day: date) -> list[date]:
        if self.every == "DAILY":
            return [day]
        if self.every == "WEEKLY":
            first, number = self._week(day), 7
        elif self.every == "MONTHLY":
            first, number = day.replace(day=1), monthrange(day.year, day.month)[1]
        else:
            first, number = date(day.year, 1, 1), 365 + isleap(day.year)
        return [first + timedelta(days=n) for n in range(number)]

    def _fits(self, day: date) -> bool:
        if self.months and day.month not in self.months:
            return False
        if self.month_days:
            length = monthrange(day.year, day.month)[1]
            if self.month_days.isdisjoint((day.day, day.day - length - 1)):
                return False
        if self.year_days:
            of_year, whole = day.timetuple().tm_yday, 365 + isleap(day.year)
            if self.year_days.isdisjoint((of_year, of_year - whole - 1)):
                return False
        if self.weekdays and not self._weekday_fits(day):
            return False
        return self._as_the_first(day)

    def _weekday_fits(self, day: date) -> bool:
        weekday = day.weekday()
        if (0, weekday) in self.weekdays:
            return True
        if self.every == "MONTHLY" or self.months:
            place, length = day.day, monthrange(day.year, day.month)[1]
        else:
            place, length = day.timetuple().tm_yday, 365 + isleap(day.year)
        which = ((place - 1) // 7 + 1, -((length - place) // 7 + 1))
        return not self.weekdays.isdisjoint((one, weekday) for one in which)

    def _as_the_first(self, day: date) -> bool:
        """What a rule leaves open is as on the first day."""
        if self.weekdays or self.month_days or self.year_days:
            return True
        if self.every == "WEEKLY":
            return day.weekday() == self.begins.weekday()
        if self.every == "MONTHLY":
            return day.day == self.begins.day
        if self.every == "YEARLY":
            return day.day == self.begins.day and (bool(self.months) or day.month == self.begins.month)
        return True


def rule_of(text: str, begins: date) -> Rule:
    """The rule that a text says. NotRead: it is of a kind that is not read."""
    parts = dict(part.partition("=")[::2] for part in text.split(";") if part)
    if parts.get("FREQ") not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY") or not parts.keys() <= _READ:
        raise NotRead
    try:
        return Rule(
            begins=begins,
            every=parts["FREQ"],
            interval=_within(int(parts.get("INTERVAL", "1")), 1, 1000),
            count=_within(int(parts["COUNT"]), 1, 10**6) if "COUNT" in parts else None,
            until=parts.get("UNTIL", ""),
            week_begins=_DAYS.index(parts.get("WKST", "MO")),
            weekdays=frozenset(_weekday(one) for one in _listed(parts, "BYDAY")),
            month_days=_numbers(parts, "BYMONTHDAY", 31),
            months=_numbers(parts, "BYMONTH", 12),
            year_days=_numbers(parts, "BYYEARDAY", 366),
            places=_numbers(parts, "BYSETPOS", 366),
        )
    except ValueError:
        raise NotRead from None


def _listed(parts: dict[str, str], name: str) -> list[str]:
    listed = [one for one in parts.get(name, "").split(",") if one]
    if len(listed) > MOST_LISTED:
        raise NotRead
    return listed


def _numbers(parts: dict[str, str], name: str, most: int) -> frozenset[int]:
    return frozenset(_within(int(one), -most, most) for one in _listed(parts, name))


def _weekday(text: str) -> tuple[int, int]:
    which = text[:-2]
    return (_within(int(which), -53, 53) if which else 0), _DAYS.index(text[-2:])


def _within(number: int, least: int, most: int) -> int:
    if not least <= number <= most:
        raise ValueError
    return number
