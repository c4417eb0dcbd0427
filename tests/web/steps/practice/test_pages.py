"""The pages of try-outs: plan, lock, try, look back, and the record with its picture over time."""

from __future__ import annotations

from datetime import timedelta

from hansei.core import clock
from hansei.web.steps.practice import selectors
from hansei.web.steps.practice.models import Outcome, Trial
from tests.web.pages import read
from tests.web.steps.practice.tries import EXPECTED, HAPPENED, LEARNED, WHAT, done, drafted, locked
from tests.world import World, sign_in

WRITTEN = {"what": WHAT, "occasion": "The morning meeting", "expected": EXPECTED, "version": "0"}


def ahead(days: int = 7) -> str:
    return (clock.now().date() + timedelta(days=days)).isoformat()


def test_one_is_planned_locked_tried_and_looked_back_at_without_any_agreement(world: World) -> None:
    browser = sign_in(world.leader)
    form = read(browser.get("/try-outs/new/")).form(having="what")
    sent = {"what": WHAT, "occasion": "The morning meeting", "expected": EXPECTED, "due": ahead()}
    answer = browser.post("/try-outs/new/", form.data(**sent, times="5", number="3", go="lock"))
    row = Trial.objects.get()
    assert answer["Location"] == f"/try-outs/{row.pk}/"
    assert row.locked_at is not None
    page = read(browser.get(f"/try-outs/{row.pk}/"))
    assert EXPECTED in page.text
    assert f"/try-outs/{row.pk}/change/" not in page.links
    form = read(browser.get(f"/try-outs/{row.pk}/look-back/")).form(having="happened")
    sent = {"came": "yes", "happened": HAPPENED, "number": "2", "learned": LEARNED}
    assert browser.post(f"/try-outs/{row.pk}/look-back/", form.data(**sent)).status_code == 302
    text = read(browser.get("/try-outs/")).text
    for words in (WHAT, EXPECTED, HAPPENED, LEARNED, "3 of 5", "2 of 5"):
        assert words in text


def test_one_can_be_kept_and_changed_and_is_locked_by_its_own_button(world: World) -> None:
    browser = sign_in(world.leader)
    browser.post("/try-outs/new/", {**WRITTEN, "due": ahead(), "go": "keep"})
    row = Trial.objects.get()
    assert row.locked_at is None
    assert f"/try-outs/{row.pk}/look-back/" not in read(browser.get(f"/try-outs/{row.pk}/")).links
    assert browser.get(f"/try-outs/{row.pk}/look-back/").status_code == 302
    stale = browser.post(
        f"/try-outs/{row.pk}/change/", {**WRITTEN, "due": ahead(), "what": "Newer", "go": "lock"}
    )
    assert stale.status_code == 409
    assert "Newer" in stale.content.decode()
    form = read(browser.get(f"/try-outs/{row.pk}/change/")).form(having="what")
    browser.post(f"/try-outs/{row.pk}/change/", form.data(what="Newer", go="lock"))
    row.refresh_from_db()
    assert row.locked_at is not None
    assert selectors.open_trial(row).plan.what == "Newer"


def test_what_cannot_be_locked_now_is_kept(world: World) -> None:
    locked(world.leader, "One")
    locked(world.leader, "Two")
    browser = sign_in(world.leader)
    answer = browser.post("/try-outs/new/", {**WRITTEN, "due": ahead(), "go": "lock"}, follow=True)
    assert "Two are being tried already" in answer.content.decode()
    assert Trial.objects.filter(locked_at=None).count() == 1


def test_what_is_not_whole_comes_back_with_what_was_typed(world: World) -> None:
    browser = sign_in(world.leader)
    wrong = [
        {"due": ahead(-1)},
        {"due": ahead(400)},
        {"due": "soon"},
        {"due": ahead(), "times": "5"},
        {"due": ahead(), "number": "5"},
        {"due": ahead(), "times": "2", "number": "3"},
        {"due": ahead(), "times": "21", "number": "3"},
        {"due": ahead(), "expected": ""},
    ]
    for given in wrong:
        answer = browser.post("/try-outs/new/", {**WRITTEN, **given, "go": "lock"})
        assert answer.status_code == 400, given
        assert WHAT in answer.content.decode()
    assert not Trial.objects.exists()


def test_looking_back_says_what_is_missing(world: World) -> None:
    row = locked(world.leader)
    browser = sign_in(world.leader)
    for given in ({}, {"came": "yes"}, {"came": "yes", "happened": HAPPENED, "number": "6"}):
        assert browser.post(f"/try-outs/{row.pk}/look-back/", {**given, "version": "0"}).status_code == 400
    assert not Outcome.objects.exists()
    gone = {"came": "no", "number": "2", "happened": "", "learned": "", "version": "0"}
    assert browser.post(f"/try-outs/{row.pk}/look-back/", gone).status_code == 302
    assert "It did not come to it." in browser.get(f"/try-outs/{row.pk}/").content.decode()


def test_the_next_one_is_planned_from_what_was_learned(world: World) -> None:
    row = done(world.leader)
    browser = sign_in(world.leader)
    assert LEARNED in browser.get(f"/try-outs/{row.pk}/next/").content.decode()
    browser.post(f"/try-outs/{row.pk}/next/", {**WRITTEN, "due": ahead(), "go": "lock"})
    assert Trial.objects.get(follows=row).locked_at is not None


def test_counted_ones_make_a_picture_with_its_figures_from_the_second_on(world: World) -> None:
    first = done(world.leader, number=1)
    browser = sign_in(world.leader)
    assert "<svg" not in browser.get("/try-outs/").content.decode()
    done(world.leader, number=4, follows=first, days=9)
    page = browser.get("/try-outs/").content.decode()
    assert page.count('class="run"') == 1
    assert page.count("<table>") == 1
    assert "middle" not in read(browser.get("/try-outs/")).text, "two do not make one"


def test_a_file_for_the_diary_is_made_by_a_press_and_says_nothing_of_the_try_out(world: World) -> None:
    row = locked(world.leader)
    browser = sign_in(world.leader)
    assert browser.get(f"/try-outs/{row.pk}/diary/")["Content-Type"].startswith("text/html")
    answer = browser.post(f"/try-outs/{row.pk}/diary/", {"day": ahead(), "time": "09:30", "minutes": "15"})
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer["Content-Disposition"] == 'attachment; filename="note.ics"'
    assert answer["Cache-Control"] == "no-store"
    text = answer.content.decode()
    assert "SUMMARY:A note to myself" in text
    assert not [words for words in (WHAT, EXPECTED, str(row.pk), "ansei", "testserver") if words in text]
    assert browser.post(f"/try-outs/{row.pk}/diary/", {"day": "", "time": "x"}).status_code == 400


def test_the_first_page_asks_what_happened_once_the_day_has_come_and_says_no_words_of_it(
    world: World,
) -> None:
    row = locked(world.leader, days=3)
    browser = sign_in(world.leader)
    address = f"/try-outs/{row.pk}/"
    assert "What happened when you tried it?" not in browser.get("/").content.decode()
    assert address in read(browser.get("/")).links
    with clock.frozen(clock.now() + timedelta(days=4)):
        page = browser.get("/").content.decode()
        assert "What happened when you tried it?" in page or "Look back at your try-out" in page
        assert WHAT not in page


def test_try_outs_that_wait_or_are_drafts_are_listed_apart(world: World) -> None:
    locked(world.leader, "The locked one")
    drafted(world.leader, "The draft")
    page = read(sign_in(world.leader).get("/try-outs/"))
    assert page.text.index("Locked") < page.text.index("The locked one") < page.text.index("Not locked yet")
    assert "The draft" in page.text


def test_nobody_but_the_leader_reaches_a_try_out(agreed: World) -> None:
    row = locked(agreed.leader)
    addresses = [f"/try-outs/{row.pk}/{part}" for part in ("", "look-back/", "next/", "diary/", "erase/")]
    assert all(sign_in(agreed.leader).get(address).status_code == 200 for address in addresses)
    for person in (agreed.coach, agreed.boss, agreed.steward):
        browser = sign_in(person)
        assert {browser.get(address).status_code for address in addresses} == {404}
    assert selectors.trials(agreed.boss) == []


def test_erasing_asks_first(world: World) -> None:
    row = done(world.leader)
    browser = sign_in(world.leader)
    browser.get(f"/try-outs/{row.pk}/erase/")
    assert Trial.objects.exists()
    assert browser.post(f"/try-outs/{row.pk}/erase/")["Location"] == "/try-outs/"
    assert not Trial.objects.exists()
