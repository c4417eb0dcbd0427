"""Kept only if kept: by a leader, for that leader alone, and gone when it is erased."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from hansei.core import clock, library
from hansei.core.sealing import CannotOpen
from hansei.web.ground.audit.models import Entry
from hansei.web.ground.vault import services as vault
from hansei.web.steps.ready import look as looks
from hansei.web.steps.ready import selectors, services
from hansei.web.steps.ready.look import Look
from hansei.web.steps.ready.models import FirstLook
from tests.web.steps.ready.browsing import Walk, text, to_the_end
from tests.world import World, sign_in

KEEP = "/first-look/keep/"
MINE = "/first-look/mine/"
WORDS = "They told me so."
LOOK = Look.model_validate_json(
    json.dumps(
        {
            "chosen": ["LL-D2"],
            "ratings": {"LL-D2": {"own": 4, "expected": 2, "sure": "sure"}},
            "why": {"LL-D2": WORDS},
            "what": "hours_at_the_work",
            "expected": "6",
            "counted": "2",
        }
    )
)


def kept(world: World) -> FirstLook:
    return services.keep(world.leader, LOOK)


def test_a_leader_keeps_it_and_reads_it_again(world: World) -> None:
    walk = to_the_end(Walk(sign_in(world.leader)))
    form = walk.form()
    assert form["buttons"][""] == ("", KEEP)
    page = walk.client.post(KEEP, form["fields"], follow=True)
    row = FirstLook.objects.get()
    assert page.redirect_chain == [(f"{MINE}{row.pk}/", 302)]
    assert "Kept. Only you can read it." in text(page)
    assert WORDS in text(page)
    assert "You expected 6; you counted 2." in text(page)
    listed = text(walk.client.get(MINE))
    assert library.behaviour("LL-D2").text.en in listed


def test_nothing_that_was_written_stands_readable_in_the_row(world: World) -> None:
    row = kept(world)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ready_firstlook")
        (stored,) = cursor.fetchall()
    cells = [bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in stored]
    for told in (WORDS, "LL-D2", "hours_at_the_work", "chosen"):
        assert told.encode() not in b"".join(cells)
    assert WORDS in vault.open_(world.leader.private_scope, row.sealed, at=selectors.place_of(row))


def test_a_kept_look_opens_at_its_own_place_only(world: World) -> None:
    row, other = kept(world), FirstLook(owner=world.leader, kept_on=clock.now().date())
    other.sealed = row.sealed
    with pytest.raises(CannotOpen):
        selectors.opened(other)


def test_a_day_is_kept_and_no_time(world: World) -> None:
    row = kept(world)
    row.refresh_from_db()
    assert not hasattr(row.kept_on, "hour")
    kinds = {field.get_internal_type() for field in FirstLook._meta.get_fields()}
    assert not {"DateTimeField", "TimeField"} & kinds


def test_keeping_leaves_no_line_in_the_audit(world: World) -> None:
    before = Entry.objects.count()
    row = kept(world)
    services.erase_look(row)
    assert Entry.objects.count() == before


def test_pressing_twice_keeps_it_once_and_another_day_keeps_another(world: World) -> None:
    assert kept(world) == kept(world)
    assert services.keep(world.leader, LOOK.with_(make="Something else")) != kept(world)
    with clock.shifted(timedelta(days=2)):
        kept(world)
    assert FirstLook.objects.count() == 3


def test_who_is_not_signed_in_is_told_how_and_loses_nothing(world: World) -> None:
    walk = to_the_end(Walk())
    assert "sign in on a page of its own" in walk.text
    assert KEEP not in walk.page.content.decode()
    state = walk.state
    # Signing in happens on another page of the same browser, in the middle of all this.
    walk.client.force_login(world.leader, backend="allauth.account.auth_backends.AuthenticationBackend")
    walk.press("show")
    assert walk.state == state
    assert walk.form()["buttons"][""] == ("", KEEP)
    assert walk.client.post(KEEP, walk.form()["fields"]).status_code == 302
    assert FirstLook.objects.get().owner == world.leader


def test_the_link_to_sign_in_leaves_this_page_where_it_is(world: World) -> None:
    page = to_the_end(Walk()).page.content.decode()
    assert re.search(r'<a href="/sign-in/[^"]*" target="_blank" rel="noopener">', page)


@pytest.mark.parametrize("seat", ["coach", "steward", "operator", "council", "stranger", "peer"])
def test_whoever_is_no_leader_is_told_so_and_can_keep_nothing(world: World, seat: str) -> None:
    client = sign_in(world.seats[seat])
    walk = to_the_end(Walk(client))
    assert "You can print this page or copy from it." in walk.text
    assert KEEP not in walk.page.content.decode()
    assert client.post(KEEP, {"look": walk.state}).status_code == 404
    assert not FirstLook.objects.exists()


def test_nobody_keeps_anything_without_an_account(world: World) -> None:
    page = Client().post(KEEP, {"look": looks.written(LOOK)})
    assert page.status_code == 302
    assert not FirstLook.objects.exists()


def test_keeping_needs_the_token_against_forged_forms(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.leader, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(KEEP, {"look": looks.written(LOOK)}).status_code == 403
    assert not FirstLook.objects.exists()


def test_a_get_keeps_nothing(world: World) -> None:
    assert sign_in(world.leader).get(KEEP, {"look": looks.written(LOOK)}).status_code == 405
    assert not FirstLook.objects.exists()


def test_a_damaged_look_is_not_kept_and_what_can_be_read_is_offered(world: World) -> None:
    damaged = json.dumps({**json.loads(looks.written(LOOK)), "counted": "9999"})
    page = sign_in(world.leader).post(KEEP, {"look": damaged})
    assert page.status_code == 400
    assert WORDS in page.content.decode()
    assert not FirstLook.objects.exists()


def test_a_look_that_says_nothing_is_not_kept(world: World) -> None:
    page = sign_in(world.leader).post(KEEP, {"look": '{"chosen":["LL-D2"],"ratings":{"LL-D2":null}}'})
    assert page.status_code == 200
    assert "there is nothing to keep" in text(page)
    assert not FirstLook.objects.exists()


# ------------------------------------------------------------------------------------------------ for oneself
def pages_about(row: FirstLook) -> list[tuple[str, str]]:
    here = f"{MINE}{row.pk}/"
    return [("get", here), ("get", f"{here}erase/"), ("post", f"{here}erase/")]


def test_nobody_else_reads_or_erases_it_or_learns_that_it_is_there(agreed: World) -> None:
    row = kept(agreed)
    missing = [(how, path.replace(str(row.pk), str(uuid4()))) for how, path in pages_about(row)]
    for seat, person in agreed.seats.items():
        if person == agreed.leader:
            continue
        client = sign_in(person)
        for (how, path), (_how, nowhere) in zip(pages_about(row), missing, strict=True):
            page: Any = getattr(client, how)(path)
            none: Any = getattr(client, how)(nowhere)
            assert page.status_code == none.status_code == (302 if person is None else 404), (seat, path)
            number = re.compile(rb"[0-9A-Z]{3}-[0-9A-Z]{3}")
            assert number.sub(b"", page.content) == number.sub(b"", none.content), (seat, path)
    assert FirstLook.objects.filter(pk=row.pk).exists()


def test_a_list_shows_ones_own_only(world: World) -> None:
    kept(world)
    for seat, person in world.seats.items():
        page = sign_in(person).get(MINE)
        if person == world.leader:
            assert library.behaviour("LL-D2").text.en in text(page)
        elif person is not None and person.is_leader:
            assert "Nothing is kept here." in text(page)
        else:
            assert page.status_code == (302 if person is None else 404), seat


def test_whoever_is_no_leader_any_more_still_has_what_they_kept(world: World) -> None:
    row = kept(world)
    world.leader.is_leader = False
    world.leader.save()
    client = sign_in(world.leader)
    assert client.get(MINE).status_code == 200
    assert WORDS in text(client.get(f"{MINE}{row.pk}/"))


def test_erasing_asks_first_and_then_it_is_gone(world: World) -> None:
    row, client = kept(world), sign_in(world.leader)
    assert "does not come back" in text(client.get(f"{MINE}{row.pk}/erase/"))
    assert FirstLook.objects.exists()
    assert client.post(f"{MINE}{row.pk}/erase/").status_code == 302
    assert not FirstLook.objects.exists()
    assert "It is gone." in text(client.get(MINE))
    assert client.get(f"{MINE}{row.pk}/").status_code == 404


def test_a_look_whose_key_is_gone_is_not_there(world: World) -> None:
    row, client = kept(world), sign_in(world.leader)
    vault.destroy(world.leader.private_scope)
    assert client.get(f"{MINE}{row.pk}/").status_code == 404
    assert "Nothing is kept here." in text(client.get(MINE))


def test_a_kept_look_stays_readable_when_the_library_moves_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = kept(world)
    act, counted = library.behaviour("LL-D2").text.en, library.countable("hours_at_the_work").name.en

    def gone(_code: str) -> Any:
        raise library.UnknownEntry("There is no such entry in the library.")

    monkeypatch.setattr(library, "behaviour", gone)
    monkeypatch.setattr(library, "countable", gone)
    page = text(sign_in(world.leader).get(f"{MINE}{row.pk}/"))
    for told in (act, counted, WORDS, "You expected 6; you counted 2."):
        assert told in page


def test_a_long_list_has_pages(world: World) -> None:
    for day in range(51):
        with clock.shifted(timedelta(days=day)):
            kept(world)
    client = sign_in(world.leader)
    assert client.get(MINE).content.decode().count("row-what") == 50
    assert client.get(MINE, {"page": "2"}).content.decode().count("row-what") == 1
