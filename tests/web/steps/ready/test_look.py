"""What travels in the hidden field: read strictly, and never lost because part of it was damaged."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hansei.web.steps.ready import look as looks
from hansei.web.steps.ready import walk as order
from hansei.web.steps.ready.look import Look
from tests.web.steps.ready.browsing import Walk
from tests.world import World

WHOLE: dict[str, Any] = {
    "chosen": ["LL-S4", "LL-D2"],
    "ratings": {"LL-S4": {"own": 5, "expected": 3, "sure": "sure"}, "LL-D2": None},
    "why": {"LL-S4": "Ewa said so."},
    "what": "hours_at_the_work",
    "expected": "6",
    "counted": "2.5",
    "make": "In my head only.",
}

#: what is damaged, and what of the rest has to be there still
DAMAGED: list[tuple[str, Any, dict[str, Any]]] = [
    ("chosen", ["LL-S4", "LL-X9"], {"chosen": ["LL-S4"]}),
    ("chosen", ["LL-S4", "LL-S4", "LL-D2"], {"chosen": ["LL-S4", "LL-D2"]}),
    ("chosen", ["LL-S4", "LL-D2", "LL-D1", "LL-O1"], {"chosen": ["LL-S4", "LL-D2", "LL-D1"]}),
    ("chosen", ["LL-S4", "LS-V1"], {"chosen": ["LL-S4"]}),
    ("chosen", ["LL-S4", ["LL-D2"], 7, None], {"chosen": ["LL-S4"]}),
    ("chosen", {"LL-S4": 1}, {"chosen": []}),
    ("ratings", {"LL-S4": {"own": 6, "expected": 3}}, {"ratings": {}, "why": WHOLE["why"]}),
    ("ratings", {"LL-S4": {"own": "5", "expected": 3}}, {"ratings": {}}),
    ("ratings", {"LL-S4": {"own": True, "expected": 3}}, {"ratings": {}}),
    ("ratings", {"LL-S4": {"own": 5, "expected": 3, "sure": "very"}}, {"ratings": {}}),
    ("ratings", {"LL-S4": {"own": 5, "expected": 3, "norm": 4}}, {"ratings": {}}),
    ("ratings", {"LL-O1": {"own": 5, "expected": 3}}, {"ratings": {}}),
    ("ratings", [1, 2], {"ratings": {}, "why": WHOLE["why"]}),
    ("why", {"LL-S4": "x" * 2001}, {"why": {"LL-S4": "x" * 2000}}),
    ("why", {"LL-S4": 7}, {"why": {}, "make": WHOLE["make"]}),
    ("why", {"LL-O1": "of no chosen one"}, {"why": {}}),
    ("what", "steps_walked", {"what": None, "expected": None, "counted": None, "make": WHOLE["make"]}),
    ("expected", "121", {"expected": None, "counted": None, "make": WHOLE["make"]}),
    ("expected", 6, {"expected": None}),
    ("expected", None, {"expected": None, "counted": None}),
    ("counted", "2.25", {"counted": None, "expected": "6"}),
    ("counted", "NaN", {"counted": None, "expected": "6"}),
    ("counted", "６", {"counted": None, "expected": "6"}),
    ("make", ["x"], {"make": "", "why": WHOLE["why"]}),
    ("more", "unknown", {"why": WHOLE["why"], "make": WHOLE["make"]}),
]


def test_a_whole_look_is_read_as_it_was_written() -> None:
    look, whole = looks.read(json.dumps(WHOLE))
    assert whole
    assert looks.read(looks.written(look)) == (look, True)
    assert json.loads(looks.written(look)) == {**WHOLE, "ratings": WHOLE["ratings"]}


@pytest.mark.parametrize(("part", "value", "kept"), DAMAGED)
def test_a_damaged_part_is_noticed_and_the_rest_is_kept(part: str, value: Any, kept: dict[str, Any]) -> None:
    look, whole = looks.read(json.dumps({**WHOLE, part: value}))
    assert not whole
    told = look.model_dump(mode="json")
    assert {name: told[name] for name in kept} == kept
    assert looks.read(looks.written(look)) == (look, True)


@pytest.mark.parametrize(
    "text",
    ["", "{", "null", "7", "[]", '"x"', "\x00", "[" * 100_000, '{"chosen": ["\\ud800"], "make": "\\ud800"}'],
    ids=["nothing", "half", "null", "number", "list", "text", "nul", "deep", "surrogate"],
)
def test_what_is_no_look_at_all_is_an_empty_one(text: str) -> None:
    look, whole = looks.read(text)
    assert not whole
    assert look == Look()


_ATOM = st.sampled_from([None, True, 0, 3, 6, -1, 2.5, "", "x", "LL-S4", "LL-D2", "LS-V1", "sure", "6"])
_ATOM |= st.sampled_from(["hours_at_the_work", "two_levels_away", "x" * 2001, "\ud800"])
_ANY = _ATOM | st.lists(_ATOM, max_size=4)
_ANY |= st.dictionaries(
    st.sampled_from(["LL-S4", "LL-D2", "own", "expected"]),
    _ATOM | st.fixed_dictionaries({"own": _ATOM, "expected": _ATOM}, optional={"sure": _ATOM}),
    max_size=3,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(WHOLE)), _ANY))
def test_whatever_is_sent_what_is_read_can_be_walked_on(sent: dict[str, Any]) -> None:
    look, _whole = looks.read(json.dumps(sent))
    assert looks.read(looks.written(look)) == (look, True)
    assert order.first_open(look) in order.pages(look)


# --------------------------------------------------------------------------------------------- on the screen
def test_a_damaged_page_says_so_and_can_be_gone_on_with(world: World) -> None:
    walk = Walk().press(chosen=["LL-S4"])
    damaged = json.dumps({**WHOLE, "expected": "4000"})
    walk.send("/first-look/kept/", look=damaged, page="end")
    assert walk.page.status_code == 400
    assert "Part of this could not be read" in walk.text
    assert "What could be read is still there; you can go on with it." in walk.text
    walk.press("show")
    assert walk.page.status_code == 200
    assert json.loads(walk.state)["make"] == WHOLE["make"]
    walk.press("skip")
    assert "Ewa said so." in walk.text


def test_an_answer_that_came_with_a_damaged_look_is_kept_too(world: World) -> None:
    walk = Walk().press(chosen=["LL-S4"])
    damaged = json.dumps({"chosen": ["LL-S4"], "counted": "x"})
    answer = {"own": "4", "expected": "2", "sure": "sure"}
    walk.send("/first-look/rate/", look=damaged, page="rate-LL-S4", **answer)
    assert walk.page.status_code == 400
    assert json.loads(walk.state)["ratings"] == {"LL-S4": {"own": 4, "expected": 2, "sure": "sure"}}


@pytest.mark.parametrize("page", ["", "why-LL-S4", "rate-LL-O1", "rate-", "both", "diary", "keep", "../etc"])
def test_a_page_that_is_not_its_turn_answers_400(world: World, page: str) -> None:
    walk = Walk()
    answer = {"own": "4", "why": "x", "number": "1"}
    walk.send("/first-look/rate/", look=json.dumps({"chosen": ["LL-S4"]}), page=page, **answer)
    assert walk.page.status_code == 400
    assert walk.form()["fields"]["look"] == ['{"chosen":["LL-S4"]}']


def test_a_look_that_says_nothing_readable_leads_to_the_start(world: World) -> None:
    walk = Walk()
    walk.send("/first-look/count/")
    assert walk.page.status_code == 400
    assert "nothing of it could be read" in walk.text
    assert 'href="/first-look/"' in walk.page.content.decode()


@pytest.mark.parametrize("go", ["back", "skip", "show", "search", "next", "nonsense"])
@pytest.mark.parametrize(
    "page", ["choose", "rate-LL-S4", "why-LL-S4", "rate-LL-D2", "what", "expect", "diary", "both", "end"]
)
def test_every_button_on_every_page_leads_somewhere(world: World, page: str, go: str) -> None:
    walk = Walk()
    walk.send("/first-look/rate/", look=json.dumps(WHOLE), page=page, go=go)
    assert walk.page.status_code in {200, 400}
    assert "look" in walk.form()["fields"]
