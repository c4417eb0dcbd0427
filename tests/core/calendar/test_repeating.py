"""Rules repeat as the examples of RFC 5545 (3.8.5.3) say, and none of them can hold a reader up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.core.calendar.repeating import NotRead, Patience, rule_of


def on(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09-02 1997-09-12 1997-09-22 1997-10-02 1997-10-12"),
        ("FREQ=WEEKLY;COUNT=4", "1997-09-02 1997-09-09 1997-09-16 1997-09-23"),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=8;BYDAY=TU,TH",
         "1997-09-02 1997-09-04 1997-09-16 1997-09-18 1997-09-30 1997-10-02 1997-10-14 1997-10-16"),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-05 1997-08-10 1997-08-19 1997-08-24"),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08-05 1997-08-17 1997-08-19 1997-08-31"),
        ("FREQ=MONTHLY;COUNT=5;BYDAY=1FR", "1997-09-05 1997-10-03 1997-11-07 1997-12-05 1998-01-02"),
        ("FREQ=MONTHLY;INTERVAL=2;COUNT=6;BYDAY=1SU,-1SU",
         "1997-09-07 1997-09-28 1997-11-02 1997-11-30 1998-01-04 1998-01-25"),
        ("FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
         "1997-09-22 1997-10-20 1997-11-17 1997-12-22 1998-01-19 1998-02-16"),
        ("FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=6",
         "1997-09-28 1997-10-29 1997-11-28 1997-12-29 1998-01-29 1998-02-26"),
        ("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04 1997-10-07 1997-11-06"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=4",
         "1997-09-29 1997-10-30 1997-11-27 1997-12-30"),
        ("FREQ=YEARLY;COUNT=4;BYMONTH=6,7", "1997-06-10 1997-07-10 1998-06-10 1998-07-10"),
        ("FREQ=YEARLY;INTERVAL=3;COUNT=6;BYYEARDAY=1,100,200",
         "1997-01-01 1997-04-10 1997-07-19 2000-01-01 2000-04-09 2000-07-18"),
        ("FREQ=YEARLY;BYDAY=20MO;COUNT=3", "1997-05-19 1998-05-18 1999-05-17"),
        ("FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=3",
         "1996-11-05 2000-11-07 2004-11-02"),
        ("FREQ=MONTHLY;COUNT=3", "1997-10-31 1997-12-31 1998-01-31"),
        ("FREQ=YEARLY;COUNT=2", "1996-02-29 2000-02-29"),
    ],
)  # fmt: skip
def test_a_rule_hits_the_days_that_the_standard_says(rule: str, days: str) -> None:
    expected = [on(day) for day in days.split()]
    first, last = expected[0], expected[-1]
    counted = rule_of(rule, first)
    # By a year: somewhat more than the last, so that the count itself ends it.
    assert counted.days(first, last + timedelta(days=400), Patience()) == expected
    middle = expected[1]
    assert counted.days(middle, last, Patience()) == expected[1:]
    # Without the count the same days are found one by one, from wherever one looks.
    uncounted = rule_of(";".join(part for part in rule.split(";") if "COUNT" not in part), first)
    assert uncounted.days(middle, last, Patience()) == expected[1:]


@given(st.sampled_from(["DAILY", "WEEKLY"]), st.integers(1, 4), st.integers(1, 30), st.integers(0, 900))
def test_a_series_that_is_over_is_passed_by_without_following_it(
    every: str, interval: int, count: int, later: int
) -> None:
    begins = on("2024-01-03")
    rule = rule_of(f"FREQ={every};INTERVAL={interval};COUNT={count}", begins)
    step = interval * (1 if every == "DAILY" else 7)
    truly = [begins + timedelta(days=step * number) for number in range(count)]
    first = begins + timedelta(days=later)
    last = first + timedelta(days=13)
    assert rule.days(first, last, Patience()) == [day for day in truly if first <= day <= last]


@pytest.mark.parametrize(
    "text",
    ["FREQ=SECONDLY", "FREQ=HOURLY;INTERVAL=2", "FREQ=DAILY;BYHOUR=9,15", "FREQ=YEARLY;BYWEEKNO=20", "",
     "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=x", "FREQ=WEEKLY;BYDAY=XX", "FREQ=MONTHLY;BYDAY=99MO",
     "FREQ=DAILY;NEW=1", "FREQ=YEARLY;BYYEARDAY=" + ",".join(map(str, range(1, 62)))],
)  # fmt: skip
def test_a_rule_that_is_not_read_says_so(text: str) -> None:
    with pytest.raises(NotRead):
        rule_of(text, on("2026-01-01"))


def test_no_rule_is_followed_for_ever() -> None:
    patience = Patience(5000)
    never = rule_of("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=9", on("1971-01-01"))
    with pytest.raises(NotRead):
        never.days(on("2199-01-01"), on("2199-01-14"), patience)
    places = rule_of("FREQ=YEARLY;BYDAY=MO;BYSETPOS=1", on("1971-01-01"))
    with pytest.raises(NotRead):
        places.days(on("2026-01-01"), on("2026-01-14"), Patience(300))


def test_whatever_a_rule_lists_is_paid_for_with_patience() -> None:
    listed = ",".join(map(str, range(1, 61)))
    rule = rule_of(f"FREQ=DAILY;BYSETPOS={listed}", on("2026-01-01"))
    patience = Patience(1000)
    rule.days(on("2026-01-02"), on("2026-01-11"), patience)
    assert patience.left == 1000 - 10 * (1 + 1 + 60)
    # Weekdays, days of the month and of the year are looked up, not gone through: one day is one.
    many = ",".join(f"{n}SU" for n in range(1, 54))
    looked_up = rule_of(f"FREQ=YEARLY;BYDAY={many};BYMONTHDAY=1,2,3", on("2026-01-01"))
    assert all(isinstance(listed, frozenset) for listed in (looked_up.weekdays, looked_up.month_days))
