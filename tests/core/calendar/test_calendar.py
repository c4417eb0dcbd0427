"""A calendar file says what began in two weeks: however it was written, and without following it anywhere."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest

from hansei.core import calendar
from hansei.core.calendar import Diary, Reason, Unreadable, reading

BERLIN = ZoneInfo("Europe/Berlin")
FIRST, LAST = date(2026, 3, 16), date(2026, 3, 29)  # the clocks go forward in the night before the last day


def event(*lines: str, title: str = "Walk", uid: str = "") -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid or title}", f"SUMMARY:{title}", *lines, "END:VEVENT"])


def file(*events: str, head: str = "") -> bytes:
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", *([head] if head else []), *events, "END:VCALENDAR", ""]
    ).encode()


def read(*events: str, head: str = "") -> Diary:
    return calendar.between(file(*events, head=head), FIRST, LAST, BERLIN)


def held(diary: Diary, dropped: bool = False) -> list[tuple[int, int | None]]:
    """Day of the fourteen and minutes it lasted."""
    return [
        (one.begins // 1440, None if one.ends is None else one.ends - one.begins)
        for one in diary.entries
        if one.dropped is dropped
    ]


def test_an_entry_counts_on_the_day_on_which_it_begins() -> None:
    found = read(
        event("DTSTART:20260316T000000", "DTEND:20260316T013000", title="first"),
        event("DTSTART:20260329T235900", "DURATION:PT1H", title="last"),
        event("DTSTART:20260315T235900", "DTEND:20260316T030000", title="before"),
        event("DTSTART:20260330T000000", "DTEND:20260330T010000", title="after"),
        event("DTSTART:20260320T100000", title="without an end"),
    )
    assert [one.title for one in found.entries] == ["first", "without an end", "last"]
    assert held(found) == [(0, 90), (4, 0), (13, 60)]


def test_a_moment_is_on_the_day_it_is_where_the_reader_is() -> None:
    found = read(
        event("DTSTART:20260315T233000Z", "DTEND:20260316T003000Z", title="utc"),
        event("DTSTART;TZID=America/New_York:20260315T210000", "DURATION:PT1H", title="ny"),
        event('DTSTART;TZID="W. Europe Standard Time":20260318T080000', "DURATION:PT1H", title="outlook"),
        event("DTSTART;TZID=/example.org/Europe/London:20260319T233000", "DURATION:PT30M", title="prefixed"),
        event("DTSTART;TZID=Customized 1:20260320T080000", "DURATION:PT30M", title="unknown"),
        event("DTSTART;TZID=Europe/Berlin:20260316T080000", "DTEND:20260316T083000Z", title="mixed"),
    )  # fmt: skip
    begins = {one.title: divmod(one.begins, 1440) for one in found.entries}
    assert begins == {
        "utc": (0, 30), "ny": (0, 120), "outlook": (2, 480), "prefixed": (4, 30), "unknown": (4, 480),
        "mixed": (0, 480),
    }  # fmt: skip
    assert {one.title: (one.ends or 0) - one.begins for one in found.entries}["mixed"] == 90


def test_days_are_those_of_the_zone_that_the_file_names() -> None:
    late = event("DTSTART:20260330T003000Z", "DURATION:PT30M")
    assert held(read(late)) == []
    assert held(read(late, head="X-WR-TIMEZONE:America/New_York")) == [(13, 30)]
    assert held(read(late, head="BEGIN:VTIMEZONE\r\nTZID:America/New_York\r\nEND:VTIMEZONE")) == [(13, 30)]


def test_what_repeats_keeps_its_hour_when_the_clocks_change() -> None:
    found = read(
        event("DTSTART;TZID=Europe/Berlin:20250101T090000", "DTEND;TZID=Europe/Berlin:20250101T100000",
              "RRULE:FREQ=DAILY;UNTIL=20260329T070000Z")
    )  # fmt: skip
    assert [one.begins % 1440 for one in found.entries] == [540] * 14
    assert held(found) == [(day, 60) for day in range(14)]


@pytest.mark.parametrize(
    ("until", "times"),
    [("20260318", 3), ("20260318T080000Z", 3), ("20260318T075959Z", 2), ("20260317T090000", 2)],
)
def test_a_series_ends_when_its_rule_says(until: str, times: int) -> None:
    series = event(
        "DTSTART;TZID=Europe/Berlin:20260316T090000", "DURATION:PT1H", f"RRULE:FREQ=DAILY;UNTIL={until}"
    )
    assert len(held(read(series))) == times


def test_what_was_taken_out_moved_or_cancelled_is_told_from_what_was_held() -> None:
    series = event(
        "DTSTART;TZID=Europe/Berlin:20260316T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=6",
        "EXDATE;TZID=Europe/Berlin:20260317T090000", "EXDATE:20260318T080000Z", uid="a",
    )  # fmt: skip
    moved = event(
        "RECURRENCE-ID;TZID=Europe/Berlin:20260319T090000",
        "DTSTART;TZID=Europe/Berlin:20260324T140000",
        "DURATION:PT2H",
        title="Walk, later",
        uid="a",
    )
    off = event(
        "RECURRENCE-ID:20260320T080000Z",
        "DTSTART:20260320T080000Z",
        "DURATION:PT1H",
        "STATUS:CANCELLED",
        uid="a",
    )
    gone = event("DTSTART:20260325T100000", "DURATION:PT1H", "STATUS:CANCELLED", title="Gone")
    found = read(series, moved, off, gone)
    assert held(found) == [(0, 60), (5, 60), (8, 120)]
    assert held(found, dropped=True) == [(1, 60), (2, 60), (3, 60), (4, 60), (9, 60)]
    assert [one.title for one in found.entries if one.begins // 1440 == 8] == ["Walk, later"]
    # What was moved took place, but not when it was planned.
    took_place = calendar.titles(found, unit="hours", kind="held")
    assert {one.title: one.minutes for one in took_place} == {"Walk": 120, "Walk, later": 120}
    kept = calendar.titles(found, unit="hours", kind="kept")
    assert {one.title: one.minutes for one in kept} == {"Walk": 120}


def test_an_entry_changed_in_place_is_there_once_as_it_is_now() -> None:
    series = event("DTSTART:20260316T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY", uid="a")
    longer = event(
        "RECURRENCE-ID:20260323T090000", "DTSTART:20260323T090000", "DURATION:PT3H", title="Longer", uid="a"
    )
    assert held(read(series, longer)) == [(0, 60), (7, 180)]


def test_of_one_entry_sent_twice_the_later_version_counts() -> None:
    old = event("DTSTART:20260316T090000", "DURATION:PT1H", "SEQUENCE:1", uid="a")
    new = event("DTSTART:20260317T090000", "DURATION:PT2H", "SEQUENCE:2", uid="a")
    assert held(read(new, old)) == held(read(old, new)) == [(1, 120)]


def test_whole_days_are_times_and_no_hours() -> None:
    found = read(
        event("DTSTART;VALUE=DATE:20260316", "DTEND;VALUE=DATE:20260318", title="Fair"),
        event("DTSTART;VALUE=DATE:20260301", "RRULE:FREQ=WEEKLY;BYDAY=FR", title="Focus day"),
        event("DTSTART:20260317T090000", "DURATION:PT1H", title="Walk"),
        event(
            "DTSTART:20260317T090000", "RDATE:20260319T090000,20260321T090000", "DURATION:PT1H", title="More"
        ),
    )
    assert held(found).count((0, None)) == 1
    times = calendar.titles(found, unit="times", kind="held")
    assert {one.title: one.times for one in times} == {"Fair": 1, "Focus day": 2, "Walk": 1, "More": 3}
    hours = calendar.titles(found, unit="hours", kind="held")
    assert [(one.title, one.times, one.minutes) for one in hours] == [("More", 3, 180), ("Walk", 1, 60)]


def test_titles_are_plain_text_on_one_line_and_differ_by_more_than_capitals() -> None:
    found = read(
        event("DTSTART:20260316T090000", "DURATION:PT1H", title="Gemba\\, line 4\\nwith\r\n  Ana", uid="a"),
        event("DTSTART:20260317T090000", "DURATION:PT1H", title="GEMBA\\, LINE 4 WITH ANA", uid="b"),
        event("DTSTART:20260317T090000", "DURATION:PT1H", title="x\u202e" + "y" * 300, uid="c"),
        event("DTSTART:20260317T090000", "DURATION:PT1H", "BEGIN:VALARM", "SUMMARY:alarm",
              "DTSTART:20260316T000000", "END:VALARM", title="", uid="d"),
    )  # fmt: skip
    titles = calendar.titles(found, unit="times", kind="held")
    assert titles[0].title == "Gemba, line 4 with Ana"
    assert titles[0].times == 2
    assert {len(one.title) for one in titles} == {22, 100, 0}
    assert "\u202e" not in "".join(one.title for one in titles)


def test_the_sum_of_what_is_ticked_counts_an_hour_once() -> None:
    found = read(
        event("DTSTART:20260316T090000", "DURATION:PT2H", title="a"),
        event("DTSTART:20260316T100000", "DURATION:PT2H", title="b"),
        event("DTSTART:20260317T100000", "DURATION:PT40M", title="b2"),
    )
    spans = [one.spans for one in calendar.titles(found, unit="hours", kind="held")]
    assert calendar.summed(spans, "hours") == Decimal("3.5")  # 3:40, to the nearest half
    assert calendar.summed(spans, "times") == 3
    assert calendar.summed([], "hours") == 0
    assert all(set(span) <= set("0123456789- ") for span in spans)


@pytest.mark.parametrize(
    "spans", ["", "a", "5", "9-3", "1-2  3-4", "1-9999999", "-1-2", " ".join(["1-2"] * 3001)]
)
def test_spans_that_nobody_wrote_are_refused(spans: str) -> None:
    with pytest.raises(ValueError):
        calendar.summed([spans], "hours")


def _zipped() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("calendar.ics", b"0" * 10_000_000)
    return out.getvalue()


DAILY = ["RRULE:FREQ=DAILY"]
BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'


def _many(line: str, number: int) -> bytes:
    """An entry with so many of this line, each with another number."""
    return file(event("DTSTART:20260316T090000", *(line.format(n=n) for n in range(number))))


ZONE = "RDATE;TZID=Aa/B{n}:20200101T000000"


def _moments(name: str, number: int) -> str:
    return f"{name}:" + ",".join(f"2025031{n % 10}T{n % 24:02}{n % 60:02}00" for n in range(number))


@pytest.mark.parametrize(
    ("few", "many"),
    [
        (_many("UID:{n}", 79_000), _many("UID:{n}", 81_000)),
        (_many(ZONE, 100), _many(ZONE, 101)),
        (file(event("DTSTART:20200101T090000", _moments("EXDATE", 20_000))),
         file(event("DTSTART:20200101T090000", _moments("EXDATE", 20_002)))),
        (file(*[event("DTSTART:20200101T090000", _moments("RDATE", 10_000), uid=str(n)) for n in range(2)]),
         file(*[event("DTSTART:20200101T090000", _moments("RDATE", 10_000), uid=str(n)) for n in range(3)])),
        (file(*["BEGIN:VEVENT\r\nEND:VEVENT"] * 6_000), file(*["BEGIN:VEVENT\r\nEND:VEVENT"] * 6_001)),
    ],
    ids=["lines", "zones", "moments taken out", "moments put in", "entries"],
)  # fmt: skip
def test_what_takes_long_to_read_is_refused_before_it_is_read(few: bytes, many: bytes) -> None:
    calendar.between(few, FIRST, LAST, BERLIN)
    with pytest.raises(Unreadable) as refused:
        calendar.between(many, FIRST, LAST, BERLIN)
    assert refused.value.reason is Reason.TOO_MANY


def test_no_more_zones_are_looked_for_than_a_calendar_has(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(reading, "ZoneInfo", lambda name: asked.append(name) or ZoneInfo(name))
    with pytest.raises(Unreadable):
        calendar.between(_many(ZONE, 20_000), FIRST, LAST, BERLIN)
    assert 0 < len(asked) <= 3 * reading.MOST_ZONES


def test_lines_that_say_nothing_here_are_no_obstacle_however_many() -> None:
    noise = "\r\n".join(["", "X-NOTE:a", ":", '"a":b', "DTSTARTX:20260317T090000"] * 10_000)
    found = read(event("dtstart:20260316T090000", noise, "DURATION:PT1H"))
    assert held(found) == [(0, 60)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (b" \r\n ", Reason.EMPTY),
        (b"SECRET diary", Reason.NOT_A_CALENDAR),
        (BOMB, Reason.NOT_A_CALENDAR),
        (_zipped(), Reason.NOT_A_CALENDAR),
        (b"\x00" * 100, Reason.NOT_A_CALENDAR),
        (b"BEGIN:VCARD\r\nFN:SECRET\r\nEND:VCARD", Reason.NOT_A_CALENDAR),
        (b"BEGIN:VCALENDAR\r\n" + b"X" * calendar.MOST_BYTES, Reason.TOO_LARGE),
        (file(*["BEGIN:VEVENT\r\nEND:VEVENT"] * 6_001), Reason.TOO_MANY),
        (file(*[event("DTSTART:20260316T0900", *DAILY, uid=str(n)) for n in range(300)]), None),
        (file(*[event("DTSTART:20260316T090000", *DAILY, uid=str(n)) for n in range(300)]), Reason.TOO_MANY),
    ],
)  # fmt: skip
def test_what_is_no_calendar_or_too_much_is_refused_without_its_words(
    data: bytes, reason: Reason | None
) -> None:
    if reason is None:
        assert calendar.between(data, FIRST, LAST, BERLIN).unread == 300
        return
    with pytest.raises(Unreadable) as refused:
        calendar.between(data, FIRST, LAST, BERLIN)
    assert refused.value.reason is reason
    assert "SECRET" not in str(refused.value)


@pytest.mark.parametrize(
    "lines",
    [
        ["DTSTART:yesterday"],
        ["DTSTART:20261332T090000"],
        ["DTSTART:00010101T000000"],
        ["DTEND:20260316T090000"],
        ["DTSTART:20260316T090000", "DTEND:20260316T080000"],
        ["DTSTART:20260316T090000", "DURATION:P9999W"],
        ["DTSTART:20260316T090000", "RRULE:FREQ=SECONDLY"],
        ["DTSTART:20260316T090000", "EXDATE:never"],
    ],
)
def test_an_entry_that_is_not_understood_is_counted_as_such_and_loses_no_other(lines: list[str]) -> None:
    good = event("DTSTART:20260316T090000", "DURATION:PT1H", title="good")
    found = read(event(*lines, title="bad"), good)
    assert found.unread == 1
    assert [one.title for one in found.entries] == ["good"]


def test_a_file_in_old_letters_with_short_line_ends_is_read() -> None:
    data = (
        file(event("DTSTART:20260316T090000", "DURATION:PT1H", title="Prüfung"))
        .decode()
        .replace("\r\n", "\n")
    )
    for encoded in (data.encode("cp1252"), data.encode("utf-8-sig"), b"\n" + data.encode()):
        assert [one.title for one in calendar.between(encoded, FIRST, LAST, BERLIN).entries] == ["Prüfung"]
