"""Nobody can find out that somebody was here: not in a database, a cookie, a session or the log."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.db import connections

from hansei.web.ground.policy.logs import JsonLines
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


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def test_a_line_in_the_log_says_which_page_and_nothing_else(world: World) -> None:
    heard = _Lines()
    loggers = [logging.getLogger(), logging.getLogger("hansei")]
    for logger in loggers:
        logger.addHandler(heard)
    try:
        walk = Walk(sign_in(world.leader))
        walk.press(chosen=["LL-D2"]).press(own="4", expected="2", sure="sure").press(why=SECRET)
        walk.send("/first-look/rate/", look=SECRET, page=SECRET)
    finally:
        for logger in loggers:
            logger.removeHandler(heard)
    assert len(heard.lines) == 5
    routes = {json.loads(line)["route"] for line in heard.lines}
    assert routes == {"first_look", "first_look_rate", "first_look_count"}
    for line in heard.lines:
        assert set(json.loads(line)) <= {"at", "level", "event", "route", "method", "status", "ms", "number"}
        for told in (SECRET, "LL-D2", world.leader.name, world.leader.email, str(world.leader.pk)):
            assert told not in line
