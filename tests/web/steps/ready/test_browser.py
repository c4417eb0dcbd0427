"""The first two steps as a leader meets them: on a phone without scripts, by keyboard, light and dark."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from hansei.web.steps.ready.models import FirstLook
from tests.world import World, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def on(page: Page, server: Any, world: World) -> Page:
    """The browser, signed in as the leader."""
    cookie = sign_in(world.leader).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": server.url}])
    return page


def walk(here: Page, url: str, after: Callable[[], None] = lambda: None) -> None:
    """From the start to the end of a first look; `after` is called on every page, the refused ones too."""

    def press(name: str = "Go on") -> None:
        after()
        # A click ends before the next page is there, and nobody can look at a page that is going.
        with here.expect_navigation():
            here.get_by_role("button", name=name, exact=True).click()

    here.goto(url + "/first-look/")
    press()
    here.get_by_text("Stays silent after asking").click()
    here.get_by_text("All the others, to look through").click()
    here.get_by_label("A word in them").fill("bottleneck")
    press("Search")
    here.get_by_text("Lends people from their own area").click()
    press()
    press()
    here.locator("fieldset", has_text="how often did you do this").get_by_text("mostly").click()
    here.locator("fieldset", has_text="What would your peers say").get_by_text("seldom").click()
    here.locator("fieldset", has_text="How sure are you").get_by_text("fairly sure").click()
    press()
    here.get_by_label("What do you know that makes you expect that?").fill("They wait for me.")
    press()
    press("Skip this one")
    press()
    here.get_by_text("Hours where the work is done").click()
    press()
    press()
    here.get_by_label("How many hours").fill("6")
    press()
    here.get_by_label("How many hours").fill("2.5")
    press()
    here.get_by_label("What do you make of this?").fill("In my head only.")
    press()
    after()


def test_somebody_without_an_account_looks_on_a_phone_without_scripts(
    page: Callable[..., Page], live_server: Any, world: World
) -> None:
    here = page(360, javascript=False)
    walk(here, live_server.url)
    assert here.url == live_server.url + "/first-look/kept/"
    assert here.get_by_text("You expected 6; you counted 2.5.").is_visible()
    assert here.get_by_text("They wait for me.").is_visible()
    assert {cookie["name"] for cookie in here.context.cookies()} <= {"csrftoken", "language", "theme"}
    assert not FirstLook.objects.exists()


def test_signing_in_at_the_end_loses_nothing_and_lets_it_be_kept(
    page: Callable[..., Page], live_server: Any, world: World
) -> None:
    here = page(360, javascript=False)
    walk(here, live_server.url)
    with here.context.expect_page() as other:
        here.get_by_role("link", name="sign in on a page of its own").click()
    assert "/sign-in/" in other.value.url
    on(here, live_server, world)
    here.get_by_role("button", name="I have signed in").click()
    here.get_by_role("button", name="Keep this, for me alone").click()
    here.wait_for_url(re.compile("/first-look/mine/"))
    assert here.get_by_text("Kept. Only you can read it.").is_visible()
    assert here.get_by_text("They wait for me.").is_visible()
    assert FirstLook.objects.get().owner == world.leader


def test_the_first_page_can_be_answered_with_the_keyboard_alone(
    page: Callable[..., Page], live_server: Any, world: World
) -> None:
    here = page()
    here.goto(live_server.url + "/first-look/")
    for _ in range(20):
        here.keyboard.press("Tab")
        if here.evaluate("document.activeElement.type") == "checkbox":
            break
    here.keyboard.press("Space")
    for _ in range(30):
        here.keyboard.press("Tab")
        if here.evaluate("document.activeElement.textContent") == "Go on":
            break
    here.keyboard.press("Enter")
    here.wait_for_url("**/first-look/rate/")
    assert here.get_by_text("Says in front of others that they had something wrong").is_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_clean_for_everybody(
    page: Callable[..., Page], live_server: Any, world: World, width: int, theme: str
) -> None:
    here = on(page(width, theme), live_server, world)

    def look() -> None:
        found = Axe().run(here)
        assert found.violations_count == 0, f"{here.url}: {found.generate_report()}"
        assert here.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{here.url} sticks out"

    walk(here, live_server.url, look)
    here.get_by_role("button", name="Keep this, for me alone").click()
    look()
    here.get_by_role("link", name="Erase it").click()
    look()
    here.goto(live_server.url + "/first-look/mine/")
    look()
    here.goto(live_server.url + "/ready/")
    look()
    here.get_by_text("Somebody outside your line", exact=True).click()
    here.get_by_label("Whose idea was this?").fill("x" * 2001)
    here.locator("fieldset", has_text="How much does it matter").get_by_text("7", exact=True).click()
    here.get_by_role("button", name="Keep this, for me alone").click()
    look()
    here.get_by_label("Whose idea was this?").fill("Mine.")
    here.get_by_text("Yes, now").click()
    here.get_by_role("button", name="Keep this, for me alone").click()
    look()
    here.goto(live_server.url + "/ready/erase/")
    look()
