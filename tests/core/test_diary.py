"""An entry for a diary holds a time and neutral words, and nothing that tells where it came from."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from hansei.core.diary import entry

NOW = datetime(2026, 3, 17, 8, tzinfo=UTC)
BEGINS = datetime(2026, 3, 24, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))


def lines(text: str) -> list[str]:
    assert text.endswith("\r\n")
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def test_it_holds_the_time_in_utc_the_title_and_nothing_else() -> None:
    found = lines(entry(begins=BEGINS, minutes=15, title="A note to myself", now=NOW))
    assert "DTSTART:20260324T083000Z" in found
    assert "DTEND:20260324T084500Z" in found
    assert "SUMMARY:A note to myself" in found
    named = [line.partition(":")[0] for line in found]
    assert named == [
        "BEGIN", "VERSION", "PRODID", "BEGIN", "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "CLASS",
        "END", "END",
    ]  # fmt: skip
    assert "hansei" not in "".join(found).lower()


def test_each_has_an_identity_of_its_own() -> None:
    first, second = (entry(begins=BEGINS, minutes=15, title="A note", now=NOW) for _ in range(2))
    assert first != second


def test_words_cannot_break_out_of_their_line_and_long_ones_are_folded_between_letters() -> None:
    title = "ä" * 80 + "\r\nDESCRIPTION:x;y,z\\"
    text = entry(begins=BEGINS, minutes=15, title=title, now=NOW)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert f"SUMMARY:{'ä' * 80}\\nDESCRIPTION:x\\;y\\,z\\\\" in lines(text)


def test_a_moment_without_a_zone_and_an_entry_without_length_are_refused() -> None:
    with pytest.raises(ValueError):
        entry(begins=BEGINS.replace(tzinfo=None), minutes=15, title="", now=NOW)
    with pytest.raises(ValueError):
        entry(begins=BEGINS, minutes=0, title="", now=NOW)
