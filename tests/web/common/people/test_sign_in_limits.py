"""Behind a proxy everybody comes from one network address: one person must not lock the house out."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from hansei.web.common.people.models import Person
from tests.world import World

SENTENCE = "a long enough sentence"


@pytest.fixture(autouse=True)
def mail_goes_out(mailoutbox: list[Any]) -> None:
    """Mail is kept where tests can read it."""


@pytest.fixture
def twenty(world: World) -> list[Person]:
    return [Person.objects.create_user(f"p{n}@halden.example", name=f"Person {n}") for n in range(20)]


def _by_password(email: str, password: str) -> bool:
    browser = Client()
    browser.post("/sign-in/login/", {"login": email, "password": password})
    return _is_in(browser)


def _is_in(browser: Client) -> bool:
    return "Sign out" in browser.get("/").content.decode()


def _ask(email: str) -> tuple[Client, int, str]:
    browser = Client()
    asked = browser.post(reverse("account_request_login_code"), {"email": email})
    return browser, asked.status_code, asked.headers.get("Location", "")


def test_twenty_people_sign_in_by_code_within_a_minute(twenty: list[Person]) -> None:
    for person in (*twenty, twenty[0], twenty[1]):
        browser, _, address = _ask(person.email)
        code = re.search(r"code: (\S+)", str(mail.outbox[-1].body))
        assert code is not None
        browser.post(address, {"code": code.group(1)})
        assert _is_in(browser), person.email


def test_who_tries_passwords_of_many_does_not_lock_out_one_who_knows_theirs(
    world: World, twenty: list[Person]
) -> None:
    _give_password(world.leader)
    for _ in range(2):
        for person in twenty:
            assert not _by_password(person.email, "not this one at all")
    assert _by_password(world.leader.email, SENTENCE)


def test_a_mail_address_whose_password_is_guessed_is_locked_and_others_are_not(world: World) -> None:
    for person in (world.leader, world.coach):
        _give_password(person)
    for _ in range(5):
        assert not _by_password(world.leader.email, "not this one at all")
    assert not _by_password(world.leader.email, SENTENCE)
    assert not _by_password(world.leader.email.upper(), SENTENCE)
    assert _by_password(world.coach.email, SENTENCE)


def test_guesses_that_were_refused_do_not_count_for_everybody(world: World) -> None:
    _give_password(world.coach)
    for _ in range(60):
        _by_password(world.leader.email, "not this one at all")
    assert _counted("login_failed", "ip") == 5
    assert _by_password(world.coach.email, SENTENCE)


def test_nobody_is_sent_more_than_three_codes_a_minute_and_others_get_theirs(world: World) -> None:
    answers = [_ask(world.leader.email)[1] for _ in range(4)]
    assert answers == [302, 302, 302, 200]
    assert len(mail.outbox) == 3
    assert _ask(world.coach.email)[1] == 302
    assert len(mail.outbox) == 4


@pytest.mark.django_db
def test_an_address_nobody_has_is_limited_in_the_same_way() -> None:
    assert [_ask("nobody@halden.example")[1] for _ in range(4)] == [302, 302, 302, 200]


def test_what_is_counted_names_no_mail_address(world: World) -> None:
    _by_password(world.leader.email, "not this one at all")
    _ask(world.leader.email)
    kept = repr(_cache())
    assert "login_failed" in kept
    assert "request_login_code" in kept
    assert "@" not in kept
    assert world.leader.email.partition("@")[0] not in kept


def _give_password(person: Person) -> None:
    person.set_password(SENTENCE)
    person.save()


def _cache() -> dict[str, Any]:
    """All that the cache of this process holds."""
    cache: Any = caches["default"]
    return {key: cache.get(key.split(":", 2)[2]) for key in list(cache._cache)}


def _counted(action: str, by: str) -> int:
    """How many tries of this kind are counted under a network address."""
    found = [value for key, value in _cache().items() if f":{action}:" in key and f":{by}:" in key]
    return len(found[0])
