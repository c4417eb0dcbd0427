"""`hansei demo` as a newcomer meets it: every chair, every shut door, the link on a phone, the mailbox."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from hansei.web.outward.demo import urls
from tests.cli.installation import Installation, free_port
from tests.web.journeys.examiner import Examiner
from tests.web.journeys.seats import Seat
from tests.world import World, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: What ends the visit, leads elsewhere, or is looked at by a test of its own.
_LEFT_ALONE = re.compile(r"/look-around/|/sign-in/|/static/|\?|\.ics$")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo, loaded into an empty folder and served; its address."""
    folder = tmp_path_factory.mktemp("demo")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    installation = Installation(folder / "data", HANSEI_ADDRESS=address)
    command = [sys.executable, "-m", "hansei", "demo", "--serve", "--port", str(port)]
    log = folder / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(command, env=installation.environment, stdout=out, stderr=out)
    try:
        _wait_for(port, server, log)
        yield address
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)
    finally:
        if server.poll() is None:
            server.kill()
            server.wait()
    assert server.returncode in {0, 130}, log.read_text()
    assert '"level": "error"' not in log.read_text(), log.read_text()


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 90
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5):
                return
        except OSError:
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.2)


def _chairs(page: Page) -> list[str]:
    """The chairs on the first page, by their key."""
    forms = page.locator('form[action*="/look-around/as/"]')
    found = [str(form.get_attribute("action")).split("/")[-2] for form in forms.all()]
    assert len(found) == len(set(found))
    return found


def _sit(here: Seat, key: str) -> Seat:
    here.goes("/look-around/").page.locator(f'form[action="/look-around/as/{key}/"] button').click()
    return here.arrived()


def test_the_first_address_leads_to_the_people_and_says_that_they_are_invented(
    demo: str, page: Callable[..., Page]
) -> None:
    here = Seat(page(360, javascript=False), demo).goes("/")
    assert here.path == "/look-around/"
    here.reads(
        "Whose chair would you like to sit in?", "people are invented", "Try to look where you may not"
    )
    assert len(_chairs(here.page)) >= 8
    german = Seat(page(360, language="de"), demo).goes("/")
    assert german.page.locator("html").get_attribute("lang") == "de"
    german.does_not_read("Has never looked", "Runs coaching", "Open the agreement of")


def test_every_chair_opens_and_every_page_behind_it_is_clean_for_everybody(
    demo: str, page: Callable[..., Page]
) -> None:
    examiner = Examiner([(1280, "light"), (360, "dark")])
    here = Seat(page(), demo, examiner.look).goes("/")
    opened = 0
    for key in _chairs(here.page):
        _sit(here, key)
        todo, done = [here.page.url], set()
        while todo:
            address = todo.pop(0)
            kind = _ID.sub("…", address)
            if kind in done or _LEFT_ALONE.search(address.removeprefix(demo)):
                continue
            done.add(kind)
            here.goes(address)
            opened += 1
            links = here.page.eval_on_selector_all("a[href]", "all => all.map(a => a.href.split('#')[0])")
            todo += [one for one in links if one.startswith(demo)]
    assert opened > 60
    assert not examiner.found, "\n".join(examiner.found)


def test_every_shut_door_stays_shut_and_does_not_say_why(demo: str, page: Callable[..., Page]) -> None:
    here = Seat(page(1280, javascript=False), demo).goes("/")
    doors = here.page.locator('form[action*="/look-around/try/"] button')
    number = doors.count()
    assert number >= 6
    for place in range(number):
        here.goes("/look-around/")
        with here.page.expect_navigation() as there:
            doors.nth(place).click()
        assert there.value.status == 404
        here.reads("It may have been erased, or never have been yours to open")
        here.does_not_read("Ravi Menon", "foundry")
    here.goes("/look-around/").follows("Read the database as whoever runs the server")
    here.reads("how many rows there are, and bytes").does_not_read("I do thank people", "foundry tell me")


def test_the_chair_of_a_person_around_is_a_link_without_account_or_cookie(
    demo: str, page: Callable[..., Page]
) -> None:
    here = _sit(Seat(page(360, javascript=False), demo), "person-around")
    assert re.match(r"/a/[-\w]{40,}/$", here.path)
    here.reads("Marianne Vos asks how you see three things", "No account, no cookie.")
    fresh = Seat(page(360, javascript=False), demo).goes(here.path)
    fresh.reads("Marianne Vos asks how you see three things")
    assert fresh.page.context.cookies() == []
    fresh.goes("/").reads("Whose chair would you like to sit in?")


def test_the_mailbox_holds_what_would_have_been_sent_and_its_links_open(
    demo: str, page: Callable[..., Page]
) -> None:
    here = Seat(page(360, javascript=False), demo).goes("/look-around/").follows("Mailbox")
    here.reads("Every mail this demo would have sent. Nothing leaves it.")
    letters = here.page.locator("details", has_text="Two minutes, if you like")
    asked = []
    for place in (0, letters.count() - 1):
        letter = letters.nth(place)
        letter.locator("summary").click()
        said = re.sub(r"http\S+", "", letter.inner_text())
        assert not re.search("Marianne|Vos|coach|lead", said), said
        asked.append(letter.get_by_role("link").first.get_attribute("href"))
    for link in asked:
        here.goes(str(link))
        assert "asks how you see" in here.words or "how work goes around you" in here.words, here.words


@pytest.mark.django_db
@pytest.mark.parametrize("seat", ["nobody", "leader", "coach", "steward", "operator"])
def test_outside_a_demo_none_of_it_exists(world: World, seat: str) -> None:
    browser = sign_in(world.seats[seat])
    for pattern in urls.urlpatterns:
        values = {"key": "steward", "door_id": 1, "rank": 1}
        names = pattern.pattern.converters
        address = reverse(pattern.name, kwargs={name: values[name] for name in names})
        assert [browser.get(address).status_code, browser.post(address).status_code] == [404, 404], address
