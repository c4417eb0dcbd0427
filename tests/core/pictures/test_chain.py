"""The chain: a shape for each lane, nothing that joins marks or lanes, everything in words as well."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest

from hansei.core.pictures.chain import ChainData, Day, Lane, Ring, Stroke, Value, chain, description


def at(hundredths: int) -> Fraction:
    return Fraction(hundredths, 100)


def value(where: int, position: str, label: str = "") -> Value:
    return Value(at(where), Decimal(position), label or position, f"day {where}: {label or position}.")


FULL = ChainData(
    "c",
    "The chain",
    Lane("What you do", "a stroke: a try-out"),
    Lane("What people live through", "Thanks first"),
    Lane("What they come to believe", "a problem is welcome", "predicted: more true"),
    (Stroke(at(72), "day 72: 1 of 5."), Stroke(at(80), "day 80: it did not come to it.", came=False)),
    (value(70, "4.5", "Your peers 4.5 or more"), value(70, "2.5", "Your reports 2.5")),
    (value(10, "2.8"), value(40, "2.7"), value(62, "2.5")),
    (Day(at(12), "Sep"), Day(at(50), "Jan"), Day(at(88), "Mar")),
    Day(at(95), "today"),
    Day(at(75), "hypothesis"),
    (Ring(at(74), "day 74: looked in the mirror."),),
)
NOTHING = replace(
    FULL,
    did=Lane("What you do", empty="nothing yet"),
    lived=Lane("What people live through", empty="nothing opened"),
    believed=Lane("What they come to believe", empty="no wave yet"),
    strokes=(),
    rings=(),
    experiences=(),
    beliefs=(),
)


def drawn(data: ChainData) -> ET.Element:
    return ET.fromstring(chain(data))  # noqa: S314


def shapes(picture: ET.Element, kind: str) -> list[ET.Element]:
    return [one for one in picture.iter() if (one.get("class") or "") == kind]


def test_each_lane_has_a_shape_of_its_own_at_its_own_height() -> None:
    picture = drawn(FULL)
    assert [len(shapes(picture, kind)) for kind in ("did", "did-not", "looked", "lived")] == [1, 1, 1, 2]
    squares = [one for one in picture.iter("use") if one.get("href") == "#c-s"]
    assert [one.get("x") for one in squares] == ["10%", "40%", "62%"]
    lowest_stroke = max(float(one.get("y2") or 0) for one in shapes(picture, "did"))
    discs = [float(one.get("cy") or 0) for one in shapes(picture, "lived")]
    assert lowest_stroke < min(discs)
    assert discs[0] < discs[1], "higher up is more"
    assert max(discs) < min(float(one.get("y") or 0) for one in squares)


def test_nothing_joins_two_marks_or_two_lanes() -> None:
    for data in (FULL, NOTHING):
        picture = drawn(data)
        assert not [one for one in picture.iter() if one.tag in {"polyline", "polygon", "marker"}]
        assert [one.get("id") for one in picture.iter("path")] == ["c-p"], "the diamond alone"
        for line in picture.iter("line"):
            level, upright = line.get("y1") == line.get("y2"), line.get("x1") == line.get("x2")
            assert level or upright
            if level:
                assert (line.get("x1"), line.get("x2")) == ("0", "100%"), "a level line is a scale"
            elif (line.get("class") or "") not in {"did", "did-not"}:
                assert line.get("class") in {"month", "today", "written"}, "an upright is a day"


def test_what_is_predicted_is_an_open_diamond_with_its_words_and_has_no_place_on_the_scale() -> None:
    picture = drawn(FULL)
    diamonds = [one for one in picture.iter("use") if one.get("href") == "#c-p"]
    assert [one.get("x") for one in diamonds] == ["7"]
    assert "predicted: more true" in [one.text for one in picture.iter("text")]
    without = replace(FULL, believed=replace(FULL.believed, predicted=""))
    assert not [one for one in drawn(without).iter("use") if one.get("href") == "#c-p"]


def test_the_description_reads_all_of_it_lane_by_lane_and_in_order_of_time() -> None:
    said = description(FULL)
    places = [
        said.index(words) for words in ("day 72", "looked in the mirror", "day 80", "Your peers", "2.8")
    ]
    assert places == sorted(places)
    assert "predicted: more true" in said
    assert description(NOTHING).count("nothing") == 2
    assert drawn(FULL).findtext("desc") == said


def test_an_empty_lane_says_why_and_a_lane_with_marks_does_not() -> None:
    texts = [one.text for one in drawn(NOTHING).iter("text")]
    assert {"nothing yet", "nothing opened", "no wave yet"} <= set(texts)
    for wrong in ({"beliefs": ()}, {"did": replace(FULL.did, empty="nothing")}, {"experiences": ()}):
        with pytest.raises(ValueError, match="says why"):
            replace(FULL, **wrong)


@pytest.fixture(params=[0, 30, 45, 55, 70, 100])
def crowded(request: pytest.FixtureRequest) -> ChainData:
    """Four sources that say the same, with the longest words there are, anywhere on the axis."""
    labels = (
        "Ihre Führungskraft 1",
        "Ihre Kolleginnen und Kollegen 1,5 oder weniger",
        "Ihr Team 1",
        "Weitere 1",
    )
    return replace(FULL, experiences=tuple(value(request.param, "1", label) for label in labels))


def test_labels_keep_their_distance_stay_in_the_narrowest_picture_and_in_their_lane(
    crowded: ChainData,
) -> None:
    picture = drawn(crowded)
    labels = shapes(picture, "t-lived halo")
    assert len(labels) >= 4
    heights = [float(one.get("y") or 0) for one in labels]
    assert all(later - sooner >= 15 for sooner, later in pairwise(heights))
    assert max(heights) <= float(shapes(picture, "lived")[0].get("cy") or 0) + 4
    for one in labels:
        x = float((one.get("x") or "").rstrip("%")) * 3.2 + float(one.get("dx") or 0)
        width = len(one.text or "") * 7
        left, right = (x - width, x) if one.get("text-anchor") == "end" else (x, x + width)
        assert left >= -1
        assert right <= 321


def test_labels_of_the_first_day_give_way_to_those_of_the_last_where_both_have_no_room() -> None:
    apart = replace(FULL, experiences=(value(5, "3", "Your peers 3"), value(95, "4", "Your peers 4")))
    assert len(shapes(drawn(apart), "t-lived halo")) == 2
    near = replace(FULL, experiences=(value(85, "3", "Your peers 3"), value(95, "4", "Your peers 4")))
    assert [one.text for one in shapes(drawn(near), "t-lived halo")] == ["Your peers 4"]


def test_every_text_is_escaped_and_a_place_outside_is_refused() -> None:
    sly = replace(FULL, lived=Lane("<script>", '"&"'))
    assert "<script>" not in chain(sly)
    assert "<script>" in [one.text for one in drawn(sly).iter("text")]
    for wrong in (lambda: Stroke(at(101), ""), lambda: value(-1, "3"), lambda: value(1, "5.1")):
        with pytest.raises(ValueError, match=r"between|lies"):
            wrong()
    with pytest.raises(ValueError, match="prefix"):
        replace(FULL, prefix='c"')
