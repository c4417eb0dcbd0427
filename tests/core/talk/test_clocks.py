"""Times are seconds from the beginning, whatever clock the tool read."""

from __future__ import annotations

import pytest

from hansei.core.talk import Code, Transcript, code, read, report
from hansei.core.talk.clocks import onward, seconds
from tests.core.talk.talks import Listed

WHO = ("Tomasz Lind", "Anna Berg")
LONG = "What I saw there was that nobody asked anybody what they had seen. "


def timed(*clocks: str, words: str = "I see that it is there.") -> Transcript:
    said = [f"[{WHO[n % 2]}] {clock}\n{words}\n" for n, clock in enumerate(clocks)]
    return read("\n".join(said).encode())


def starts(found: Transcript) -> list[float | None]:
    return [turn.start for turn in found.turns]


def test_a_talk_by_the_clock_on_the_wall_is_as_long_as_it_was() -> None:
    found = timed("10:00:02", "10:01:02", "10:02:02", "10:03:02", "10:04:02", "10:05:02")
    assert found.seconds == 300
    made = report(code(found, WHO[0], Listed(Code.ADVISE)))
    assert made.minutes == 5
    assert [place.minute for place in made.places] == [0, 2, 4]


def test_a_talk_timed_from_its_beginning_keeps_its_times() -> None:
    assert starts(timed("0:00:02", "0:01:02", "1:10:02")) == [2, 62, 4202]


def test_what_was_recorded_late_is_counted_from_its_first_word() -> None:
    cues = "WEBVTT\n\n10:00:01.000 --> 10:00:04.000\n<v A B>Yes.\n\n10:00:05.000 --> 10:00:09.000\n<v C D>No."
    found = read(cues.encode())
    assert [(each.start, each.end) for each in found.utterances] == [(0, 3), (4, 8)]
    assert found.seconds == 8


@pytest.mark.parametrize(
    ("clocks", "expected"),
    [
        (("12:58:00", "12:59:30", "1:00:10", "1:02:00"), [0, 90, 130, 240]),
        (("23:59:00", "23:59:30", "0:00:10", "0:02:00"), [0, 30, 70, 180]),
        (("11:59 AM", "12:59 PM", "1:00 PM", "1:01 p.m."), [0, 3600, 3660, 3720]),
    ],
)
def test_a_clock_that_begins_anew_goes_on(clocks: tuple[str, ...], expected: list[float]) -> None:
    assert starts(timed(*clocks)) == expected


def test_times_in_hours_and_minutes_are_told_by_how_much_is_said_between_them() -> None:
    assert starts(timed("14:03", "14:04", "14:06", "14:09", words=LONG * 3)) == [0, 60, 180, 360]
    assert starts(timed("0:03", "0:14", "0:26", "0:39", words=LONG)) == [3, 14, 26, 39]


def test_one_wrong_time_takes_no_other_with_it() -> None:
    assert onward(["0:09", "3:30", "0:20", "0:31", None, "0:50"], [5] * 6) == [9, None, 20, 31, None, 50]


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("1:02:03.5", 3723.5),
        ("02:03", 123),
        ("1:02:03,500", 3723.5),
        ("9:00 AM", 32400),
        ("12:05 a.m.", 300),
        ("12:05PM", 43500),
    ],
)
def test_a_clock_is_read_in_seconds(clock: str, expected: float) -> None:
    assert seconds(clock) == expected


@pytest.mark.parametrize("said", ["3:30 or 4:15, both are fine for me.", "3:30 am Montag geht.", "3:30"])
def test_a_time_that_is_said_stays_with_who_said_it(said: str) -> None:
    found = read(f"Anna Berg 00:00:09\n{said}\nTomasz Lind 00:00:20\nFine.\nAnna Berg 00:00:31\nSo.".encode())
    assert [(turn.text, turn.start) for turn in found.turns] == [(said, 9), ("Fine.", 20), ("So.", 31)]


def test_half_a_day_before_a_name_is_none_of_the_name() -> None:
    found = read(b"[9:00 AM] Anna Berg: What do you see?\n[9:01 AM] Tomasz Lind: A queue.")
    assert found.speakers == ("Anna Berg", "Tomasz Lind")
    assert starts(found) == [0, 60]
