"""Practice's judgement: two things at once, counts on one scale, a run in its order, a middle from enough."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from hansei.core.practice import MEDIAN_FROM, MOST_SHOWN, Count, Point, may_begin, middle, run

DAY = date(2026, 3, 2)


def points(*happened: int | None) -> list[Point]:
    return [
        Point(DAY + timedelta(days=n), Count(3, 5), None if each is None else Count(each, 5))
        for n, each in enumerate(happened)
    ]


def test_a_third_thing_is_not_begun_and_what_is_worked_on_goes_on() -> None:
    assert may_begin("a", [])
    assert may_begin("b", ["a"])
    assert not may_begin("c", ["a", "b"])
    assert may_begin("a", ["a", "b"])
    assert may_begin("c", ["a", "a"]), "twice the same is one"


@pytest.mark.parametrize(("number", "times"), [(-1, 5), (6, 5), (0, 0), (1, 21)])
def test_a_count_is_out_of_the_times_there_were(number: int, times: int) -> None:
    with pytest.raises(ValueError):
        Count(number, times)


def test_what_happened_is_counted_on_the_scale_of_what_was_expected() -> None:
    with pytest.raises(ValueError):
        Point(DAY, Count(3, 5), Count(1, 2))
    assert Point(DAY, Count(3, 5), Count(1, 5)).happened == Count(1, 5)


def test_a_run_is_in_the_order_of_its_days_and_ends_with_the_newest() -> None:
    found = points(*[1] * (MOST_SHOWN + 3))
    shown = run(list(reversed(found)))
    assert shown == tuple(found[3:])


def test_there_is_a_middle_from_enough_try_outs_that_were_counted_and_not_before() -> None:
    few = points(*[1] * (MEDIAN_FROM - 1), None, None)
    assert middle(few) is None
    assert middle(points(*range(5), *range(5), None)) == Fraction(2, 5)
    assert middle(points(*range(6), *range(6))) == Fraction(1, 2)
