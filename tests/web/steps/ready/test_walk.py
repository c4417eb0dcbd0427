"""The first look: alone, page by page, without a script, an account or a trace of one's answers anywhere."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from hansei.core import library
from tests.web.steps.ready.browsing import START, Walk, text, to_the_end
from tests.world import World, sign_in

MIDDLE = ("/first-look/rate/", "/first-look/count/", "/first-look/kept/")
CHOOSE, RATE = "Which one to three do you want to look at?", "how often did you do this?"
WHY, WHAT = "What do you know that makes you expect that?", "What do you want to count"


@pytest.fixture
def walk(world: World) -> Walk:
    """Somebody who is not signed in, at the start."""
    return Walk()


def rate(walk: Walk, own: int, expected: int, sure: str = "fairly_sure") -> Walk:
    return walk.press(own=str(own), expected=str(expected), sure=sure)


# ------------------------------------------------------------------------------------------------- the walk
def test_anybody_can_walk_from_the_start_to_the_end(walk: Walk) -> None:
    to_the_end(walk)
    assert [page.status_code for page in walk.pages] == [200] * 8
    assert "Stays silent after asking a question until the other person has answered" in walk.text
    assert "You see a 4 and expect a 2." in walk.text.replace("\u00a0", " ")
    assert "They told me so." in walk.text
    assert "You expected 6; you counted 2." in walk.text
    assert "I had it in my head only." in walk.text


def test_each_step_has_an_address_of_its_own(walk: Walk) -> None:
    to_the_end(walk)
    assert list(dict.fromkeys(walk.addresses)) == [START, *MIDDLE]


@pytest.mark.parametrize("address", MIDDLE)
def test_opening_a_page_in_the_middle_leads_to_the_start(walk: Walk, address: str) -> None:
    page = walk.client.get(address)
    assert (page.status_code, page["Location"]) == (302, START)


def test_the_page_offers_nine_behaviours_over_all_five_directions(walk: Walk) -> None:
    offered = re.findall(r'name="chosen" value="([^"]+)"', walk.page.content.decode())
    assert len(offered) == 9
    assert {library.behaviour(code).direction for code in offered} == set(library.Direction)


def test_whoever_is_asked_about_is_placed_to_see_it(walk: Walk) -> None:
    from hansei.web.steps.ready.look import asked_source, behaviours

    for behaviour in behaviours():
        assert asked_source(behaviour) in behaviour.sources
    walk.press(chosen=["LL-U1"])
    assert "What would your boss say?" in walk.text
    assert "What would your peers say?" in Walk().press(chosen=["LL-P1"]).text


def test_everything_is_carried_in_the_page_and_nothing_in_the_address(walk: Walk) -> None:
    to_the_end(walk)
    carried = json.loads(walk.state)
    assert carried["ratings"] == {"LL-D2": {"own": 4, "expected": 2, "sure": "sure"}}
    assert carried["why"] == {"LL-D2": "They told me so.\nTwice."}
    assert not any("?" in address for address in walk.addresses)


# -------------------------------------------------------------------------------------------------- choosing
@pytest.mark.parametrize("codes", [["LL-S4"], ["LL-S4", "LL-D2"], ["LL-S4", "LL-D2", "LL-O1"]])
def test_one_to_three_can_be_chosen(walk: Walk, codes: list[str]) -> None:
    walk.press(chosen=codes)
    assert walk.page.status_code == 200
    assert RATE in walk.text


def test_none_at_all_is_asked_for_again(walk: Walk) -> None:
    walk.press()
    assert walk.page.status_code == 400
    assert "Choose one behaviour, or up to three." in walk.text


def test_more_than_three_are_refused_and_stay_ticked(walk: Walk) -> None:
    walk.press(chosen=["LL-S4", "LL-U1", "LL-P1"], more=["LL-S1"])
    assert walk.page.status_code == 400
    assert "Choose three at most." in walk.text
    assert walk.form()["fields"]["chosen"] == ["LL-S4", "LL-U1", "LL-P1"]
    assert walk.form()["fields"]["more"] == ["LL-S1"]
    assert 'class="fold" open' in walk.page.content.decode()


@pytest.mark.parametrize("code", ["LS-V1", "LL-X9", "<b>", ""])
def test_what_is_no_act_of_leading_lean_cannot_be_chosen(walk: Walk, code: str) -> None:
    walk.press(chosen=[code])
    assert walk.page.status_code == 400
    assert CHOOSE in walk.text


def test_all_the_others_can_be_searched_and_what_is_ticked_stays(walk: Walk) -> None:
    walk.press("search", chosen=["LL-D2"], more=["LL-O7"], words="bottleneck")
    page = walk.page.content.decode()
    assert walk.page.status_code == 200
    assert re.findall(r'name="more" value="([^"]+)"', page) == ["LL-P2", "LL-O7"]
    assert walk.form()["fields"]["chosen"] == ["LL-D2"]
    assert walk.form()["fields"]["more"] == ["LL-O7"]
    assert "1 of the others has it in its words." in walk.text
    walk.press()
    assert "Behaviour 1 of 2" in walk.text


def test_a_search_that_finds_nothing_says_so_and_is_no_error(walk: Walk) -> None:
    walk.press("search", words="zeppelin")
    assert walk.page.status_code == 200
    assert "0 of the others have it in their words." in walk.text
    assert 'name="more"' not in walk.page.content.decode()


# -------------------------------------------------------------------------------------------------- rating
def test_where_the_two_numbers_differ_there_is_one_question(walk: Walk) -> None:
    rate(walk.press(chosen=["LL-D2"]), 4, 2)
    said = walk.text.replace("\u00a0", " ")
    assert "You see a 4 and expect a 2. What do you know that makes you expect that?" in said
    assert walk.page.content.decode().count("<textarea") == 1
    assert WHAT in walk.press().text


@pytest.mark.parametrize(("own", "expected"), [(3, 3), (0, 4), (4, 0), (0, 0)])
def test_where_there_is_nothing_to_compare_there_is_no_question(walk: Walk, own: int, expected: int) -> None:
    rate(walk.press(chosen=["LL-D2"]), own, expected)
    assert WHY not in walk.text
    assert WHAT in walk.text


def test_each_behaviour_has_its_page_and_its_question(walk: Walk) -> None:
    walk.press(chosen=["LL-S4", "LL-D2"])
    assert "Behaviour 1 of 2" in walk.text
    assert "Says in front of others that they had something wrong" in walk.text
    assert WHY in rate(walk, 5, 3).text
    assert "Behaviour 2 of 2" in walk.press(why="x").text
    assert WHAT in rate(walk, 2, 2).text


@pytest.mark.parametrize("field", ["own", "expected"])
@pytest.mark.parametrize("value", ["6", "-1", "2.5", "", "x", "4 "])
def test_a_rating_out_of_range_is_refused_and_the_rest_stays(walk: Walk, field: str, value: str) -> None:
    answers = {"own": "4", "expected": "2", "sure": "sure"} | {field: value}
    walk.press(chosen=["LL-D2"])
    walk.press(**answers)
    assert walk.page.status_code == 400
    assert RATE in walk.text
    kept = walk.form()["fields"]
    assert kept["sure"] == ["sure"]
    other = "expected" if field == "own" else "own"
    assert kept[other] == [answers[other]]
    assert "LL-D2" not in json.loads(walk.state).get("ratings", {})


def test_how_sure_is_asked_for_only_where_something_is_expected(walk: Walk) -> None:
    walk.press(chosen=["LL-D2"])
    assert walk.press(own="4", expected="2").page.status_code == 400
    assert "Say how sure you are of what you expect" in walk.text
    assert WHAT in walk.press(own="4", expected="0", sure="sure").text
    assert json.loads(walk.state)["ratings"] == {"LL-D2": {"own": 4, "expected": 0}}


def test_a_behaviour_can_be_skipped(walk: Walk) -> None:
    walk.press(chosen=["LL-S4", "LL-D2"]).press("skip")
    assert "Behaviour 2 of 2" in walk.text
    assert WHAT in walk.press("skip").text
    assert "You passed this one over." in walk.press("skip").text
    assert "there is nothing to keep" in walk.text


def test_going_back_keeps_what_was_said(walk: Walk) -> None:
    rate(walk.press(chosen=["LL-D2"]), 4, 2)
    walk.press("back", why="half a thought")
    assert walk.form()["fields"]["own"] == ["4"]
    assert walk.form()["fields"]["expected"] == ["2"]
    walk.press()
    assert walk.form()["fields"]["why"] == ["half a thought"]
    walk.press("back")
    walk.press("back")
    assert walk.form()["fields"]["chosen"] == ["LL-D2"]


def test_words_that_are_too_long_stay_and_are_not_cut(walk: Walk) -> None:
    rate(walk.press(chosen=["LL-D2"]), 4, 2)
    long = "ä" * 2001
    walk.press(why=long)
    assert walk.page.status_code == 400
    assert "This is longer than 2000 letters. Shorten it; nothing has been cut." in walk.text
    assert walk.form()["fields"]["why"] == [long]
    assert WHAT in walk.press(why=long[:2000]).text


# ------------------------------------------------------------------------------------------------- counting
def counting(walk: Walk, what: str = "hours_at_the_work") -> Walk:
    return rate(walk.press(chosen=["LL-D2"]), 3, 3).press(what=what)


def test_expected_comes_first_then_the_count_and_then_both(walk: Walk) -> None:
    counting(walk)
    assert "First, what you expect" in walk.text
    walk.press(number="6")
    assert "Go through your calendar day by day." in walk.text
    assert "6" not in walk.form()["fields"]["number"]
    walk.press(number="2")
    assert "You expected 6; you counted 2." in walk.text
    assert "What do you make of this?" in walk.text


@pytest.mark.parametrize(
    ("written", "shown"),
    [("6", "6"), ("2.5", "2.5"), ("2,5", "2.5"), ("0", "0"), ("07,0", "7"), (" 6 ", "6")],
)
def test_a_number_may_be_written_as_people_write_it(walk: Walk, written: str, shown: str) -> None:
    counting(walk).press(number=written).press(number="1")
    assert f"You expected {shown}; you counted 1." in walk.text


@pytest.mark.parametrize(
    ("what", "written", "said"),
    [
        ("hours_at_the_work", "", "Write a number"),
        ("hours_at_the_work", "six", "Write it in figures"),
        ("hours_at_the_work", "-1", "Write it in figures"),
        ("hours_at_the_work", "6.25", "Hours can be whole or a half"),
        ("hours_at_the_work", "121", "At most 120 can be written here."),
        ("two_levels_away", "2.5", "Count whole times"),
        ("two_levels_away", "٣", "Write it in figures"),
        ("two_levels_away", "1e3", "Write it in figures"),
    ],
)
def test_a_number_that_is_none_is_asked_for_again(walk: Walk, what: str, written: str, said: str) -> None:
    counting(walk, what).press(number=written)
    assert walk.page.status_code == 400
    assert said in walk.text
    assert walk.form()["fields"]["number"] == [written]


@pytest.mark.parametrize("answered", [0, 1, 2])
def test_one_can_go_on_without_counting_at_any_page(walk: Walk, answered: int) -> None:
    rate(walk.press(chosen=["LL-D2"]), 3, 3)
    for answer in [{"what": "hours_at_the_work"}, {"number": "6"}][:answered]:
        walk.press(**answer)
    walk.press("skip")
    assert "Your first look" in walk.text
    assert "You expected" not in walk.text


def test_counting_something_else_begins_anew(walk: Walk) -> None:
    counting(walk).press(number="6").press("back").press("back", number="6")
    walk.press(what="two_levels_away")
    assert walk.form()["fields"]["number"] == [""]


# ---------------------------------------------------------------------------------------------- what it says
def test_no_page_judges_names_or_advises(walk: Walk) -> None:
    to_the_end(walk)
    said = " ".join(text(page) for page in walk.pages)
    for behaviour in library.behaviours():
        said = said.replace(behaviour.text.en, "")
    said = said.lower()
    for word in (
        "score", "accurate", "blind spot", "weakness", "gap", "overestimate", "underestimate",
        "should", "try to", "we recommend", "better", "worse", "well done", "observer", "trial",
    ):  # fmt: skip
        assert not re.search(rf"\b{word}\b", said), word


def test_the_picture_shows_two_marks_and_says_that_nobody_was_asked(walk: Walk) -> None:
    page = to_the_end(walk).page.content.decode()
    assert 'class="mine"' in page
    assert 'class="expect"' in page
    assert 'class="lived"' not in page
    assert "nobody was asked" in page
    assert "draft of our own" in page


@pytest.mark.parametrize("signed_in", [False, True])
def test_it_is_there_in_german(world: World, signed_in: bool) -> None:
    if signed_in:
        world.leader.language = "de"
        world.leader.save()
        walk = Walk(sign_in(world.leader))
    else:
        walk = Walk(headers={"Accept-Language": "de"})
    assert 'lang="de"' in walk.page.content.decode()
    walk.press(chosen=["LL-D2"])
    assert library.behaviour("LL-D2").text.de in walk.text
    assert "Was würden die Menschen in Ihrem direkten Team sagen?" in walk.text
    rate(walk, 3, 3).press(what="hours_at_the_work").press(number="2,5").press(number="1,5")
    assert "2,5" in walk.text
    assert "1,5" in walk.text


def test_a_form_of_another_site_is_not_read(world: World) -> None:
    walk = Walk().press(chosen=["LL-D2"])
    form = {"look": walk.state, "page": "rate-LL-D2"}
    page = walk.client.post("/first-look/rate/", form, headers={"Sec-Fetch-Site": "cross-site"})
    assert (page.status_code, page["Location"]) == (302, START)


@pytest.mark.parametrize("address", [START, *MIDDLE])
def test_nothing_but_reading_and_sending_is_answered(world: World, address: str) -> None:
    assert Client().put(address).status_code == 405
    assert Client().delete(address).status_code == 405
