"""The text of a calendar file, as components with the few properties that are needed. Nothing is followed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from hansei.core.roster.reading import clean

MOST_BYTES: Final = 2 * 1024 * 1024
#: In a file of that size, far more than a calendar has. Each bounds what its reading can cost.
MOST_EVENTS: Final = 6_000
MOST_LINES: Final = 80_000
MOST_MOMENTS: Final = 20_000
MOST_ZONES: Final = 100
_LONGEST_TITLE: Final = 100
_LONGEST: Final = timedelta(days=31)
_NAMES: Final = frozenset(
    ("DTSTART", "DTEND", "DURATION", "SUMMARY", "STATUS", "UID", "SEQUENCE", "RRULE", "RDATE", "EXDATE",
     "RECURRENCE-ID")
)  # fmt: skip
#: The lines that say something here; all others are passed over without looking into them.
_LINE: Final = re.compile(
    rf"^(?:BEGIN|END|TZID|X-WR-TIMEZONE|{'|'.join(sorted(_NAMES))})[;:][^\n]*", re.MULTILINE | re.IGNORECASE
)
#: What Outlook calls the zones that most people who use it live in.
_WINDOWS: Final = {
    "W. Europe Standard Time": "Europe/Berlin", "Central Europe Standard Time": "Europe/Budapest",
    "Central European Standard Time": "Europe/Warsaw", "Romance Standard Time": "Europe/Paris",
    "GMT Standard Time": "Europe/London", "Greenwich Standard Time": "Atlantic/Reykjavik",
    "E. Europe Standard Time": "Europe/Chisinau", "FLE Standard Time": "Europe/Kiev",
    "GTB Standard Time": "Europe/Bucharest", "Turkey Standard Time": "Europe/Istanbul",
    "Russian Standard Time": "Europe/Moscow", "Eastern Standard Time": "America/New_York",
    "Central Standard Time": "America/Chicago", "Mountain Standard Time": "America/Denver",
    "US Mountain Standard Time": "America/Phoenix", "Pacific Standard Time": "America/Los_Angeles",
    "Atlantic Standard Time": "America/Halifax", "Central Standard Time (Mexico)": "America/Mexico_City",
    "E. South America Standard Time": "America/Sao_Paulo", "Argentina Standard Time": "America/Buenos_Aires",
    "India Standard Time": "Asia/Calcutta", "China Standard Time": "Asia/Shanghai",
    "Singapore Standard Time": "Asia/Singapore", "Tokyo Standard Time": "Asia/Tokyo",
    "Korea Standard Time": "Asia/Seoul", "Arabian Standard Time": "Asia/Dubai",
    "Israel Standard Time": "Asia/Jerusalem", "South Africa Standard Time": "Africa/Johannesburg",
    "Egypt Standard Time": "Africa/Cairo", "AUS Eastern Standard Time": "Australia/Sydney",
    "New Zealand Standard Time": "Pacific/Auckland", "UTC": "UTC",
}  # fmt: skip


class Reason(StrEnum):
    """Why a file as a whole is not read."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_A_CALENDAR = "not_a_calendar"
    TOO_MANY = "too_many"


class Unreadable(Exception):
    """The file is not read. `reason` says why; nothing of its content is in it."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason.value)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as it stands in the file: a day, or a moment on the wall of a zone (None: wherever one is)."""

    wall: datetime
    zone: ZoneInfo | None
    whole_day: bool

    def to(self, zone: ZoneInfo) -> datetime:
        """The time on the wall of `zone`, without a zone. A day is the same day everywhere."""
        if self.whole_day or self.zone is None:
            return self.wall
        return self.wall.replace(tzinfo=self.zone).astimezone(zone).replace(tzinfo=None)

    def at(self, wall: datetime) -> Moment:
        """The same kind of time, at another one on the wall."""
        return Moment(wall, self.zone, self.whole_day)


@dataclass(slots=True)
class Event:
    """One VEVENT. `lasts` is None for whole days."""

    title: str
    begins: Moment
    lasts: timedelta | None
    cancelled: bool
    uid: str
    sequence: int
    rule: str
    extra: list[Moment]
    without: list[Moment]
    instead_of: Moment | None


@dataclass
class Read:
    """What a file holds. `zone`: the one it names for itself. `unread`: entries that are not understood."""

    zone: ZoneInfo | None = None
    events: list[Event] = field(default_factory=list)
    unread: int = 0


class _NotUnderstood(Exception):
    """One entry, not the file."""


def read(data: bytes) -> Read:
    """The events of a file. Raises Unreadable."""
    if not data.strip():
        raise Unreadable(Reason.EMPTY)
    if len(data) > MOST_BYTES:
        raise Unreadable(Reason.TOO_LARGE)
    found, zones = Read(), _Zones()
    stack: list[str] = []
    properties: list[tuple[str, dict[str, str], str]] = []
    moments = 0
    for place, (name, parameters, value) in enumerate(_lines(data)):
        if place >= MOST_LINES:
            raise Unreadable(Reason.TOO_MANY)
        if name == "BEGIN":
            stack.append(value.upper())
            if stack[-1] == "VEVENT":
                properties = []
        elif name == "END":
            if stack and stack.pop() == "VEVENT":
                if len(found.events) + found.unread >= MOST_EVENTS:
                    raise Unreadable(Reason.TOO_MANY)
                try:
                    found.events.append(_event(properties, zones))
                except (_NotUnderstood, ValueError, OverflowError):
                    found.unread += 1
        elif stack[-1:] == ["VEVENT"]:  # an alarm inside has properties of the same names
            moments += value.count(",") if name in ("RDATE", "EXDATE") else 0
            if moments > MOST_MOMENTS:
                raise Unreadable(Reason.TOO_MANY)
            if name in _NAMES:
                properties.append((name, parameters, value))
        elif name == "X-WR-TIMEZONE" or (name == "TZID" and stack[-1:] == ["VTIMEZONE"]):
            found.zone = found.zone or zones.named(value)
    return found


def _lines(data: bytes) -> Iterator[tuple[str, dict[str, str], str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    text = text.lstrip()
    if "\x00" in text or not text[:15].upper().startswith("BEGIN:VCALENDAR"):
        raise Unreadable(Reason.NOT_A_CALENDAR)
    lines = _LINE.finditer(re.sub(r"\r?\n[ \t]", "", text))
    return (parts for line in lines if (parts := _property(line[0])) is not None)


def _property(line: str) -> tuple[str, dict[str, str], str] | None:
    """Name, parameters, value; a colon or semicolon within quotes parts nothing."""
    plain, colon, rest = line.partition(":")
    if '"' not in plain:
        name, *given = plain.split(";")
        parted = (part.partition("=") for part in given)
        found = {key.upper(): value for key, _, value in parted}
        return (name.upper(), found, rest.strip()) if colon else None
    cuts, quoted = [], False
    for place, letter in enumerate(line):
        if letter == '"':
            quoted = not quoted
        elif not quoted and letter in ";:":
            cuts.append(place)
            if letter == ":":
                break
    else:
        return None
    head = [line[start + 1 : end] for start, end in zip([-1, *cuts], cuts, strict=False)]
    parameters = {
        key.upper(): value.strip('"') for key, _, value in (part.partition("=") for part in head[1:])
    }
    return head[0].upper(), parameters, line[cuts[-1] + 1 :].strip()


class _Zones:
    """Time zones by their names in a file; a name that is not known is the wall of wherever one is."""

    def __init__(self) -> None:
        self.known: dict[str, ZoneInfo | None] = {}

    def named(self, name: str) -> ZoneInfo | None:
        if name not in self.known:
            # Each is looked for on the disk, and a file may name as many as it likes.
            if len(self.known) >= MOST_ZONES:
                raise Unreadable(Reason.TOO_MANY)
            self.known[name] = self._found(name)
        return self.known[name]

    def _found(self, name: str) -> ZoneInfo | None:
        tries = [_WINDOWS.get(name, name), *("/".join(name.split("/")[-parts:]) for parts in (3, 2))]
        for one in tries:
            if re.fullmatch(r"[A-Za-z][A-Za-z0-9_+-]{0,40}(/[A-Za-z0-9_+-]{1,40}){0,2}", one):
                try:
                    return ZoneInfo(one)
                except (KeyError, ValueError, OSError):
                    continue
        return None


def _event(properties: list[tuple[str, dict[str, str], str]], zones: _Zones) -> Event:
    def only(name: str) -> tuple[dict[str, str], str] | None:
        return next(((parameters, value) for one, parameters, value in properties if one == name), None)

    def words(name: str) -> str:
        found = only(name)
        return found[1] if found else ""

    def moments(name: str) -> list[Moment]:
        return [
            _moment(parameters, part.partition("/")[0], zones)
            for one, parameters, value in properties
            if one == name
            for part in value.split(",")
        ]

    begin = only("DTSTART")
    if begin is None:
        raise _NotUnderstood
    begins = _moment(*begin, zones)
    instead = only("RECURRENCE-ID")
    end, lasts = only("DTEND"), words("DURATION")
    if begins.whole_day:
        duration = None
    elif end is not None:
        ends = _moment(*end, zones)
        utc = ZoneInfo("UTC")
        duration = ends.to(begins.zone or utc) - begins.wall if ends.zone else ends.wall - begins.wall
    else:
        duration = _duration(lasts) if lasts else timedelta(0)
    if duration is not None and not timedelta(0) <= duration <= _LONGEST:
        raise _NotUnderstood
    sequence = words("SEQUENCE")
    return Event(
        title=_title(words("SUMMARY")),
        begins=begins,
        lasts=duration,
        cancelled=words("STATUS").upper() == "CANCELLED",
        uid=words("UID"),
        sequence=int(sequence) if sequence.isascii() and sequence.isdigit() and len(sequence) < 9 else 0,
        rule=words("RRULE").upper(),
        extra=moments("RDATE"),
        without=moments("EXDATE"),
        instead_of=_moment(*instead, zones) if instead else None,
    )


def _moment(parameters: dict[str, str], value: str, zones: _Zones) -> Moment:
    found = re.fullmatch(
        r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})(Z?))?", value.strip()
    )
    if found is None:
        raise _NotUnderstood
    year, month, day = (int(found[place]) for place in (1, 2, 3))
    if not 1970 <= year <= 2200:
        raise _NotUnderstood
    if found[4] is None:
        on = date(year, month, day)
        return Moment(datetime(on.year, on.month, on.day), None, whole_day=True)  # noqa: DTZ001 - a wall
    hour, minute, second = (int(found[place]) for place in (4, 5, 6))
    wall = datetime(year, month, day, hour, minute, min(second, 59))  # noqa: DTZ001 - a wall
    if found[7]:
        return Moment(wall, ZoneInfo("UTC"), whole_day=False)
    zone = parameters.get("TZID")
    return Moment(wall, zones.named(zone) if zone else None, whole_day=False)


def _duration(value: str) -> timedelta:
    found = re.fullmatch(
        r"\+?P(?:([0-9]{1,4})W)?(?:([0-9]{1,4})D)?(?:T(?:([0-9]{1,5})H)?(?:([0-9]{1,5})M)?(?:([0-9]{1,6})S)?)?",
        value.upper(),
    )
    if found is None:
        raise _NotUnderstood
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def _title(value: str) -> str:
    plain = re.sub(
        r"\\(.)", lambda found: " " if found[1] in "nN" else found[1], value[: 10 * _LONGEST_TITLE]
    )
    title = clean(plain)
    return title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1].rstrip() + "…"
