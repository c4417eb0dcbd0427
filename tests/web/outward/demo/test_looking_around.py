"""Looking around in a demo: sitting down is a press, mail stays inside, and what lies at rest is sealed."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from hansei.web.common.engagements import services as engagements
from hansei.web.ground.jobs import services as jobs
from hansei.web.outward.demo.models import CaughtMail, Seat, ShutDoor, Stop
from tests import world as worlds
from tests.web.pages import read
from tests.world import World, sign_in

WORDS = "That I hear of a stopped line from the shift"


@pytest.fixture
def demo(db: None) -> World:
    """The organization in a database that was made as a demo's, with two chairs and a shut door."""
    world = worlds.make(demo=True)
    worlds.agree(world)
    row = engagements.write_objective(world.leader, words=WORDS, focus="leading_lean", direction="down")
    house = {"group": "house", "story": {"en": "Reads nothing", "de": "Liest nichts"}}
    leads = {"group": "leaders", "story": {"en": "In the middle", "de": "Mittendrin"}}
    operator = Seat.objects.create(key="operator", rank=2, person=world.operator, **house)
    Seat.objects.create(key="leader", rank=1, person=world.leader, path="/objectives/", **leads)
    Seat.objects.create(key="around", rank=3, group="around", path="/who-can-see/")
    Stop.objects.create(
        rank=1, seat=Seat.objects.get(key="leader"), path="/objectives/", title={"en": "First", "de": "Erst"},
        look={"en": "What stands there", "de": "Was dort steht"},
    )  # fmt: skip
    Stop.objects.create(
        rank=2,
        seat=Seat.objects.get(key="around"),
        path="/who-can-see/",
        title={"en": "Last", "de": "Zuletzt"},
    )
    ShutDoor.objects.create(rank=1, seat=operator, path=f"/objectives/{row.pk}/", what={"en": "Read it"})
    return world


def test_the_first_address_shows_who_is_there_and_what_each_could_do(demo: World) -> None:
    page = Client().get("/", follow=True)
    said = read(page).text
    assert page.request["PATH_INFO"] == "/look-around/"
    for words in ("Marianne Vos", "In the middle", "Kofi Mensah", "A link on a phone, no account", "Read it"):
        assert words in said


def test_sitting_down_is_a_press_and_a_get_changes_nothing(demo: World) -> None:
    browser = Client()
    assert browser.get("/look-around/as/leader/")["Location"] == "/look-around/"
    assert browser.get("/look-around/try/1/").status_code in {302, 404}
    assert "sessionid" not in browser.cookies
    assert browser.post("/look-around/as/leader/")["Location"] == "/objectives/"
    assert WORDS in browser.get("/objectives/").content.decode()


def test_another_chair_keeps_nothing_of_the_one_before(demo: World) -> None:
    browser = Client()
    browser.post("/look-around/as/leader/")
    first = browser.cookies["sessionid"].value
    browser.post("/look-around/as/operator/")
    assert browser.cookies["sessionid"].value != first
    assert browser.get("/objectives/").status_code == 404
    browser.post("/look-around/as/around/")
    assert browser.get("/yours/").status_code == 302, "a chair without a person is nobody"
    assert browser.post("/look-around/as/nobody-knows/").status_code == 404


def test_a_shut_door_stays_shut_for_who_tries_it(demo: World) -> None:
    browser = Client()
    door = ShutDoor.objects.get()
    page = browser.post(f"/look-around/try/{door.pk}/", follow=True)
    assert page.request["PATH_INFO"] == door.path
    assert page.status_code == 404
    assert WORDS not in page.content.decode()


def test_mail_of_a_demo_goes_into_its_mailbox_and_nowhere_else(
    demo: World, mailoutbox: list[EmailMessage]
) -> None:
    jobs.run_all(future=True)
    assert CaughtMail.objects.count() >= 3
    assert mailoutbox == []
    page = read(Client().get("/look-around/mailbox/"))
    assert "tomasz.lind@halden.example" in page.text
    assert "Marianne" not in page.text, "a mail names nobody, here as anywhere"
    found = read(Client().get("/look-around/mailbox/?q=marianne"))
    assert "tomasz.lind@halden.example" not in found.text


def test_a_code_for_signing_in_is_caught_too(demo: World, mailoutbox: list[EmailMessage]) -> None:
    Client().post("/sign-in/login/code/", {"email": demo.leader.email})
    assert mailoutbox == []
    assert [mail.to for mail in CaughtMail.objects.filter(subject="Your code")] == [demo.leader.email]


def test_elsewhere_mail_leaves_and_there_is_no_mailbox(agreed: World, mailoutbox: list[EmailMessage]) -> None:
    jobs.run_all(future=True)
    assert len(mailoutbox) >= 3
    assert not CaughtMail.objects.exists()
    for person in (None, agreed.leader, agreed.operator):
        for end in ("", "mailbox/", "at-rest/"):
            assert sign_in(person).get(f"/look-around/{end}").status_code == 404


def test_what_lies_at_rest_is_shown_and_is_nothing_to_read(demo: World) -> None:
    page = read(Client().get("/look-around/at-rest/"))
    assert "engagements_objective" in page.text
    assert "engagements_agreementversion" in page.text
    assert WORDS not in page.text
    assert WORDS.encode().hex(" ")[:30] not in page.text


def test_a_chair_is_there_in_the_language_of_the_visitor(demo: World) -> None:
    page = Client(headers={"accept-language": "de"}).get("/look-around/")
    assert "Mittendrin" in read(page).text


def test_the_tour_leads_from_chair_to_chair_and_says_what_to_look_for(demo: World) -> None:
    browser = Client()
    assert "One journey in seven minutes" in browser.get("/look-around/tour/").content.decode()
    assert browser.get("/look-around/tour/1/")["Location"] == "/look-around/tour/"
    first = read(browser.post("/look-around/tour/1/", follow=True))
    assert first.url == "/objectives/"
    for words in ("Tour, 1 of 2: First.", "What stands there", "Next stop", WORDS):
        assert words in first.text
    last = read(browser.post("/look-around/tour/2/", follow=True))
    assert "Tour, 2 of 2: Last." in last.text
    assert "That was the tour." in last.text
    assert browser.get("/objectives/").status_code == 302, "the last chair is nobody's"
    browser.get("/look-around/")
    assert "Tour, " not in browser.get("/who-can-see/").content.decode(), "who came back has left it"


def test_outside_a_demo_there_is_no_tour(world: World) -> None:
    Stop.objects.create(rank=1, seat=Seat.objects.create(key="x", rank=1, group="house"), path="/")
    leader = sign_in(world.leader)
    assert leader.get("/look-around/tour/").status_code == 404
    assert leader.post("/look-around/tour/1/").status_code == 404
    assert "Tour, " not in leader.get("/").content.decode()
