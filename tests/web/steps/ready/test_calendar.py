"""Counting with a calendar file: expected first, read in memory, and no trace of it anywhere."""

from __future__ import annotations

import json
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hansei.core import calendar, clock
from hansei.web.steps.ready.from_calendar import MOST_TITLES
from tests.web.logs import kept
from tests.web.steps.ready.browsing import Walk
from tests.web.steps.ready.test_no_trace import ALLOWED_COOKIES, contents
from tests.world import World, sign_in

NOW = datetime(2026, 3, 30, 9, tzinfo=UTC)
SECRET = "Quietly-9C1E"
BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;">]><a>&c;</a>'
NOTHING = "Nothing in this file began in the last two weeks."
LARGE = b"BEGIN:VCALENDAR\r\n" + b"x" * calendar.MOST_BYTES


@pytest.fixture(autouse=True)
def _in_march(world: World) -> Any:
    with clock.frozen(NOW):
        yield


def entry(title: str, begins: str, *lines: str) -> str:
    return "\r\n".join(
        [
            "BEGIN:VEVENT",
            f"UID:{title}{begins}",
            f"SUMMARY:{title}",
            f"DTSTART:{begins}",
            *lines,
            "END:VEVENT",
        ]
    )


def ics(*entries: str, name: str = "diary.ics") -> SimpleUploadedFile:
    text = "\r\n".join(["BEGIN:VCALENDAR", *entries, "END:VCALENDAR"])
    return SimpleUploadedFile(name, text.encode(), "text/calendar")


ENTRIES = (
    entry("Line 4", "20260317T080000Z", "DURATION:PT2H"),
    entry("Line 4", "20260319T080000Z", "DURATION:PT1H30M"),
    entry("Board", "20260318T080000Z", "DURATION:PT3H"),
    entry("Old", "20260210T080000Z", "DURATION:PT3H"),
    entry("Off", "20260318T120000Z", "DURATION:PT1H", "STATUS:CANCELLED"),
    entry("Fair", "20260320"),
)


def to_the_diary(what: str = "hours_at_the_work", client: Client | None = None) -> Walk:
    walk = Walk(client)
    walk.press(chosen=["LL-D2"]).press(own="4", expected="4", sure="sure")
    return walk.press(what=what).press(number="6")


def ticks(walk: Walk) -> dict[str, str]:
    """Each title on the page with the value that its tick sends."""
    found = re.findall(
        r'name="titles" value="([^"]*)"[^>]*><span>([^<]*)(?:<small>([^<]*)</small>)?',
        walk.page.content.decode(),
    )
    return {f"{title}|{note}": value for value, title, note in found}


# ------------------------------------------------------------------------------------------------- the walk
def test_titles_are_ticked_and_their_sum_comes_to_the_page_where_it_would_be_written() -> None:
    walk = to_the_diary()
    walk.press("file", calendar=ics(*ENTRIES))
    assert walk.page.status_code == 200
    found = ticks(walk)
    assert list(found) == ["Line 4|2 times, 3.5 h", "Board|1 time, 3 h"]
    assert "1 entry for a whole day is left out" in walk.text
    walk.press(titles=[found["Line 4|2 times, 3.5 h"]])
    assert "What you ticked adds up to 3.5." in walk.text
    assert walk.form()["fields"]["number"] == ["3.5"]
    walk.press()
    assert "You expected 6; you counted 3.5." in walk.text


def test_no_tick_sends_a_title() -> None:
    walk = to_the_diary().press("file", calendar=ics(*ENTRIES))
    sent = ticks(walk)
    assert [name.partition("|")[0] for name in sent] == ["Line 4", "Board"]
    assert all(re.fullmatch(r"[\d: -]+", value) for value in sent.values()), "times alone"


def test_the_two_weeks_are_fourteen_whole_days_up_to_yesterday() -> None:
    days = ("20260315", "20260316", "20260329", "20260330")
    walk = to_the_diary().press(
        "file", calendar=ics(*[entry(f"On {day}", f"{day}T080000Z", "DURATION:PT1H") for day in days])
    )
    assert [name.partition("|")[0] for name in ticks(walk)] == ["On 20260316", "On 20260329"]


def test_the_leader_can_change_the_sum_before_it_counts() -> None:
    walk = to_the_diary().press("file", calendar=ics(*ENTRIES))
    walk.press(titles=list(ticks(walk).values()))
    assert json.loads(walk.state).get("counted") is None
    assert "You expected 6; you counted 2." in walk.press(number="2").text


def test_nothing_ticked_is_none() -> None:
    walk = to_the_diary("two_levels_away").press("file", calendar=ics(*ENTRIES)).press()
    assert walk.form()["fields"]["number"] == ["0"]


def test_what_was_cancelled_is_listed_where_cancelling_is_counted_and_nowhere_else() -> None:
    walk = to_the_diary("improvement_time_cancelled").press("file", calendar=ics(*ENTRIES))
    assert list(ticks(walk)) == ["Off|1 time"]
    assert walk.press(titles=list(ticks(walk).values())).form()["fields"]["number"] == ["1"]


def test_the_most_frequent_titles_are_listed_and_the_others_are_counted() -> None:
    many = [entry(f"Title {n:03}", "20260317T080000Z", "DURATION:PT1H") for n in range(MOST_TITLES + 2)]
    walk = to_the_diary().press("file", calendar=ics(*many, entry("x", "20260317T08")))
    assert len(ticks(walk)) == MOST_TITLES
    assert "2 more titles are not listed" in walk.text
    assert "1 entry of the file could not be read here" in walk.text
    assert walk.press(titles=list(ticks(walk).values())).form()["fields"]["number"] == ["1"]


def test_one_can_go_back_or_go_on_without_counting_from_the_titles() -> None:
    walk = to_the_diary().press("file", calendar=ics(*ENTRIES))
    assert "Now count it" in walk.press("back").text
    walk.press("file", calendar=ics(*ENTRIES)).press("skip")
    assert "Your first look" in walk.text
    assert "counted" not in json.loads(walk.state)


def test_an_hour_that_was_moved_is_no_hour_that_took_place_when_it_was_planned() -> None:
    series = entry("Kaizen", "20260317T080000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2")
    moved = series.replace("DTSTART:20260317", "RECURRENCE-ID:20260324T080000Z\r\nDTSTART:20260326")
    moved = moved.replace("RRULE:FREQ=WEEKLY;COUNT=2", "CLASS:PUBLIC")
    walk = to_the_diary("hours_at_the_work").press("file", calendar=ics(series, moved))
    assert list(ticks(walk)) == ["Kaizen|2 times, 2 h"], "both took place"
    walk = to_the_diary("improvement_time_kept").press("file", calendar=ics(series, moved))
    assert "What took place when it was planned" in walk.text
    assert list(ticks(walk)) == ["Kaizen|1 time, 1 h"]
    walk = to_the_diary("improvement_time_cancelled").press("file", calendar=ics(series, moved))
    assert list(ticks(walk)) == ["Kaizen|1 time"]


@pytest.mark.parametrize("typed", ["4", "about 4"])
def test_what_was_typed_beside_the_file_is_there_again_and_never_keeps_the_file_from_being_read(
    typed: str,
) -> None:
    walk = to_the_diary().press("file", number=typed, calendar=ics(*ENTRIES))
    assert len(ticks(walk)) == 2
    assert walk.press("back").form()["fields"]["number"] == [typed]
    walk = to_the_diary().press("file", number=typed, calendar=ics())
    assert NOTHING in walk.text
    assert walk.form()["fields"]["number"] == [typed]


def test_where_no_calendar_knows_it_none_is_asked_for() -> None:
    walk = to_the_diary("approvals_waited_on")
    assert "calendar" not in walk.text.lower()
    walk.send("/first-look/count/", look=walk.state, page="diary", go="file", calendar=ics(*ENTRIES))
    assert "Line 4" not in walk.text


# ------------------------------------------------------------------------------------------- expected first
@pytest.mark.parametrize("page", ["expect", "diary", "titles", "what"])
def test_nothing_of_a_file_is_shown_before_something_is_expected(page: str) -> None:
    walk = to_the_diary()
    state = {**json.loads(walk.state), "expected": None}
    for go in ("file", "", "show"):
        walk.send(
            "/first-look/count/", look=json.dumps(state), page=page, go=go, calendar=ics(*ENTRIES),
            titles=["0:1440-1500"], number="",
        )  # fmt: skip
        assert "Line 4" not in walk.text
        assert "adds up" not in walk.text
        assert "3.5" not in walk.text


# ---------------------------------------------------------------------------------------------- what is none
@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (SimpleUploadedFile("a.ics", b""), "The file is empty."),
        (SimpleUploadedFile("a.ics", f"{SECRET} and more".encode()), "This is no calendar file."),
        (SimpleUploadedFile("a.ics", BOMB), "This is no calendar file."),
        (SimpleUploadedFile("a.ics", b"PK\x03\x04" + b"\x00" * 90), "This is no calendar file."),
        (ics(entry(SECRET, "20200101T080000Z")), NOTHING),
        (ics(entry(SECRET, "20260317"), entry("b", "SECRET")), NOTHING),
        (SimpleUploadedFile("a.ics", LARGE), "larger than 2 MB"),
        (None, "Choose a file first, or count by hand."),
    ],
)  # fmt: skip
def test_a_file_that_helps_nobody_is_refused_in_a_sentence_and_nothing_is_lost(
    sent: SimpleUploadedFile | None, sentence: str
) -> None:
    walk = to_the_diary()
    state = walk.state
    if sent:
        sent.seek(0)
    walk.press("file", **({"calendar": sent} if sent else {}))
    assert walk.page.status_code == 400
    assert sentence in walk.text
    assert SECRET not in walk.text
    assert json.loads(walk.state) == json.loads(state)
    assert "you counted 2." in walk.press(number="2").text


@pytest.mark.parametrize("value", ["", "x", "0:", "0:9-3", "0:1-9999999", "1-2"])
def test_a_tick_that_no_page_would_send_adds_nothing_up(value: str) -> None:
    walk = to_the_diary().press("file", calendar=ics(*ENTRIES))
    walk.send("/first-look/count/", look=walk.state, page="titles", titles=[value])
    assert walk.page.status_code == 400
    assert "adds up" not in walk.text


# ------------------------------------------------------------------------------------------------- no trace
@pytest.mark.parametrize("seat", ["nobody", "leader"])
def test_a_secret_title_is_on_one_page_and_nowhere_else(
    world: World, seat: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    client = sign_in(world.seats[seat])
    before = contents()
    with kept() as log:
        walk = to_the_diary(client=client)
        padding = [entry(f"Other {n}", "20200101T080000Z", "DESCRIPTION:" + "x" * 200) for n in range(5000)]
        walk.press(
            "file",
            calendar=ics(entry(SECRET, "20260317T080000Z", "DURATION:PT2H"), *padding, name=f"{SECRET}.ics"),
        )
        assert SECRET in walk.text
        sent_on = walk.form()
        walk.press(titles=list(ticks(walk).values())).press().press(make="So little.")
        walk.send(
            "/first-look/count/",
            look=walk.state,
            page="diary",
            go="file",
            calendar=SimpleUploadedFile(SECRET, SECRET.encode()),
        )
        assert log.lines() == []
        client.get("/first/page/that/is/not/there/")
        assert log.lines(), "the log is listened to"
    assert SECRET not in json.dumps(sent_on)  # what the page sends on
    assert [place for place, page in enumerate(walk.pages) if SECRET in page.content.decode()] == [5]
    assert contents() == before
    assert set(client.cookies) <= ALLOWED_COOKIES | {"sessionid"}
    assert SECRET not in "".join(f"{one.value}" for one in client.cookies.values())
    assert SECRET not in "".join(walk.addresses)
    assert list(tmp_path.iterdir()) == []
    assert all(page["Cache-Control"] == "no-store" for page in walk.pages)


def test_a_look_that_is_kept_holds_the_sum_and_no_title(world: World) -> None:
    walk = to_the_diary(client=sign_in(world.leader)).press(
        "file", calendar=ics(entry(SECRET, "20260317T080000Z", "DURATION:PT2H"))
    )
    walk.press(titles=list(ticks(walk).values())).press().press()
    from hansei.web.steps.ready import look as looks
    from hansei.web.steps.ready import selectors, services

    look, whole = looks.read(walk.state)
    assert whole
    row = services.keep(world.leader, look)
    [kept] = selectors.kept_looks(world.leader)
    assert kept.row == row
    assert kept.look.counted == "2"
    assert SECRET not in repr(kept)
