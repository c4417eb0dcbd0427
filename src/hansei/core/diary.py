"""One entry for somebody's own diary, as an iCalendar file (RFC 5545).

Diaries are read by assistants and shown on walls. So the entry holds a time and the neutral words it is
given, and nothing else: no name of this house, no address, no description, an identity made for it alone.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

__all__ = ["entry"]

_OCTETS = 75  # a line of the format is no longer


def entry(*, begins: datetime, minutes: int, title: str, now: datetime) -> str:
    """One entry of `minutes`, with `title` and nothing else. Both moments are aware; else ValueError."""
    if begins.tzinfo is None or now.tzinfo is None:
        raise ValueError("an entry begins at a moment with a time zone")
    if minutes < 1:
        raise ValueError("an entry lasts a minute at least")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//diary//EN",
        "BEGIN:VEVENT",
        f"UID:{uuid.uuid4()}",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART:{_utc(begins)}",
        f"DTEND:{_utc(begins + timedelta(minutes=minutes))}",
        f"SUMMARY:{_escaped(title)}",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return text.replace("\r", "")


def _folded(line: str) -> str:
    """Lines of at most 75 octets, cut between letters; each further one begins with a blank."""
    parts, room = [""], _OCTETS
    for letter in line:
        size = len(letter.encode())
        if size > room:
            parts.append("")
            room = _OCTETS - 1
        parts[-1] += letter
        room -= size
    return "\r\n ".join(parts)
