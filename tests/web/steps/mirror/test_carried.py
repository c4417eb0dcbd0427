"""From a first look into a mirror: by the leader's press, behaviours alone, nothing before they say so."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.test import Client

from hansei.core import library
from hansei.web.common.engagements import services as engagements
from hansei.web.common.people.models import Organization
from hansei.web.ground.audit.models import Entry
from hansei.web.ground.policy.logs import JsonLines
from hansei.web.steps.mirror import own, selectors, services
from hansei.web.steps.mirror.models import Behaviour, Mirror
from hansei.web.steps.ready import look as looks
from hansei.web.steps.ready import services as ready
from tests.web.steps.ready.browsing import _Forms, text
from tests.web.steps.ready.test_keeping import LOOK
from tests.web.steps.ready.test_no_trace import contents
from tests.world import World, sign_in

START = "/mirror/start/"
END = "/first-look/kept/"
CODES = ["LL-S8", "LL-D2"]  # in the order of the library


def forms(page: Any) -> list[dict[str, Any]]:
    found = _Forms()
    found.feed(page.content.decode())
    return [form for form in found.forms if form["action"] == START]


def end_of_a_look(browser: Client) -> Any:
    return browser.post(END, {"look": looks.written(LOOK), "page": "end", "go": "show"})


def brought(browser: Client, offered: list[str] = CODES, **more: Any) -> Any:
    return browser.post(START, {"offered": offered, **more})


def test_the_end_of_a_first_look_sends_on_the_behaviours_and_nothing_that_was_said(world: World) -> None:
    page = end_of_a_look(sign_in(world.leader))
    (form,) = forms(page)
    assert form["fields"].pop("csrfmiddlewaretoken")
    assert form["fields"] == {"offered": ["LL-D2"]}
    # On a page of its own: the look, which is on this page only, is not lost by it.
    assert f'action="{START}" target="_blank"' in page.content.decode()


def test_so_does_a_look_that_was_kept(world: World) -> None:
    row = ready.keep(world.leader, LOOK)
    (form,) = forms(sign_in(world.leader).get(f"/first-look/mine/{row.pk}/"))
    assert form["fields"].keys() == {"csrfmiddlewaretoken", "offered"}
    assert form["fields"]["offered"] == ["LL-D2"]


@pytest.mark.parametrize("seat", ["nobody", "coach", "steward", "peer", "other leader"])
def test_it_is_offered_to_leaders_with_an_agreement_alone(world: World, seat: str) -> None:
    page = end_of_a_look(sign_in(world.seats[seat]))
    assert page.status_code == 200
    assert not forms(page)
    assert forms(end_of_a_look(sign_in(world.leader)))


def test_nor_while_paused_or_switched_off(world: World) -> None:
    Organization.objects.update(mirror_on=False)
    assert not forms(end_of_a_look(sign_in(world.leader)))
    Organization.objects.update(mirror_on=True)
    assert world.engagement is not None
    engagements.pause(world.engagement, world.leader)
    assert not forms(end_of_a_look(sign_in(world.leader)))
    # Sent in spite of it, it begins nothing and says why.
    said = text(brought(sign_in(world.leader)))
    assert "an agreement in force that is not paused" in said
    brought(sign_in(world.leader), go="on", codes=CODES)
    assert not Mirror.objects.exists()


def test_pressing_it_shows_them_ticked_and_leaves_no_trace(world: World) -> None:
    browser = sign_in(world.leader)
    before, cookies = contents(), {name: one.value for name, one in browser.cookies.items()}
    page = brought(browser)
    assert page.status_code == 200
    assert contents() == before
    assert page["Cache-Control"] == "no-store"
    assert {name for name in browser.cookies if name not in cookies} <= {"csrftoken"}
    (form,) = forms(page)
    assert form["fields"]["codes"] == CODES
    for code in CODES:
        assert library.behaviour(code).text.en in text(page)
    # Not even a form can be filled by way of the address.
    assert browser.get(f"{START}?offered=LL-D2").url == "/mirror/"


def test_a_line_in_the_log_tells_of_no_behaviour(world: World) -> None:
    lines: list[str] = []
    heard = logging.Handler()
    heard.setFormatter(JsonLines())
    heard.emit = lambda record: lines.append(heard.format(record))  # type: ignore[method-assign]
    loggers = [logging.getLogger(), logging.getLogger("hansei")]
    for logger in loggers:
        logger.addHandler(heard)
    try:
        brought(sign_in(world.leader))
    finally:
        for logger in loggers:
            logger.removeHandler(heard)
    assert [json.loads(line)["route"] for line in lines] == ["mirror_start"]
    assert not [line for line in lines for code in CODES if code in line]


def test_sent_from_there_a_mirror_begins_with_what_stays_ticked(world: World) -> None:
    sent = brought(sign_in(world.leader), go="on", codes=["LL-D2"])
    mirror = Mirror.objects.get()
    assert sent.url == f"/mirror/{mirror.pk}/people/"
    assert [row.code for row in mirror.behaviours.all()] == ["LL-D2"]
    (said,) = selectors.said(mirror)
    assert (said.self_rating, said.expected) == (None, {})  # expected anew, before anybody is asked


def test_it_cannot_be_told_from_a_mirror_that_was_begun_without(world: World) -> None:
    def stored() -> list[Any]:
        mirror = Mirror.objects.get()
        of_mirror = {f.name: getattr(mirror, f.name) for f in Mirror._meta.fields if f.name != "id"}
        rows = list(Behaviour.objects.order_by("position").values_list("code", "position", "locked_at"))
        people = sorted(mirror.people.values_list("person", "source"))
        audited = Entry.objects.exclude(pk__in=past).values_list("verb", flat=True)
        return [of_mirror, rows, people, list(audited)]

    past = [entry.pk for entry in Entry.objects.all()]
    brought(sign_in(world.leader), go="on", codes=CODES)
    carried = stored()
    services.call_off(Mirror.objects.get())
    past = [entry.pk for entry in Entry.objects.all()]
    mirror = services.start(world.leader)
    services.choose(mirror, CODES)
    assert stored() == carried
    assert carried[1:] == [[("LL-S8", 1, None), ("LL-D2", 2, None)], carried[2], ["mirror.started"]]


def test_with_a_mirror_under_way_nothing_begins_and_the_page_says_so(world: World) -> None:
    other = services.start(world.leader)
    page = brought(sign_in(world.leader))
    assert "One mirror is under way." in text(page)
    assert f"/mirror/{other.pk}/" in page.content.decode()
    assert brought(sign_in(world.leader), go="on", codes=CODES).url == "/mirror/"
    assert Mirror.objects.get() == other
    assert not other.behaviours.exists()


def test_without_a_tick_nothing_begins_and_the_page_says_what_is_open(world: World) -> None:
    page = brought(sign_in(world.leader), go="on")
    assert page.status_code == 400
    assert "Choose one behaviour, or about three." in text(page)
    assert not Mirror.objects.exists()


def test_what_the_library_does_not_hold_is_passed_over_and_nobody_elses_words_come_in(world: World) -> None:
    theirs = own.write(
        world.boss, text="Asks the early shift first", focus=library.Focus.LEADING_LEAN,
        direction=library.Direction.DOWN, sources=[selectors.Source.REPORTS],
        period=library.Period.EIGHT_WEEKS,
    )  # fmt: skip
    page = brought(sign_in(world.leader), ["LL-D2", theirs.code, "LL-X99", "LK-1"])
    (form,) = forms(page)
    assert form["fields"]["codes"] == ["LL-D2"]
    assert "early shift" not in text(page)
    sent = brought(sign_in(world.leader), go="on", codes=["LL-D2", theirs.code])
    assert sent.status_code == 400
    assert not Mirror.objects.exists()


def test_another_site_cannot_begin_one(world: World) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.leader, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert brought(browser).status_code == 403
    assert brought(browser, go="on", codes=CODES).status_code == 403
    assert not Mirror.objects.exists()
