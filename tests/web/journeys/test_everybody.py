"""Every page of the thread, and every other page of its seats: clean for everybody, and nothing sticks out.

Axe finds nothing, light and dark, at 360 and at 1280 px; nothing scrolls sideways down to 320 px.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from hansei.web.steps.mirror.models import Mirror
from tests.web.journeys.examiner import Examiner
from tests.web.journeys.thread import (
    APPROVAL,
    FINDING,
    ONLY_FOR_ME,
    THANKS,
    WRONG,
    Thread,
    after_two_weeks,
)
from tests.web.steps.mirror.mirrors import answered
from tests.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def examiner() -> Examiner:
    return Examiner()


def test_every_page_of_the_thread(
    examiner: Examiner,
    page: Callable[..., Page],
    live_server: Any,
    world: World,
    settings: Any,
    mailoutbox: list[Any],
) -> None:
    settings.ADDRESS = live_server.url
    thread = Thread(world, live_server.url, page, examiner.look)
    thread.looks_alone()
    thread.signs_in_and_keeps()
    thread.is_ready()
    thread.names_a_coach()
    thread.both_sign()
    thread.writes_an_objective()
    thread.plans()
    thread.expects()
    thread.locks()
    links = thread.mails_go_out()
    # Three by their links; what the others say is sent without a browser, so that there is something to see.
    thread.people_answer(links, only=("Ewa Nowak", "Otto Brandt"))
    said = zip(world.reports[1:5], (3, 2, 3, 2), strict=True)
    reports = {one: {"LL-S4": 4, "LL-S6": 4, "LL-S8": value} for one, value in said}
    answered(Mirror.objects.get(), {**dict.fromkeys(world.peers[:4], 4), **reports})
    with after_two_weeks():
        thread.somebody_is_late(links)
        here = thread.leader.goes("/").follows("See the first one").follows("Go to the first one")
        thread.opens_one(THANKS, [], [])
        thread.writes_a_finding(FINDING, "Work on it", ONLY_FOR_ME)
        here.presses("Go to the next one")
        thread.opens_one(WRONG, [], [])
        thread.writes_a_finding("It is seen more often than I thought.", "Park it")
        here.presses("Go to the next one")
        thread.opens_one(APPROVAL, [], [])
        thread.writes_a_finding("Nobody could see it yet.", "Not mine")
        here.presses("Go on").ticks("How does this leave you?", "upset").presses("Keep this")
        here.reads("Would you like a pause?")
        thread.opens_the_finding()
        thread.coach_reads()
        thread.sees_who_looked()
        thread.pauses_goes_on_and_ends()
        thread.erases_everything()
    assert len(examiner.seen) > 45
    assert not examiner.found, "\n".join(examiner.found)


def test_the_examiner_finds_a_pale_word_a_picture_without_words_and_what_sticks_out(
    examiner: Examiner, page: Callable[..., Page]
) -> None:
    here = page()
    here.set_content(
        "<!doctype html><html lang=en><title>Wrong</title><main><h1>Wrong</h1><img src='/x.png'>"
        "<p style='color:#ccc;background:#fff'>pale</p><p style='width:900px'>wide</p></main>"
    )
    examiner.look(here)
    for wrong in ("image-alt", "color-contrast", "at 360 px, dark", "sideways at 320"):
        assert any(wrong in one for one in examiner.found), wrong
