"""Nobody can find out that somebody was here: not in a database, a cookie, a session or the log."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections
from django.test import Client

from hansei.web.steps.ready import first_look
from hansei.web.steps.ready.models import FirstLook
from tests.web.logs import kept
from tests.web.steps.ready.browsing import Walk, to_the_end
from tests.world import World, sign_in

ALLOWED_COOKIES = {"csrftoken", "language", "theme"}
SECRET = "Quietly-7F3A"


def contents() -> dict[str, list[Any]]:
    """Every row of every table of both databases."""
    found: dict[str, list[Any]] = {}
    for alias in ("default", "keys"):
        connection = connections[alias]
        for table in connection.introspection.table_names():
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
                found[f"{alias}.{table}"] = sorted(map(repr, cursor.fetchall()))
    return found


@pytest.mark.parametrize("seat", ["nobody", "leader", "coach", "steward"])
def test_a_whole_walk_without_keeping_changes_no_row_anywhere(world: World, seat: str) -> None:
    client = sign_in(world.seats[seat])
    before = contents()
    assert before["default.people_person"]
    walk = to_the_end(Walk(client))
    assert "Your first look" in walk.text
    assert contents() == before


def test_a_walk_leaves_no_cookie_but_for_the_looks_of_a_page(world: World) -> None:
    walk = to_the_end(Walk())
    assert set(walk.client.cookies) <= ALLOWED_COOKIES
    assert all(not page.cookies for page in walk.pages[1:])


def test_the_browser_is_told_to_keep_no_copy(world: World) -> None:
    for page in to_the_end(Walk()).pages:
        assert page["Cache-Control"] == "no-store"
        assert page["Referrer-Policy"] in {"no-referrer", "same-origin"}


@pytest.mark.parametrize("seat", ["nobody", "leader"])
def test_a_first_look_writes_no_line_into_the_log_and_the_page_beside_it_does(
    world: World, seat: str
) -> None:
    client = sign_in(world.seats[seat])
    with kept() as log:
        walk = to_the_end(Walk(client))
        assert "Your first look" in walk.text
        walk.send("/first-look/rate/", look=SECRET, page=SECRET)
        assert client.get("/first-look/keep/").status_code in {302, 404, 405}
        assert log.getvalue() == ""
        client.get("/")
        assert [line["event"] for line in log.lines()] == ["request"]


def test_keeping_reading_and_erasing_a_first_look_write_no_line_and_being_ready_does(world: World) -> None:
    walk = to_the_end(Walk(sign_in(world.leader)))
    leader = walk.client
    with kept() as log:
        leader.post("/first-look/keep/", {"look": walk.state})
        row = FirstLook.objects.get()
        for url in ("/first-look/mine/", f"/first-look/mine/{row.pk}/", f"/first-look/mine/{row.pk}/erase/"):
            assert leader.get(url).status_code == 200
        leader.post(f"/first-look/mine/{row.pk}/erase/")
        assert not FirstLook.objects.exists()
        assert log.getvalue() == ""
        leader.get("/ready/")
        assert [line["route"] for line in log.lines()] == ["ready"]


def test_a_fault_on_a_first_look_is_written_down_without_saying_where_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr(first_look, "show", fails)
    client = Client(raise_request_exception=False)
    with kept() as log:
        page = client.get("/first-look/")
        written, lines = log.getvalue(), log.lines()
    assert page.status_code == 500
    assert [(line["event"], line["code"]) for line in lines] == [("error", "ValueError")]
    assert lines[0]["number"] == page.wsgi_request.number  # type: ignore[attr-defined]
    assert SECRET not in written
