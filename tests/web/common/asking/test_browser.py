"""Two minutes on a phone: without JavaScript, without an account, by thumb or by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from hansei.core.anonymity import Source, Tally
from hansei.web.common.asking import services
from hansei.web.common.asking.models import Round, Sent
from hansei.web.common.people.models import Organization
from tests.web.common.asking.around import around, opened, secret

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def round_() -> Round:
    Organization.objects.create(id=1, name="Halden Pumps", contact_inside="the council")
    return opened(around())


@pytest.fixture
def link(live_server: Any, round_: Round) -> str:
    asked = round_.invitations.filter(source="reports").select_related("person")[0].person
    return f"{live_server.url}/a/{secret(round_, asked)}/"


def test_somebody_answers_on_a_phone_without_javascript(
    page: Callable[..., Page], link: str, round_: Round
) -> None:
    here = page(360, javascript=False)
    here.goto(link)
    here.get_by_role("button", name="Send my answers").click()
    assert here.get_by_text("Nothing is ticked yet.").is_visible()
    here.get_by_role("group", name="Thanks the person").get_by_text("mostly").click()
    here.get_by_role("group", name="Says in front").get_by_text("no chance to see").click()
    here.get_by_role("button", name="Send my answers").click()
    here.wait_for_url("**/thanks/")
    assert here.get_by_role("heading", name="Thank you").is_visible()
    assert here.context.cookies() == []
    services.close(round_)
    assert services.tallies(round_)["LL-S8", Source.REPORTS] == Tally.of([4])
    assert services.tallies(round_)["LL-S4", Source.REPORTS] == Tally.of([0])


def test_somebody_answers_with_the_keyboard_alone(page: Callable[..., Page], link: str) -> None:
    here = page()
    here.goto(link)
    for _ in range(20):
        here.keyboard.press("Tab")
        if here.evaluate("document.activeElement.type") == "radio":
            break
    here.keyboard.press("Space")
    here.keyboard.press("ArrowDown")
    here.keyboard.press("Enter")
    here.wait_for_url("**/thanks/")
    assert Sent.objects.count() == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_behind_a_link_is_clean_for_everybody(
    page: Callable[..., Page], link: str, round_: Round, width: int, theme: str
) -> None:
    here = page(width, theme)

    def look() -> None:
        found = Axe().run(here)
        assert found.violations_count == 0, found.generate_report()
        assert here.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out"

    for end in ("", "thanks/", "no/", "stop/", "?lang=de"):
        here.goto(link + end)
        look()
    here.goto(link)
    here.get_by_text("What exactly is stored").click()
    with here.expect_navigation():
        here.get_by_role("button", name="Send my answers").click()
    look()
    services.withdraw(round_)
    here.goto(link)
    assert here.get_by_text("This is closed").first.is_visible()
    look()
