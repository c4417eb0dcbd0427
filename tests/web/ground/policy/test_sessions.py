"""Whoever reads the database finds nothing in it that signs in; what was changed in it signs nobody in."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hansei.web.ground.policy.sessions import SessionStore
from tests.world import World, sign_in

PLAIN = "django.contrib.sessions.backends.db"


def _database() -> str:
    """All that somebody with a look into the table of sessions gets to read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM django_session")
        rows = cursor.fetchall()
    decoded = [row.get_decoded() for row in Session.objects.all()]  # by Django's own backend
    return repr((rows, decoded))


def _stolen(name: str) -> Client:
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = name
    return browser


def _is_in(browser: Client) -> bool:
    return "Sign out" in browser.get("/").content.decode()


def _asks_for_a_code(world: World) -> tuple[Client, str, str]:
    browser = Client()
    asked = browser.post(reverse("account_request_login_code"), {"email": world.leader.email})
    code = re.search(r"code: (\S+)", str(mail.outbox[-1].body))
    assert code is not None
    return browser, code.group(1), asked["Location"]


# ------------------------------------------------------------------------------------------ reading the table
def test_no_row_holds_a_cookie_that_signs_in(world: World) -> None:
    browser = sign_in(world.leader)
    assert _is_in(browser)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    row = Session.objects.get()
    assert cookie not in _database()
    assert not _is_in(_stolen(row.session_key))
    assert str(world.leader.pk) not in _database()


def test_a_mailed_code_cannot_be_read_while_it_holds(world: World, mailoutbox: list[Any]) -> None:
    browser, code, address = _asks_for_a_code(world)
    assert code not in _database()
    assert world.leader.email not in _database()
    browser.post(address, {"code": code})
    assert _is_in(browser)


def test_both_could_be_read_if_sessions_were_kept_as_django_keeps_them(
    world: World, mailoutbox: list[Any], settings: Any
) -> None:
    """So that the two tests above look at the right place."""
    settings.SESSION_ENGINE = PLAIN
    _, code, _ = _asks_for_a_code(world)
    assert code in _database()
    Session.objects.all().delete()
    sign_in(world.leader)
    assert _is_in(_stolen(Session.objects.get().session_key))


def test_a_row_of_an_older_version_signs_nobody_in(world: World, settings: Any) -> None:
    ours = settings.SESSION_ENGINE
    settings.SESSION_ENGINE = PLAIN
    cookie = sign_in(world.leader).cookies["sessionid"].value
    assert _is_in(_stolen(cookie))
    settings.SESSION_ENGINE = ours
    assert not _is_in(_stolen(cookie))


def test_the_end_of_a_session_tells_no_more_than_the_hour(world: World) -> None:
    sign_in(world.leader)
    ends = Session.objects.get().expire_date
    assert (ends.minute, ends.second, ends.microsecond) == (0, 0, 0)
    lasts = ends - timezone.now()
    assert timedelta(hours=11) - timedelta(minutes=1) < lasts <= timedelta(hours=12)


# ------------------------------------------------------------------------------------------------- tampering
def test_a_changed_row_signs_out(world: World) -> None:
    browser = sign_in(world.leader)
    row = Session.objects.get()
    for changed in ("A" * len(row.session_data), row.session_data[:-8], "not base64 ÿ", ""):
        Session.objects.update(session_data=changed)
        assert not _is_in(_stolen(browser.cookies[settings.SESSION_COOKIE_NAME].value))
    Session.objects.update(session_data=row.session_data)
    assert _is_in(browser)


def test_what_is_in_one_row_does_not_open_in_another(world: World) -> None:
    leader, coach = sign_in(world.leader), SessionStore()
    theirs = Session.objects.get()
    coach.create()
    Session.objects.exclude(pk=theirs.pk).update(session_data=theirs.session_data)
    assert coach.session_key
    assert not _is_in(_stolen(coach.session_key))
    assert _is_in(leader)


def test_under_another_master_key_everybody_is_signed_out(world: World, settings: Any) -> None:
    browser = sign_in(world.leader)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    right = settings.MASTER_KEY
    settings.MASTER_KEY = "ab" * 32
    assert not _is_in(_stolen(cookie))
    settings.MASTER_KEY = right
    assert _is_in(browser)


@pytest.mark.django_db
def test_what_does_not_open_is_no_session_any_more() -> None:
    unknown = SessionStore("a-key-of-nobody-at-all")
    assert unknown.get("anything") is None
    assert unknown.session_key is None
    assert unknown.is_empty()


# --------------------------------------------------------------------------- what Django promises of sessions
def test_signing_in_gives_the_session_another_key(world: World, mailoutbox: list[Any]) -> None:
    browser, code, address = _asks_for_a_code(world)
    before = browser.cookies[settings.SESSION_COOKIE_NAME].value
    browser.post(address, {"code": code})
    after = browser.cookies[settings.SESSION_COOKIE_NAME].value
    assert before != after
    assert not _is_in(_stolen(before))
    assert _is_in(_stolen(after))
    assert Session.objects.count() == 1


def test_signing_out_deletes_the_row_and_the_cookie_signs_in_no_more(world: World) -> None:
    browser = sign_in(world.leader)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    assert SessionStore().exists(cookie)
    browser.post(reverse("account_logout"))
    assert not SessionStore().exists(cookie)
    assert not _is_in(_stolen(cookie))


@pytest.mark.django_db
def test_a_session_that_was_flushed_has_no_key_and_no_row() -> None:
    store = SessionStore()
    store["kept"] = "something"
    store.save()
    store.flush()
    assert store.session_key is None
    assert store.is_empty()
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_what_is_kept_comes_back_and_moves_to_another_key() -> None:
    first = SessionStore()
    first["kept"] = {"a": [1, "ä"]}
    first.save()
    before = first.session_key
    assert SessionStore(before)["kept"] == {"a": [1, "ä"]}
    first.cycle_key()
    assert first.session_key != before
    assert SessionStore(first.session_key)["kept"] == {"a": [1, "ä"]}
    assert SessionStore(before).get("kept") is None
    assert Session.objects.count() == 1


@pytest.mark.django_db
def test_a_key_is_made_once_and_a_session_that_was_deleted_does_not_come_back() -> None:
    first = SessionStore()
    first.create()
    again = SessionStore(first.session_key)
    with pytest.raises(CreateError):
        again.save(must_create=True)
    again.load()
    first.delete()
    again["late"] = True
    with pytest.raises(UpdateError):
        again.save()
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_sessions_that_ran_out_open_nothing_and_are_deleted() -> None:
    old, new = SessionStore(), SessionStore()
    for one in (old, new):
        one["kept"] = "something"
        one.save()
    kept = Session.objects.exclude(pk__in=_row_of(old))
    Session.objects.filter(pk__in=_row_of(old)).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert SessionStore(old.session_key).get("kept") is None
    call_command("clearsessions")
    assert list(Session.objects.all()) == list(kept)
    assert SessionStore(new.session_key)["kept"] == "something"


def _row_of(store: SessionStore) -> list[str]:
    from hansei.web.ground.policy.sessions import row_name

    assert store.session_key
    return [row_name(store.session_key)]


@pytest.mark.django_db(transaction=True)
def test_the_asynchronous_ways_in_write_no_plain_row_either() -> None:
    from concurrent.futures import ThreadPoolExecutor

    from asgiref.sync import async_to_sync
    from django.db import connections

    async def story() -> str:
        store = SessionStore()
        await store.aset("kept", "something")
        await store.asave()
        assert await store.aexists(store.session_key)
        again = SessionStore(store.session_key)
        assert await again.aget("kept") == "something"
        return str(store.session_key)

    # In a thread of its own: a browser test may have left its event loop in this one.
    with ThreadPoolExecutor(1) as other:
        key = other.submit(async_to_sync(story)).result()
        other.submit(connections.close_all).result()
    assert key not in _database()
    assert "something" not in _database()
