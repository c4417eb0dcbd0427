"""A run of try-outs: two shapes for each, nothing that joins one to the next, everything in words as well."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from fractions import Fraction

import pytest

from hansei.core.pictures.run_chart import Mark, RunData, Stop, Words, run_chart

WORDS = Words(
    every="on every occasion",
    none="on none",
    expected="expected",
    happened="happened",
    middle="middle",
    both="{day}: expected {expected}, happened {happened}.",
    waiting="{day}: expected {expected}, nothing written yet.",
)


def stop(day: str, expected: int, happened: int | None) -> Stop:
    seen = None if happened is None else Mark(Fraction(happened, 5), f"{happened} of 5")
    return Stop(day, Mark(Fraction(expected, 5), f"{expected} of 5"), seen)


def drawn(*stops: Stop, middle: Fraction | None = None, title: str = "I thank first") -> ET.Element:
    return ET.fromstring(run_chart(RunData("r", title, WORDS, stops, middle)))  # noqa: S314


def discs(picture: ET.Element) -> list[ET.Element]:
    """Those of the run, without the one in the key."""
    return list(picture.iter("circle"))[:-1]


def diamonds(picture: ET.Element) -> list[ET.Element]:
    return list(picture.iter("use"))[:-1]


def test_each_try_out_has_a_diamond_and_what_happened_has_a_disc_under_it_or_in_it() -> None:
    picture = drawn(stop("2 March", 4, 1), stop("9 March", 3, 3), stop("16 March", 4, None))
    assert [one.get("x") for one in diamonds(picture)] == ["9%", "51.5%", "94%"]
    assert [one.get("cx") for one in discs(picture)] == ["9%", "51.5%"]
    first, second = discs(picture)
    assert float(first.get("cy") or 0) > float(diamonds(picture)[0].get("y") or 0)
    assert float(second.get("cy") or 0) == float(diamonds(picture)[1].get("y") or 0)


def test_a_line_joins_the_two_of_one_try_out_and_never_one_try_out_with_the_next() -> None:
    picture = drawn(stop("2 March", 4, 1), stop("9 March", 3, 3), stop("16 March", 1, 5))
    between = [one for one in picture.iter("line") if one.get("class") == "between"]
    assert [one.get("x1") for one in between] == ["9%", "94%"]
    assert all(one.get("x1") == one.get("x2") for one in between)
    assert not list(picture.iter("polyline"))
    assert [one.get("id") for one in picture.iter("path")] == ["r-p"]


def test_the_middle_is_drawn_when_it_is_given() -> None:
    stops = [stop("2 March", 4, 1), stop("9 March", 3, 3)]
    assert "middle" not in {one.get("class") for one in drawn(*stops).iter("line")}
    (line,) = [
        one for one in drawn(*stops, middle=Fraction(1, 2)).iter("line") if one.get("class") == "middle"
    ]
    assert float(line.get("y1") or 0) == 154


def test_it_reads_all_values_in_their_order() -> None:
    picture = drawn(stop("2 March", 4, 1), stop("9 March", 3, None))
    said = next(picture.iter("desc")).text
    assert said == "2 March: expected 4 of 5, happened 1 of 5. 9 March: expected 3 of 5, nothing written yet."


def test_words_of_the_leader_stay_words() -> None:
    picture = drawn(stop("2 March", 4, 1), title='<script>alert("x")</script> {day}')
    assert next(picture.iter("title")).text == '<script>alert("x")</script> {day}'
    assert not list(picture.iter("script"))


def test_a_long_run_names_few_days_and_always_the_first_and_the_last() -> None:
    picture = drawn(*[stop(f"day {n}", 4, 2) for n in range(24)])
    named = ["".join(one.itertext()) for one in picture.iter("text")]
    days = [one for one in named if one.startswith("day ")]
    assert days[0] == "day 0"
    assert days[-1] == "day 23"
    assert len(days) <= 3
    assert "2 of 5" not in named, "so many counts are read from the table"


@pytest.mark.parametrize("share", [Fraction(-1, 5), Fraction(6, 5)])
def test_nothing_is_drawn_off_the_scale(share: Fraction) -> None:
    with pytest.raises(ValueError):
        Mark(share, "")
    with pytest.raises(ValueError):
        RunData("r", "", WORDS, (stop("2 March", 1, 1),), share)


def test_there_is_no_colour_and_no_style_in_it() -> None:
    text = run_chart(RunData("r", "", WORDS, (stop("2 March", 1, 1),)))
    assert "style" not in text
    assert "#" not in text.replace("#r-p", "")
