"""Three lanes on one axis: what may be said rests on days alone, nothing is worked out over two."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest

from hansei.core.chain import Axis, Reading, axis, behaviour_for, belief_for, reading

TODAY = date(2026, 3, 17)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_the_axis_holds_every_day_and_today_inside_its_ends() -> None:
    span = axis([ago(200), ago(3)], TODAY)
    places = [span.at(day) for day in (ago(200), ago(100), ago(3), TODAY)]
    assert places == sorted(places)
    assert 0 < places[0] < places[-1] < 1


def test_two_days_do_not_look_like_a_history() -> None:
    span = axis([ago(2), ago(1)], TODAY)
    assert span.last - span.first == timedelta(days=56)
    assert axis([], TODAY) == Axis(ago(56), TODAY)


def test_a_try_out_looked_back_at_before_its_day_is_on_the_axis() -> None:
    assert axis([ago(-9)], TODAY).last == ago(-9)


def test_a_day_outside_is_refused() -> None:
    with pytest.raises(ValueError, match="not on the axis"):
        axis([ago(80)], TODAY).at(ago(81))


def test_months_are_thinned_out_evenly_and_stay_on_the_axis() -> None:
    assert axis([], TODAY).months() == [date(2026, 2, 1), date(2026, 3, 1)]
    span = axis([ago(700)], TODAY)
    months = span.months()
    assert 3 <= len(months) <= 6
    assert all(span.first <= month <= span.last for month in months)
    numbers = [month.year * 12 + month.month for month in months]
    assert len({later - sooner for sooner, later in pairwise(numbers)}) == 1


@pytest.mark.parametrize(
    ("done", "waves", "said"),
    [
        ([], [], Reading.NO_WAVE),
        ([5], [], Reading.NO_WAVE),
        ([], [5], Reading.NOTHING_DONE),
        ([50], [40], Reading.TOO_EARLY),
        ([50, 10], [90, 60, 50, 40], Reading.TOO_EARLY),
        ([50, 10], [40, 20], Reading.SIDE_BY_SIDE),
    ],
)
def test_beliefs_are_laid_beside_what_was_done_two_waves_after_the_first_of_it(
    done: list[int], waves: list[int], said: Reading
) -> None:
    assert reading([ago(day) for day in done], [ago(day) for day in waves]) is said


def test_the_behaviour_is_the_leaders_choice_then_the_one_tried_most_then_the_first_seen() -> None:
    seen = ["A", "B", "C"]
    assert behaviour_for("C", ["B", "B"], seen) == "C"
    assert behaviour_for("X", ["B", "C", "B", "Z", "Z", "Z"], seen) == "B"
    assert behaviour_for("", [], seen) == "A"
    assert behaviour_for("A", ["A"], []) == ""


def test_the_belief_is_the_leaders_choice_then_one_that_the_behaviour_feeds_then_the_first_asked() -> None:
    asked, fed = ["p", "q", "r"], {"r": ["A"], "p": ["B"]}
    assert belief_for("q", "A", asked, fed) == "q"
    assert belief_for("", "A", asked, fed) == "r"
    assert belief_for("x", "Z", asked, fed) == "p"
    assert belief_for("p", "A", [], fed) == ""


def test_the_place_of_a_day_is_exact() -> None:
    assert Axis(ago(100), TODAY).at(ago(50)) == Fraction(1, 2)
