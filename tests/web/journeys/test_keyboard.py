"""By keyboard alone: Tab, Enter, Space and the arrows, with a ring around whatever they are at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from hansei.core.anonymity import Source, Tally
from hansei.web.common.asking import services as asking
from hansei.web.steps.mirror.models import Mirror, Prediction, Stage
from tests.web.journeys.thread import APPROVAL, THANKS, WRONG, person
from tests.web.steps.mirror.mirrors import links
from tests.world import World, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

_FOCUS = """() => {
    const at = document.activeElement;
    const target = at.closest('.choice, .ruler-step') || at;
    const shape = getComputedStyle(target);
    const group = at.closest('fieldset')?.querySelector('legend');
    return {
        kind: at.type || at.tagName.toLowerCase(),
        says: (at.labels?.[0] || at).innerText?.trim() ?? '',
        asks: group?.innerText?.trim() ?? '',
        ring: shape.outlineStyle !== 'none' && parseFloat(shape.outlineWidth) >= 2,
    };
}"""


@dataclass
class Keyboard:
    """Nothing but keys. Whatever gets the focus has a ring that can be seen."""

    page: Page

    def at(self) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate(_FOCUS)
        return found

    def tab_to(self, says: str = "", *, asks: str = "", kind: str = "") -> Keyboard:
        """Go on with Tab until the focus is on this; never round more than once."""
        passed = []
        for _ in range(150):
            self.page.keyboard.press("Tab")
            here = self.at()
            if here["kind"] == "body":
                break
            assert here["ring"], f"no ring around {here}"
            if here["says"].startswith(says) and asks in here["asks"] and kind in here["kind"]:
                return self
            passed.append(here["says"])
        raise AssertionError(f"Tab never comes to {says or asks!r}: {passed}")

    def press(self, *keys: str) -> Keyboard:
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def go(self, key: str = "Enter") -> Keyboard:
        """A key that leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        return self

    def choose(self, asks: str, step: int) -> Keyboard:
        """The `step`th answer of the next group that asks this: Space for the first, arrows from there."""
        self.tab_to(asks=asks, kind="radio").press("Space", *["ArrowDown"] * (step - 1))
        return self


@pytest.fixture
def keyboard(page: Callable[..., Page], live_server: Any, agreed: World) -> Keyboard:
    """The leader, signed in, with a coach agreed."""
    here = page()
    cookie = sign_in(agreed.leader).cookies["sessionid"].value
    here.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    here.goto(live_server.url + "/mirror/")
    return Keyboard(here)


def test_the_first_key_leads_past_what_stands_on_every_page(keyboard: Keyboard) -> None:
    keyboard.press("Tab")
    assert keyboard.at()["says"] == "Skip to the content"
    keyboard.press("Enter", "Tab")
    assert keyboard.at()["says"] == "Plan a mirror"


def test_a_mirror_is_planned_expected_and_locked_by_keyboard_and_then_answered_by_keyboard(
    keyboard: Keyboard, page: Callable[..., Page], live_server: Any
) -> None:
    _plan(keyboard)
    _expect(keyboard)
    keyboard.choose("When does asking end", 2).tab_to("Lock this and ask").go()
    keyboard.page.get_by_role("heading", name="Nothing to see yet").wait_for()
    mirror = Mirror.objects.get()
    assert mirror.stage == Stage.ASKING
    assert not Prediction.objects.filter(locked_at=None).exists()
    keyboard.tab_to("Who is asked").press("Enter")
    assert keyboard.page.get_by_text("Jan Kolb").is_visible()

    secret = links(mirror)[person("Jan Kolb")]
    theirs = Keyboard(page(360))
    theirs.page.goto(f"{live_server.url}/a/{secret}/")
    theirs.tab_to("What exactly is stored").press("Enter")
    assert theirs.page.get_by_text("nobody can find out which answer is yours").is_visible()
    # A key that sends too early is told so, and is led to the first question.
    theirs.tab_to("Send my answers").go()
    theirs.page.get_by_text("Nothing is ticked yet.").wait_for()
    # Three arrows down and one up again; the last step stands apart: no chance to see.
    theirs.choose(WRONG, 2).choose(THANKS, 4).press("ArrowUp").choose(APPROVAL, 6)
    theirs.tab_to("Send my answers").go("Space")
    theirs.page.wait_for_url("**/thanks/")
    assert mirror.round is not None
    asking.close(mirror.round)
    tallies = asking.tallies(mirror.round)
    given = {code: tallies[code, Source.PEERS] for code in ("LL-S4", "LL-S6", "LL-S8")}
    assert given == {"LL-S4": Tally.of([2]), "LL-S6": Tally.of([0]), "LL-S8": Tally.of([3])}


def _plan(keyboard: Keyboard) -> None:
    keyboard.tab_to("Plan a mirror").go()
    keyboard.tab_to("Own work", kind="summary").press("Enter")
    for behaviour in (WRONG, APPROVAL, THANKS):
        keyboard.tab_to(behaviour, kind="checkbox").press("Space")
    keyboard.tab_to("Go on").go()
    keyboard.page.get_by_text("Whom do you want to ask?").wait_for()
    # One of those proposed is left out, by Space.
    keyboard.tab_to("Uwe Lang", kind="checkbox").press("Space").tab_to("Go on").go()
    keyboard.tab_to("Go on to what you expect").go()


def _expect(keyboard: Keyboard) -> None:
    sources = {WRONG: 3, APPROVAL: 2, THANKS: 3}
    for behaviour, number in sources.items():
        keyboard.page.get_by_role("heading", name=behaviour).wait_for()
        keyboard.choose("how often did you do this", 3)
        for source in range(number):
            keyboard.choose("say?", 2 if behaviour == APPROVAL and not source else 3)
            keyboard.choose("How sure are you", 2)
        # Where two numbers differ there is one question more on the way, and it can be passed.
        known = "What do you know that makes you expect that?"
        assert keyboard.page.get_by_label(known).is_visible() is (behaviour == APPROVAL)
        if behaviour == APPROVAL:
            keyboard.tab_to(known)
            keyboard.page.keyboard.type("They wait for me.")
        keyboard.tab_to("Go on").go()
    keyboard.page.get_by_role("heading", name="Lock this, and ask").wait_for()
    assert keyboard.page.get_by_text("They wait for me.").is_visible()
