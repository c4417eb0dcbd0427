"""What followed, one's own over time, one key for each line, one's own lines as training data."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from hansei.core.talk import Code, Family, LeaderCode
from hansei.core.talk.dialogues import read_dialogues
from hansei.core.talk.examples import COLUMNS, as_csv
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.audit import services as audit
from hansei.web.steps.talk import beside, naming, selectors, services, showing
from hansei.web.steps.talk.models import Proposal, Talk
from tests.core.talk.talks import Listed
from tests.core.talk.talks import talk as of
from tests.web.pages import read
from tests.web.steps.talk.talks import after, both_said_yes, coded, decided, numbers, remembered, vtt
from tests.world import World, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

SECRET = "Heron-4417 stands in the yard."
FEWER = "Fewer than two months hold a conversation of which twenty units count: too few to say"


# --------------------------------------------------------------------------------------------- what followed
def test_a_report_says_what_followed_and_where_it_is_too_few_to_say(agreed: World) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        few = coded(agreed, row)
        page = read(sign_in(agreed.coach).get(f"/talk/{few.pk}/"))
        assert "What followed" in page.text
        assert "too few to say" in page.text
        assert "Silence after a question" in page.text
        assert "Time of Tomasz Lind" in page.text
        assert "Who voiced the first idea of what to do" in page.text
        assert "Who put a finding into words first" in page.text
        assert "%" not in page.text


# ------------------------------------------------------------------------------------------------- over time
def test_over_time_shows_ones_own_whole_conversations_alone(agreed: World) -> None:
    remembered(agreed)
    browser = sign_in(agreed.coach)
    assert "No whole conversation has been counted yet." in read(browser.get("/talk/over-time/")).text
    row = both_said_yes(agreed)
    with decided(row):
        coded(agreed, row)
        page = read(browser.get("/talk/over-time/"))
        assert "too few to say anything over time" in page.text
        assert "Over time, and how sure it is" in read(browser.get("/talk/")).text
        theirs = read(sign_in(agreed.leader).get("/talk/over-time/"))
        assert "No whole conversation has been counted yet." in theirs.text, "nobody else's"


def counted(month: str, asks: int, units: int) -> selectors.Counts:
    """What is kept of a conversation in which the coach asked so often, and told otherwise."""
    data = {
        "coach_units": units,
        "counted": units,
        "families": {family.value: 0 for family in Family} | {"ask": asks, "tell": units - asks},
        "codes": {"open_question": asks, "advise": units - asks},
        "overruled": [],
    }
    return selectors.Counts(uuid4(), month, False, data)


@pytest.mark.parametrize(
    ("talks", "sentence"),
    [
        ([("2026-01", 9, 19)], "Conversations of one month alone: too few to say anything over time."),
        ([("2026-01", 9, 40), ("2026-01", 30, 40)], "Conversations of one month alone: too few to say"),
        ([("2026-01", 9, 40), ("2026-02", 9, 15)], FEWER),
        ([("2026-01", 9, 19), ("2026-02", 9, 15)], FEWER),
        ([("2026-01", 9, 40), ("2026-02", 12, 40)], "22 %, February 2026: 30 %. Too few to say"),
        ([("2026-01", 4, 40), ("2026-01", 6, 40), ("2026-02", 30, 40)], "2026: 75 %. That is more"),
    ],
)  # fmt: skip
def test_two_months_differ_only_where_chance_and_errors_leave_no_other_way(
    talks: list[tuple[str, int, int]], sentence: str
) -> None:
    found = [counted(*each) for each in talks]
    asks = beside.over_time(found[::-1])[0]
    assert sentence in asks.said
    assert asks.picture.count('class="share"') == sum(whole > 19 for _month, _some, whole in talks)


def test_a_share_over_time_has_the_bounds_that_its_report_shows(agreed: World) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        talk = coded(agreed, row, vtt(times=8))
        opened = selectors.opened(talk)
        assert opened is not None
        own = [unit.number for unit in opened.coded.units if unit.coach]
        leaders = next(unit.number for unit in opened.coded.units if not unit.coach)
        for number, to in ((own[0], Code.CONFRONT), (own[1], None), (leaders, LeaderCode.CONCERN)):
            services.overrule(talk, number, to)
        reported = selectors.opened(Talk.objects.get())
        assert reported is not None
        bounds = reported.report.between
        assert bounds is not None
        found = beside.over_time(selectors.counts(agreed.coach))
        for one, family in zip(found, showing.FAMILIES, strict=True):
            lies = bounds.families[family]
            assert one.rows[0][-1].text == f"{round(lies.low * 100)} % – {round(lies.high * 100)} %"
        services.overrule(talk, own[2], Code.CONFRONT)
        later = beside.over_time(selectors.counts(agreed.coach))
        assert [one.rows[0][-1].text for one in later] != [one.rows[0][-1].text for one in found]


def test_where_it_is_not_known_how_the_program_errs_no_bounds_and_no_change_are_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = [counted("2026-01", 4, 40), counted("2026-02", 30, 40)]
    assert "That is more" in beside.over_time(data[::-1])[0].said
    monkeypatch.setattr(beside, "shipped", lambda: None)
    asks = beside.over_time(data[::-1])[0]
    assert asks.said == "January 2026: 10 %, February 2026: 75 %. How the program errs is not known."
    assert asks.picture.count('class="share"') == 2
    assert 'class="chance"' not in asks.picture
    assert [row[-1].text for row in asks.rows] == ["–", "–"]


# ---------------------------------------------------------------------------------------------- training data
def test_overruled_lines_are_taken_out_by_a_press_with_nothing_of_the_leaders(agreed: World) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        talk = coded(agreed, row, vtt(extra=SECRET))
        browser = sign_in(agreed.coach)
        address = f"/talk/{talk.pk}/lines/"
        assert browser.get(address).status_code == 302, "there is nothing to take out yet"
        assert browser.post(address)["Location"] == f"/talk/{talk.pk}/"
        opened = selectors.opened(talk)
        assert opened is not None
        one, two = [number for number in numbers(opened) if opened.heard(number)][:2]
        services.overrule(talk, one, Code.CONFRONT)
        services.overrule(talk, two, None)
        page = read(browser.get(address))
        units = opened.coded.units
        assert units[one].text in page.text
        assert "You say: Tells: confronts" in page.text
        assert audit.entries(agreed.coach.chain, verb="talk.lines_taken_out") == [], "looking takes nothing"
        answer = browser.post(address)
        assert answer["Content-Disposition"] == 'attachment; filename="overruled.csv"'
        (dialogue,) = read_dialogues(answer.content)
        assert [(unit.text, unit.coach) for unit in dialogue.talk] == [
            (units[one].text, True),
            (units[two].text, True),
        ]
        assert dialogue.codes == (Code.CONFRONT, None)
        text = answer.content.decode()
        assert "Heron" not in text
        assert not [unit.text for unit in units if not unit.coach and unit.text in text]
        for name in ("Marianne", "Tomasz"):
            assert name not in text
        assert len(audit.entries(agreed.coach.chain, verb="talk.lines_taken_out")) == 1
        theirs = sign_in(agreed.leader)
        assert theirs.post(address).status_code == 404
        assert "Marianne Vos sees under Who looked that you took the file" in page.text
        looked = read(theirs.get("/yours/who-looked/")).text
        assert "Tomasz Lind took lines of a talk report about you both out as a file" in looked
        assert "took lines of a talk report about you both out as a file on" in read(theirs.get("/")).text
        browser.post(address)
        assert len(audit.entries(agreed.leader.chain, verb="item.taken_out")) == 2, "each time"
    with after(talk):
        assert browser.post(address).status_code == 404, (
            "there is text while the words are kept, and no longer"
        )
        with pytest.raises(NotPossible):
            services.take_out_lines(talk)


def test_no_line_is_taken_out_on_a_yes_to_words_that_did_not_say_so(agreed: World) -> None:
    row = both_said_yes(agreed)
    consented = f"/talk/proposal/{row.pk}/"
    said = read(sign_in(agreed.leader).get(consented)).text
    assert "take such sentences out as a file, word for word" in said, "before the yes"
    assert "the leader sees it under Who looked" in said
    with decided(row):
        talk = coded(agreed, row)
        opened = selectors.opened(talk)
        assert opened is not None
        number = numbers(opened)[0]
        services.overrule(talk, number, Code.CONFRONT)
        browser = sign_in(agreed.coach)
        report, address = f"/talk/{talk.pk}/", f"/talk/{talk.pk}/lines/"
        assert address in browser.get(report).content.decode(), "there is something to take out"
        Proposal.objects.update(terms=1)
        talk = Talk.objects.get()
        with pytest.raises(NotPossible):
            services.take_out_lines(talk)
        assert browser.post(address)["Location"] == report
        assert address not in browser.get(report).content.decode()
        assert "as a file" not in read(browser.get(consented)).text
        assert not audit.entries(agreed.leader.chain, verb="item.taken_out")


def test_no_two_files_of_training_data_can_be_joined_with_each_other_or_with_a_row_here(
    agreed: World,
) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        talk = coded(agreed, row)
        opened = selectors.opened(talk)
        assert opened is not None
        services.overrule(talk, numbers(opened)[0], Code.CONFRONT)
        files = [list(csv.DictReader(io.StringIO(services.take_out_lines(talk)))) for _ in range(2)]
        named = [{line[column] for line in lines for column in ("dialogue", "id")} for lines in files]
        assert all(len(each) == 2 for each in named)
        assert not named[0] & named[1]
        names = [lines[0]["dialogue"] for lines in files]
        assert names[0] != names[1]
        held = [talk.pk, talk.scope, row.pk, talk.engagement_id, agreed.coach.pk, agreed.leader.pk]
        for each in held:
            for name in names:
                assert not [at for at in range(len(name) - 5) if name[at : at + 6] in each.hex]


def test_ones_own_lines_from_memory_are_taken_out_and_nobody_else_learns_of_it(agreed: World) -> None:
    talk = remembered(agreed)
    services.overrule(talk, 0, Code.CONFRONT)
    assert "What did you notice" in services.take_out_lines(talk)
    assert len(audit.entries(agreed.coach.chain, verb="talk.lines_taken_out")) == 1
    assert not audit.entries(agreed.leader.chain, verb="item.taken_out")


def test_nothing_is_taken_out_where_nothing_was_overruled(agreed: World) -> None:
    talk = remembered(agreed)
    with pytest.raises(NotPossible):
        services.take_out_lines(talk)


def test_the_columns_are_those_of_the_training_data_and_no_line_becomes_a_formula() -> None:
    with open("training/dialogues.csv", encoding="utf-8", newline="") as kept:
        assert tuple(next(csv.reader(kept))) == COLUMNS
    made = of(("C", "=SUM(A1) is it."), ("L", "So it is."), coder=Listed(Code.OTHER))
    (row,) = csv.DictReader(io.StringIO(as_csv("x", made, {0: Code.ADVISE})))
    assert row["text"] == " =SUM(A1) is it."
    assert (row["code_a"], row["code"]) == ("other", "advise")
    with pytest.raises(ValueError, match="only units of the coach"):
        as_csv("x", made, {1: Code.ADVISE})


# ------------------------------------------------------------------------------------------------ one key
def test_every_code_has_a_key_of_its_own_and_only_the_coach_is_given_them(agreed: World) -> None:
    for made, codes in ((naming.code_keys(), Code), (naming.leader_keys(), LeaderCode)):
        keys = [one.key for one in made]
        assert len(set(keys)) == len(keys) == len(codes) + 1
        assert {one.value for one in made} == {*codes, "unsaid"}
    row = both_said_yes(agreed)
    with decided(row):
        talk = coded(agreed, row)
        own = sign_in(agreed.coach).get(f"/talk/{talk.pk}/").content.decode()
        legends = [f'data-keys-legend="{side}" hidden' in own for side in ("coach", "leader")]
        assert legends == [True, True], "without a script no key is promised"
        assert own.count("<script") == own.count("defer></script>") == 1
        theirs = sign_in(agreed.leader).get(f"/talk/{talk.pk}/").content.decode()
        assert "<script" not in theirs
        assert "data-key" not in theirs


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_one_key_on_a_line_overrules_it_and_the_focus_stays(
    agreed: World, page: Callable[..., Page], live_server: object
) -> None:
    talk = remembered(agreed)
    here = page(1280)
    address = str(live_server)
    cookie = sign_in(agreed.coach).cookies["sessionid"].value
    here.context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
    here.goto(f"{address}/talk/{talk.pk}/")
    assert here.locator("[data-keys-legend]").is_visible()
    counted = here.locator(".families").inner_text()
    here.keyboard.press("f")
    line = here.locator("[data-line='0'] a")
    line.focus()
    here.keyboard.press("Control+f")
    here.keyboard.press("x")
    assert Talk.objects.get().sealed_own is None, "no other key, and none off a line, does anything"
    here.keyboard.press("f")
    here.get_by_text("Counted as “Tells: confronts”. Yours counts.").wait_for()
    assert "overruled by you" in here.locator("[data-line='0']").inner_text()
    assert here.locator(".families").inner_text() != counted, "the table follows"
    assert here.evaluate("document.activeElement.closest('[data-line]').dataset.line") == "0"
    opened = selectors.opened(Talk.objects.get())
    assert opened is not None
    assert opened.overruled[0] is Code.CONFRONT
    here.keyboard.press("Tab")
    assert here.evaluate("document.activeElement.closest('[data-line]').dataset.line") == "1", (
        "and Tab goes on"
    )


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_one_key_on_a_line_of_the_leaders_takes_it_off_what_was_found_out(
    agreed: World, page: Callable[..., Page], live_server: object
) -> None:
    said = "I just realised that I ask, and then I answer it myself."
    row = both_said_yes(agreed)
    with decided(row):
        talk = coded(agreed, row)
        opened = selectors.opened(talk)
        assert opened is not None
        (number,) = [unit.number for unit in opened.coded.units if unit.text == said]
        services.overrule(talk, number, LeaderCode.DISCOVERY)
    here = page(1280)
    address = str(live_server)
    cookie = sign_in(agreed.coach).cookies["sessionid"].value
    here.context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
    here.goto(f"{address}/talk/{talk.pk}/")
    assert here.locator("[data-keys-legend='leader']").is_visible()
    assert said in " ".join(here.locator(".found-list").all_inner_texts())
    here.locator(f"[data-line='{number}'] a").focus()
    here.keyboard.press("q")
    here.keyboard.press("n")
    here.get_by_text("Counted as “anything else”. Yours counts.").wait_for()
    assert said not in " ".join(here.locator(".found-list").all_inner_texts()), "what was made of it follows"
    assert here.evaluate("document.activeElement.closest('[data-line]').dataset.line") == str(number)
    opened = selectors.opened(Talk.objects.select_related("proposal").get())
    assert opened is not None
    assert opened.report.units[number].code is LeaderCode.NEUTRAL, "a key of the coach's did nothing before"
