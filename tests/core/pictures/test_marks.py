"""Three marks on a line: where everything stands, what is read out, and that nothing covers anything."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.core.pictures.marks import Experienced, MarksData, Row, Words, three_marks

ENGLISH = Words(
    mine="as I see it {value}",
    expected="expected {value}",
    experienced="{value} experienced",
    scale="Scale from 1, {low}, to 5, {high}.",
    all_lines="As I see it: {value}, on every line.",
    both="{source}: expected {expected}, experienced {experienced}.",
    hidden="{source}: expected {expected}; {why}.",
    unexpected="{source}: nothing expected, experienced {experienced}.",
    neither="{source}: nothing expected; {why}.",
)
GERMAN = replace(
    ENGLISH, mine="wie ich es sehe {value}", expected="erwartet {value}", experienced="{value} erlebt"
)
STEPS = ("never", "seldom", "about half", "mostly", "nearly every time")
SCHRITTE = ("nie", "selten", "etwa zur Hälfte", "meistens", "fast jedes Mal")
TOO_FEW = "not shown: fewer than four answered"
ZU_WENIGE = "nicht gezeigt: weniger als vier haben geantwortet"


def seen(position: str, label: str | None = None, *, banded: bool = True) -> Experienced:
    value = Decimal(position)
    band = (value - Decimal("0.75"), value + Decimal("0.75")) if banded else None
    return Experienced(value, label or position, band)


def drawn(
    *rows: Row, own: int | None = 4, words: Words = ENGLISH, steps: tuple[str, ...] = STEPS
) -> ET.Element:
    scale = (steps[0], steps[1], steps[2], steps[3], steps[4])
    return ET.fromstring(three_marks(MarksData("m", "asks before answering", words, scale, rows, own)))  # noqa: S314


def by_class(picture: ET.Element, name: str) -> list[ET.Element]:
    return [one for one in picture.iter() if name in (one.get("class") or "").split()]


def label(picture: ET.Element, words: str) -> ET.Element:
    (found,) = [one for one in picture.iter("text") if words in "".join(one.itertext())]
    return found


def reading(picture: ET.Element) -> str:
    return next(picture.iter("desc")).text or ""


# ------------------------------------------------------------------------------------------------- places
@pytest.mark.parametrize(
    ("value", "x"),
    [("1", "5%"), ("1.5", "16.25%"), ("2.7", "43.25%"), ("3", "50%"), ("4.5", "83.75%"), ("5", "95%")],
)
def test_a_value_stands_at_five_per_cent_and_a_quarter_of_ninety_for_each_step(value: str, x: str) -> None:
    picture = drawn(Row("Peers", expected=2, experienced=seen(value)))
    assert [one.get("cx") for one in by_class(picture, "lived")] == [x]


def test_what_was_expected_and_what_i_see_stand_on_the_same_scale() -> None:
    picture = drawn(Row("Peers", expected=2, experienced=seen("3")), own=4)
    assert next(picture.iter("use")).get("x") == "27.5%"
    assert by_class(picture, "mine")[0].get("x1") == by_class(picture, "thread")[0].get("x1") == "72.5%"


@pytest.mark.parametrize(("sources", "height"), [(1, "192"), (2, "304"), (3, "416"), (4, "528")])
def test_the_height_grows_by_one_row_for_each_source(sources: int, height: str) -> None:
    picture = drawn(*[Row(f"Source {n}", expected=3, experienced=seen("3")) for n in range(sources)])
    assert picture.get("height") == height
    discs = [one.get("cy") for one in by_class(picture, "lived")]
    assert discs == [str(96 + 112 * n) for n in range(sources)]


def test_words_too_long_for_a_phone_get_a_second_line_in_every_row_and_the_room_for_it() -> None:
    picture = drawn(
        Row("Wer Ihnen berichtet", "7 gefragt, die meisten haben geantwortet", 3, seen("3")),
        Row("Weiter entfernt", "5 gefragt", 3, not_shown=ZU_WENIGE),
    )
    assert picture.get("height") == str(80 + 24 + 2 * (112 + 24))
    assert label(picture, "5 gefragt").get("y") == str(96 + 24 + 136 - 48)
    why = [one.text for one in by_class(picture, "t2") if one.get("x") == "5%"]
    assert why == ["nicht gezeigt: weniger", "als vier haben geantwortet"]


def test_rows_keep_the_order_they_are_given_in() -> None:
    picture = drawn(Row("B", expected=3, experienced=seen("5")), Row("A", expected=3, experienced=seen("1")))
    headings = [one for one in by_class(picture, "halo") if one.get("x") == "0"]
    assert ["".join(one.itertext()) for one in headings] == ["B", "A"]


# ----------------------------------------------------------------------------------------------- labels
@pytest.mark.parametrize(
    ("value", "own", "anchor", "aside"),
    [
        ("1", None, "start", "-9"),
        ("1.7", None, "start", "-9"),
        ("1.8", None, "middle", None),
        ("3", None, "middle", None),
        ("4.2", None, "middle", None),
        ("4.3", None, "end", "9"),
        ("5", None, "end", "9"),
        ("3.5", 4, "end", "9"),  # nearer than 1 to the thread: on its own side
        ("3.5", 3, "start", "-9"),
        ("3", 4, "middle", None),  # 1 away is far enough
        ("4", 4, "end", "-9"),  # on the thread: beside it
        ("3", 3, "end", "-9"),
        ("2", 2, "start", "9"),
        ("1", 1, "start", "9"),
        ("5", 5, "end", "-9"),
        ("4.5", 4, "end", "9"),  # the edge of the picture comes before the thread
        ("1.5", 2, "start", "-9"),
        ("4.2", 4, "middle", None),  # and so does the edge of a phone's page
        ("1.8", 2, "middle", None),
    ],
)
def test_a_label_keeps_off_the_edges_and_on_its_own_side_of_the_thread(
    value: str, own: int | None, anchor: str, aside: str | None
) -> None:
    found = label(drawn(Row("Peers", expected=3, experienced=seen(value)), own=own), "experienced")
    assert (found.get("text-anchor"), found.get("dx")) == (anchor, aside)


def test_the_head_of_the_thread_carries_my_own_value() -> None:
    found = label(drawn(Row("Peers", expected=3, experienced=seen("3")), own=5), "as I see it")
    assert "".join(found.itertext()) == "as I see it 5"
    assert (found.get("x"), found.get("y"), found.get("text-anchor")) == ("95%", "15", "end")


@dataclass(frozen=True)
class Box:
    """Where a text lies in a picture of 320 px, at 7 px a letter: more than any of the fonts needs."""

    what: str
    left: float
    right: float
    top: float
    bottom: float

    def covers(self, other: Box) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def boxes(picture: ET.Element) -> list[Box]:
    made: list[Box] = []
    for text in picture.iter("text"):
        lines: list[tuple[str, float]] = []
        y = float(text.get("y", "0"))
        if text.text:
            lines.append((text.text, y))
        for span in text.iter("tspan"):
            y += float(span.get("dy", "0"))
            words = "".join(span.itertext()) + (span.tail or "")
            if span.get("dy") or not lines:
                lines.append((words, y))
            else:
                lines[-1] = (lines[-1][0] + " " * bool(span.get("dx")) + words, lines[-1][1])
        at = text.get("x", "0")
        x = float(at.rstrip("%")) * (3.2 if at.endswith("%") else 1) + float(text.get("dx", "0"))
        for words, baseline in lines:
            width = len(words) * 7.0
            left = {"middle": x - width / 2, "end": x - width}.get(text.get("text-anchor", ""), x)
            made.append(Box(words, left, left + width, baseline - 9.5, baseline + 2.5))
    return made


ratings = st.integers(1, 5)
halves = st.sampled_from(["1.5", "2", "2.5", "3", "3.5", "4", "4.5"])
tenths = st.integers(13, 47).map(lambda tenth: str(Decimal(tenth) / 10))


def values(words: Words) -> st.SearchStrategy[Experienced]:
    low, high = ("1.5 or less", "4.5 or more") if words is ENGLISH else ("höchstens 1,5", "mindestens 4,5")
    ends = {"1.5": low, "4.5": high}
    return (halves | tenths | ratings.map(str)).map(lambda value: seen(value, ends.get(value)))


@st.composite
def pictures(draw: st.DrawFn) -> ET.Element:
    words, steps, why, notes = draw(
        st.sampled_from(
            [
                (ENGLISH, STEPS, TOO_FEW, ("", "6 asked, most answered")),
                (GERMAN, SCHRITTE, ZU_WENIGE, ("5 gefragt", "7 gefragt, die meisten haben geantwortet")),
            ]
        )
    )
    rows = [
        Row(
            draw(st.sampled_from(["Your peers", "Your peers and reports together"])),
            draw(st.sampled_from(notes)),
            draw(st.none() | ratings),
            value := draw(st.none() | values(words)),
            "" if value else why,
        )
        for _ in range(draw(st.integers(1, 4)))
    ]
    return drawn(*rows, own=draw(st.none() | ratings), words=words, steps=steps)


@given(pictures())
def test_no_text_ever_covers_another_even_on_a_phone(picture: ET.Element) -> None:
    for one, other in combinations(boxes(picture), 2):
        assert not one.covers(other), f"{one.what!r} covers {other.what!r}"


@given(pictures())
def test_no_text_leaves_the_page_of_a_phone(picture: ET.Element) -> None:
    for box in boxes(picture):
        assert box.left >= -20, box
        assert box.right <= 340, box


@given(ratings, values(ENGLISH), st.none() | ratings)
def test_expected_stands_above_the_axis_and_experienced_below_so_they_never_meet(
    expected: int, value: Experienced, own: int | None
) -> None:
    picture = drawn(Row("Peers", expected=expected, experienced=value), own=own)
    axis = float(by_class(picture, "axis")[0].get("y1", "0"))
    above = float(label(picture, "expected").get("y", "0"))
    below = float(label(picture, "experienced").get("y", "0"))
    assert above + 4 < axis - 10.5, "the descenders stay above the diamond"
    assert below - 10 > axis + 10.5, "the letters stay below the diamond"


# ------------------------------------------------------------------------------------------------ shapes
def test_marks_that_coincide_stay_apart_by_shape() -> None:
    picture = drawn(Row("Boss", expected=3, experienced=seen("3", banded=False)), own=3)
    radius = float(by_class(picture, "lived")[0].get("r", "0"))
    reach = 10.5
    assert f"M0-{reach}L{reach} 0L0 {reach}L-{reach} 0Z" == by_class(picture, "expect")[0].get("d")
    assert radius + 0.75 < reach / 2**0.5 - 1, "the disc with its rim lies inside the diamond's line"
    bar = by_class(picture, "mine")[0]
    assert float(bar.get("y2", "0")) - float(bar.get("y1", "0")) > 2 * reach, "the bar shows above and below"


def test_band_bar_diamond_and_disc_are_drawn_in_this_order() -> None:
    picture = drawn(Row("Peers", expected=3, experienced=seen("3")), own=3)
    names = [one.get("class") or one.tag for one in picture.iter()]
    order = [names.index("rect"), names.index("mine"), names.index("use"), names.index("lived")]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("position", "x", "width"),
    [("3", "33.125%", "33.75%"), ("1.5", "5%", "28.125%"), ("4.5", "66.875%", "28.125%")],
)
def test_a_band_ends_where_the_scale_ends(position: str, x: str, width: str) -> None:
    (band,) = drawn(Row("Peers", expected=3, experienced=seen(position))).iter("rect")
    assert (band.get("x"), band.get("width")) == (x, width)
    assert band.get("fill") == "url(#m-h)"


def test_one_person_who_answers_by_name_has_no_band() -> None:
    picture = drawn(Row("Boss", "answers by name", 3, seen("3", banded=False)))
    assert not list(picture.iter("rect"))
    assert not by_class(picture, "band-edge")


def test_what_is_not_shown_leaves_no_trace_but_its_reason() -> None:
    picture = drawn(Row("Further off", "5 asked", 3, not_shown=TOO_FEW), own=4)
    assert not by_class(picture, "lived")
    assert not list(picture.iter("rect"))
    assert by_class(picture, "axis-none")
    assert label(picture, TOO_FEW).get("x") == "5%"
    assert by_class(picture, "mine"), "what I see stays"
    assert list(picture.iter("use")), "what I expected stays"


def test_what_was_experienced_is_all_that_appears_later() -> None:
    picture = drawn(Row("Peers", expected=3, experienced=seen("2")), own=4)
    late = [one for group in by_class(picture, "appears") for one in group.iter()]
    kinds = {one.get("class", "").split()[0] for one in late if one.get("class")} - {"appears"}
    assert kinds == {"band-edge", "lived", "t-lived", "tb"}


def test_without_a_rating_of_my_own_there_is_no_thread() -> None:
    picture = drawn(Row("Peers", expected=3, experienced=seen("2")), own=None)
    assert not by_class(picture, "thread")
    assert not by_class(picture, "mine")
    assert "As I see it" not in reading(picture)


# -------------------------------------------------------------------------------------------- read out
def test_the_description_reads_all_values_in_order() -> None:
    picture = drawn(
        Row("Your peers", "6 asked", 3, seen("3.5")),
        Row("Your reports", "7 asked", None, seen("1.5", "1.5 or less")),
        Row("Further off", "5 asked", 2, not_shown=TOO_FEW),
        Row("Others", "", None, not_shown=TOO_FEW),
    )
    assert reading(picture) == (
        "Scale from 1, never, to 5, nearly every time. As I see it: 4, on every line."
        " Your peers: expected 3, experienced 3.5."
        " Your reports: nothing expected, experienced 1.5 or less."
        f" Further off: expected 2; {TOO_FEW}."
        f" Others: nothing expected; {TOO_FEW}."
    )


def test_the_picture_is_one_image_named_by_its_behaviour_and_read_by_its_values() -> None:
    picture = drawn(Row("Peers", expected=3, experienced=seen("3")))
    assert picture.get("role") == "img"
    assert (picture.get("aria-labelledby") or "").split() == ["m-t", "m-d"]
    assert next(picture.iter("title")).text == "asks before answering"


def test_a_brace_in_a_name_is_not_taken_for_a_place_to_fill() -> None:
    assert "Team {why}: expected 3" in reading(drawn(Row("Team {why}", expected=3, experienced=seen("3"))))


# ------------------------------------------------------------------------------------------- what is safe
HOSTILE = "\"><script>alert(1)</script>&'{value} and <b>once</b> more, <i>so long that it wraps</i>"


def test_every_text_is_escaped() -> None:
    words = Words(*[f"{HOSTILE}{{value}}{{source}}" for _ in Words.__slots__])
    rows = (
        Row(HOSTILE, HOSTILE, 3, Experienced(Decimal(3), HOSTILE)),
        Row(HOSTILE, "", 3, not_shown=HOSTILE, sure=HOSTILE),
    )
    svg = three_marks(MarksData("m", HOSTILE, words, (HOSTILE,) * 5, rows, 3))
    tags = {one.tag for one in ET.fromstring(svg).iter()}  # noqa: S314
    assert "script" not in tags
    drawing = {"pattern", "path", "line", "text", "tspan", "use", "g", "circle"}
    assert tags <= drawing | {"svg", "title", "desc", "defs"}


@given(pictures())
def test_nothing_in_it_needs_more_than_a_stylesheet(picture: ET.Element) -> None:
    for one in picture.iter():
        assert not [name for name in one.keys() if name == "style" or name.startswith("on")]  # noqa: SIM118
        assert re.fullmatch(r"(#.*)?", one.get("href", ""))


def test_two_pictures_on_a_page_share_no_id() -> None:
    row = Row("Peers", expected=3, experienced=seen("3"))
    ids: list[str] = []
    for prefix in ("first", "second"):
        picture = ET.fromstring(three_marks(MarksData(prefix, "t", ENGLISH, STEPS, (row,), 3)))  # noqa: S314
        own = [one.get("id", "") for one in picture.iter() if one.get("id")]
        pointed = {(one.get("href") or "").lstrip("#") for one in picture.iter("use")}
        assert pointed <= set(own)
        ids += own
    assert len(ids) == len(set(ids)) == 8


@pytest.mark.parametrize("prefix", ["", "1a", 'm"', "m t", "m<"])
def test_a_prefix_that_could_break_out_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError):
        MarksData(prefix, "t", ENGLISH, STEPS, (Row("Peers", experienced=seen("3")),))


def test_values_off_the_scale_are_refused() -> None:
    with pytest.raises(ValueError):
        Experienced(Decimal("5.1"), "5.1")
    with pytest.raises(ValueError):
        Experienced(Decimal(3), "3", (Decimal(4), Decimal(5)))
    with pytest.raises(ValueError):
        Row("Peers", expected=0, experienced=seen("3"))
    with pytest.raises(ValueError):
        MarksData("m", "t", ENGLISH, STEPS, (Row("Peers", experienced=seen("3")),), 6)
    with pytest.raises(ValueError):
        MarksData("m", "t", ENGLISH, STEPS, ())


def test_a_row_shows_a_value_or_says_why_not_and_never_both() -> None:
    with pytest.raises(ValueError):
        Row("Peers", expected=3)
    with pytest.raises(ValueError):
        Row("Peers", expected=3, experienced=seen("3"), not_shown=TOO_FEW)
