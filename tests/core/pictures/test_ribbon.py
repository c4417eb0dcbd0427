"""The talk ribbon: where strokes stand, how it is parted, what is read out."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.core.pictures.ribbon import (
    HEIGHT,
    MOST_UNITS,
    WIDEST,
    Gap,
    Item,
    Kind,
    Ribbon,
    Stroke,
    Words,
    key,
    parted,
    ribbon,
)

WORDS = Words(
    timed="part {part} of {parts}: minute {first} to {last}",
    untimed="part {part} of {parts}",
    minute="minute {minute}",
    kinds={kind: f"{{n}} {kind}" for kind in Kind},
    found="Found {numbers}.",
    places="Places {letters}.",
    nothing="Nothing.",
)

strokes = st.builds(Stroke, st.sampled_from(list(Kind)), st.none(), st.sampled_from(["", "", "a"]))
turns = st.lists(strokes, min_size=1, max_size=12)


@st.composite
def talks(draw: st.DrawFn) -> list[Item]:
    items: list[Item] = []
    number = 0
    for turn in draw(st.lists(turns, min_size=1, max_size=40)):
        items += turn
        found = draw(st.integers(0, 8))
        count = found if found < 3 else 0
        items.append(Gap(tuple(range(number + 1, number + count + 1))))
        number += count
    return items


def _read(drawn: str) -> ET.Element:
    return ET.fromstring(drawn)  # noqa: S314 (drawn here)


def parts(items: list[Item], minutes: int | None = None) -> list[ET.Element]:
    return [_read(part) for part in ribbon(parted(items, minutes), WORDS)]


def of(part: ET.Element, kind: str) -> list[ET.Element]:
    return [each for each in part.iter() if kind in each.get("class", "").split()]


def test_each_family_has_its_own_height_and_side() -> None:
    (part,) = parts([Stroke(kind) for kind in Kind])
    reach = {
        each.get("class", "").split()[1]: (float(each.get("y1", "")), float(each.get("y2", "")))
        for each in of(part, "u")
    }
    assert reach == {
        "u-ask": (88, 46), "u-receive": (88, 62), "u-partner": (88, 76),
        "u-inform": (92, 108), "u-tell": (92, 134), "u-neutral": (87, 93),
    }  # fmt: skip
    (tip,) = of(part, "u-partner-tip")
    assert tip.get("cy") == "74"
    assert len(of(part, "u-unsure")) == 1


def test_strokes_stand_six_apart_and_a_turn_of_the_leader_is_a_gap() -> None:
    (part,) = parts([Stroke(Kind.NEUTRAL), Stroke(Kind.NEUTRAL), Gap(), Stroke(Kind.ASK)])
    assert [each.get("x1") for each in of(part, "u")] == ["4", "10", "21.4"]
    assert part.get("width") == "29"
    assert part.get("height") == str(HEIGHT) == "154"


def test_what_was_found_stands_over_the_gap_with_its_number() -> None:
    (part,) = parts([Stroke(Kind.ASK), Gap((1,)), Stroke(Kind.RECEIVE)])
    (line,) = of(part, "found-line")
    assert (line.get("x1"), line.get("y1"), line.get("y2")) == ("9", "30", "90")
    assert [each.get("x1") for each in of(part, "u")] == ["4", "20.8"]
    assert [each.text for each in of(part, "t-found")] == ["1"]


def test_findings_near_one_another_share_a_label() -> None:
    (part,) = parts(
        [Stroke(Kind.ASK), Gap((6,)), Stroke(Kind.ASK), Gap((7,)), *[Stroke(Kind.ASK)] * 9, Gap((8,))]
    )
    assert len(of(part, "found")) == 3
    assert [each.text for each in of(part, "t-found")] == ["6, 7", "8"]


@given(talks())
def test_no_number_of_a_finding_reaches_the_next_square(items: list[Item]) -> None:
    for part in parts(items):
        squares = [float(each.get("x", "")) for each in of(part, "found")]
        labels = [(float(each.get("x", "")), each.text or "") for each in of(part, "t-found")]
        assert bool(squares) == bool(labels)
        for x, text in labels:
            begins = x - 9  # a label begins nine from the middle of its square, a sign takes eight
            assert not [each for each in squares if begins < each < x + 8 * len(text) + 4], (squares, labels)


@given(talks(), st.booleans())
def test_letters_of_places_never_run_into_one_another(items: list[Item], many: bool) -> None:
    if many:
        items = [replace(item, letter="abc") if isinstance(item, Stroke) else item for item in items]
    drawn = parts(items)
    named = [item for item in items if isinstance(item, Stroke) and item.letter]
    assert sum(len(of(part, "tb")) for part in drawn) == len(named)
    for part in drawn:
        letters = [(float(each.get("x", "")), len(each.text or "")) for each in of(part, "tb")]
        for (x, signs), (after, more) in pairwise(letters):
            assert after - x > (signs + more) * 4
        width = float(part.get("width", "")) + 0.5  # whole pixels
        assert all(signs * 4 <= x <= width - signs * 4 for x, signs in letters)


def test_lines_from_memory_that_all_tell_stand_apart() -> None:
    (part,) = parts([Stroke(Kind.TELL, letter=each) for each in "abc"])
    assert [each.get("x") for each in of(part, "tb")] == ["4", "14", "24"]
    assert [each.get("x1") for each in of(part, "u")] == ["4", "14", "24"]


def test_ninety_two_units_make_three_parts_and_four_hundred_thirteen() -> None:
    turn: list[Item] = [Stroke(Kind.ASK), Gap()]
    assert len(parted(turn * 20).parts) == 1
    assert len(parted(turn * 26).parts) == 1
    assert len(parted([Stroke(Kind.ASK), Stroke(Kind.TELL), Gap()] * 46).parts) == 3
    assert len(parted([*[Stroke(Kind.ASK)] * 4, Gap()] * 100).parts) in (13, 14)


@given(talks())
def test_no_part_is_wider_than_a_phone_and_nothing_is_lost(items: list[Item]) -> None:
    found = parted(items)
    assert [item for part in found.parts for item in part.items] == items
    for drawn, part in zip(ribbon(found, WORDS), found.parts, strict=True):
        assert float(_read(drawn).get("width", "")) <= WIDEST
        assert part.units <= MOST_UNITS * 2


@given(talks())
def test_a_part_ends_at_a_turn_of_the_leader(items: list[Item]) -> None:
    found = parted(items).parts
    for one, other in pairwise(found):
        assert isinstance(one.items[-1], Gap) or isinstance(other.items[0], Gap)


@given(talks())
def test_every_stroke_stands_right_of_the_one_before(items: list[Item]) -> None:
    for part in parts(items):
        xs = [
            float(each.get("x1") or each.get("cx") or "")
            for each in part.iter()
            if each.get("class", "").startswith(("u ", "u-unsure"))
        ]
        assert all(after - before >= 5.9 for before, after in pairwise(xs))


def test_minutes_stand_over_each_part_and_at_the_end() -> None:
    items: list[Item] = []
    for minute in range(46):
        items += [Stroke(Kind.ASK, minute), Stroke(Kind.ASK, minute), Gap((), minute)]
    found = parts(items, 47)
    over = [[each.text for each in of(part, "t2")] for part in found]
    assert over[0] == ["minute 0"]
    assert over[-1][-1] == "47"
    titles = [part.findtext("title") or "" for part in found]
    assert titles[0].startswith("part 1 of 3: minute 0 to ")
    assert titles[-1].endswith("to 47")
    ends = [int(title.split()[-1]) for title in titles]
    begins = [int(title.split()[-3]) for title in titles]
    assert begins[1:] == ends[:-1]


def test_without_times_no_minute_is_told() -> None:
    (part,) = parts([Stroke(Kind.ASK), Gap()])
    assert part.findtext("title") == "part 1 of 1"
    assert of(part, "t2") == []


def test_what_is_read_out_counts_what_is_drawn() -> None:
    (part,) = parts([Stroke(Kind.ASK), Stroke(Kind.TELL, None, "a"), Gap((1,)), Stroke(Kind.ASK)])
    assert part.findtext("desc") == "2 ask, 1 tell. Found 1. Places a."
    assert part.get("role") == "img"
    names = (part.get("aria-labelledby") or "").split()
    assert [part.find(f"*[@id='{name}']") is not None for name in names] == [True, True]


def test_a_picture_has_no_style_no_script_and_escapes_its_words() -> None:
    drawn = ribbon(Ribbon(parted([Stroke(Kind.TELL, None, "<b>")]).parts), WORDS)[0]
    assert "<b>" not in drawn
    assert not re.search(r"style=|<style|<script|url\(", drawn)


def test_a_prefix_that_could_break_out_is_refused() -> None:
    with pytest.raises(ValueError):
        ribbon(parted([Stroke(Kind.ASK)]), WORDS, 'x" onload="')


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_a_key_that_is_hidden_from_readers(kind: Kind) -> None:
    drawn = _read(key(kind))
    assert drawn.get("aria-hidden") == "true"
    assert any(f"u-{kind}" in each.get("class", "") for each in drawn.iter())


def test_nothing_said_is_no_picture() -> None:
    assert ribbon(parted([]), WORDS) == ()
