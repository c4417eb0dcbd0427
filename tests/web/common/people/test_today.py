"""The first page asks the database little, and nothing twice."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hansei.web.common.engagements import services as engagements
from hansei.web.steps.mirror import services as mirrors
from tests.web.pages import read
from tests.web.steps.mirror.mirrors import after_the_window, locked
from tests.world import World, agree, sign_in

#: Among them: the session, who it is, and the house. A step that tells something asks once or twice.
MOST = 28


def _asked(world: World, seat: str) -> list[str]:
    browser = sign_in(world.seats[seat])
    browser.get("/")  # what a process keeps is there
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/").status_code == 200
    return [one["sql"] for one in asked.captured_queries]


def test_the_first_page_of_a_leader_in_the_middle_asks_little(world: World) -> None:
    agree(world)
    locked(world)
    assert "Tomasz Lind" in read(sign_in(world.leader).get("/")).text
    assert len(_asked(world, "leader")) <= MOST


def test_more_mirrors_to_see_take_no_more_questions(world: World) -> None:
    agree(world)
    mirror = locked(world)
    with after_the_window(mirror):
        mirrors.settle(mirror)
        few = len(_asked(world, "leader"))
        other = locked(world)
    with after_the_window(other):
        mirrors.settle(other)
        text = read(sign_in(world.leader).get("/")).text
        assert text.count("See the first one") == 2
        assert len(_asked(world, "leader")) == few <= MOST


@pytest.mark.parametrize("seat", ["leader", "coach", "boss", "steward", "stranger", "other leader"])
def test_no_first_page_asks_anything_twice(world: World, seat: str) -> None:
    agree(world)
    asked = [sql for sql in _asked(world, seat) if sql.startswith("SELECT")]
    assert len(asked) > 10
    assert len(set(asked)) == len(asked)


def test_what_has_changed_stands_on_the_next_page(world: World) -> None:
    found = agree(world)
    browser = sign_in(world.leader)
    assert "Paused with Tomasz Lind" not in read(browser.get("/")).text
    engagements.pause(found, world.leader)
    assert "Paused with Tomasz Lind" in read(browser.get("/")).text
