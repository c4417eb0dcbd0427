"""Getting in: by a mailed code or a password, never by signing up, and never with a trace of who is known."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from hansei.core import clock
from hansei.web.common.people.models import Organization, Person
from hansei.web.common.people.services import NotPossible, steward_link
from tests.world import World, sign_in

TYPED = {"organization": "Halden Pumps", "name": "Ines Falk", "email": "Ines@halden.example"}


@pytest.fixture(autouse=True)
def mail_goes_out(settings: object, mailoutbox: list) -> None:
    """Mail is kept where tests can read it."""


def test_a_mailed_code_signs_in(world: World) -> None:
    browser = Client()
    asked = browser.post(_code_address(), {"email": world.leader.email})
    assert asked.status_code == 302
    letter = mail.outbox[0]
    code = re.search(r"code: (\S+)", letter.body)
    assert code is not None
    done = browser.post(asked["Location"], {"code": code.group(1)})
    assert done.status_code == 302
    assert "Sign out" in browser.get("/").content.decode()


def test_a_wrong_code_does_not(world: World) -> None:
    browser = Client()
    asked = browser.post(_code_address(), {"email": world.leader.email})
    page = browser.post(asked["Location"], {"code": "WRONG1"})
    assert page.status_code in {200, 302}
    assert "Sign out" not in browser.get("/").content.decode()


def test_an_unknown_address_gets_the_same_answer_and_no_mail(world: World) -> None:
    known, unknown = Client(), Client()
    first = known.post(_code_address(), {"email": world.leader.email})
    assert len(mail.outbox) == 1
    second = unknown.post(_code_address(), {"email": "nobody@halden.example"})
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert len(mail.outbox) == 1


def test_who_left_cannot_come_in(world: World) -> None:
    Person.objects.filter(pk=world.leader.pk).update(left_on=clock.now().date())
    browser = Client()
    asked = browser.post(_code_address(), {"email": world.leader.email})
    codes = [re.search(r"code: (\S+)", letter.body) for letter in mail.outbox]
    for code in codes:
        browser.post(asked["Location"], {"code": code.group(1)})
    assert "Sign out" not in browser.get("/").content.decode()
    assert sign_in(world.coach).get("/").status_code == 200


def test_the_sign_in_page_offers_both_ways(world: World) -> None:
    page = Client().get("/sign-in/login/").content.decode()
    assert "Send me a code" in page
    assert 'type="password"' in page


def test_a_password_signs_in(world: World) -> None:
    world.leader.set_password("a long enough sentence")
    world.leader.save()
    browser = Client()
    browser.post("/sign-in/login/", {"login": world.leader.email, "password": "not this one at all"})
    assert "Sign out" not in browser.get("/").content.decode()
    browser.post("/sign-in/login/", {"login": world.leader.email, "password": "a long enough sentence"})
    assert "Sign out" in browser.get("/").content.decode()


def test_the_first_steward_is_made_once_by_a_link_of_thirty_minutes(db: None) -> None:
    link = steward_link()
    form = {
        "organization": "Halden Pumps",
        "name": "Ines Falk",
        "email": "Ines@halden.example",
        "password": "",
    }
    with clock.shifted(timedelta(minutes=31)):
        assert Client().get(link).status_code == 404
    browser = Client()
    assert browser.get(link).status_code == 200
    assert browser.post(link, form).status_code == 302
    steward = Person.objects.get()
    assert (steward.is_steward, steward.email) == (True, "ines@halden.example")
    assert "Sign out" in browser.get("/").content.decode()
    assert Client().get(link).status_code == 404
    with pytest.raises(NotPossible):
        steward_link()


def test_a_newer_link_closes_an_older_one(db: None) -> None:
    older, newer = steward_link(), steward_link()
    assert Client().get(older).status_code == 404
    assert Client().get(newer).status_code == 200


def test_a_short_password_is_refused_and_what_was_typed_stays(db: None) -> None:
    page = Client().post(steward_link(), {**TYPED, "password": "short"})
    assert page.status_code == 400
    assert "Ines Falk" in page.content.decode()
    assert not Organization.objects.exists()


def test_the_language_chosen_in_the_foot_holds_for_pages_and_mail(world: World) -> None:
    browser = sign_in(world.leader)
    assert 'lang="en"' in browser.get("/").content.decode()
    browser.post("/look/language", {"language": "de", "next": "/"})
    assert 'lang="de"' in browser.get("/").content.decode()
    world.leader.refresh_from_db()
    assert world.leader.language == "de"
    browser.post("/look/language", {"language": "xx", "next": "/"})
    world.leader.refresh_from_db()
    assert world.leader.language == "de"


def _code_address() -> str:
    from django.urls import reverse

    return reverse("account_request_login_code")
