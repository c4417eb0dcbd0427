"""Every address × every seat × GET and POST: what the table says is what happens, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern

from hansei.core.policy import ACTIONS, WITHOUT_A_LINE, Relation, UnknownAction
from hansei.web.common.people.models import Person
from hansei.web.ground.policy import checks
from hansei.web.ground.policy.services import LIBRARY_ROUTES, route
from tests.web.logs import kept
from tests.web.records import Record, Records, address, make_records
from tests.world import World, sign_in

#: Actions that need no account: a signed-out caller is answered, not sent to sign in.
OPEN_TO_STRANGERS = {Relation.ANYONE, Relation.HOLDER, Relation.FIRST_STEWARD, Relation.VISITOR}
METHODS = ("get", "post")


def _ours() -> list[URLPattern]:
    return [pattern for _, pattern in checks.every_route() if hasattr(pattern.callback, "policy_action")]


def _places(records: Records) -> Iterator[tuple[str, str | None, str, Record]]:
    """Every address of ours with every record it can name: action, kind, address, record."""
    for pattern in _ours():
        kind = pattern.callback.policy_record
        for record in records.of(kind):
            yield pattern.callback.policy_action, kind, address(pattern, record), record


@pytest.fixture
def records(agreed: World) -> Records:
    return make_records(agreed)


@pytest.fixture
def demo_records(db: None) -> Records:
    """The same people in a database that was made as a demo's."""
    from tests import world as worlds

    house = worlds.make(demo=True)
    worlds.agree(house)
    return make_records(house, demo=True)


def _refused(answer: HttpResponse, seat: str, action: str) -> bool:
    if answer.status_code == 404:
        return True
    to_sign_in = answer.status_code == 302 and answer["Location"] == "/sign-in/login/"
    return seat == "nobody" and not ACTIONS[action] & OPEN_TO_STRANGERS and to_sign_in


def _walk(records: Records, *methods: str) -> tuple[int, int, list[Any]]:
    """How many requests were made, how many of them were to be allowed, and what went wrong."""
    walked, allowed, wrong = 0, 0, []
    for action, _kind, url, record in _places(records):
        for seat in records.world.seats:
            may = bool(ACTIONS[action] & records.relations(seat, record))
            for method in methods:
                answer = records.ask(seat, method, url)
                walked += 1
                allowed += may
                if may is _refused(answer, seat, action) or answer.status_code >= 500:
                    wrong.append((method, url, record.name, seat, action, answer.status_code))
    return walked, allowed, wrong


def test_there_are_addresses_to_walk_and_every_kind_of_record_that_they_name(records: Records) -> None:
    assert len(_ours()) > 50
    kinds = {pattern.callback.policy_record for pattern in _ours()}
    assert set(records.by_kind) == kinds, "a kind without an address, or an address without a record"


def test_no_address_of_ours_is_without_a_policy() -> None:
    assert checks.routes_without_policy() == []


def test_start_up_refuses_an_address_without_a_policy(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.web.ground.policy.bare_urls"
    found = checks.check_routes()
    assert [error.id for error in found] == ["policy.E001"]


def test_an_address_without_a_policy_is_refused_even_when_nothing_was_checked(
    settings: Any, db: None
) -> None:
    settings.ROOT_URLCONF = "tests.web.ground.policy.bare_urls"
    with pytest.raises(Exception, match="no policy"):
        Client().get("/bare/")


def test_a_view_with_a_misspelt_action_cannot_be_declared() -> None:
    with pytest.raises(UnknownAction):
        route("mirror.sea")


def test_every_action_of_the_table_is_used_by_an_address() -> None:
    used = {pattern.callback.policy_action for pattern in _ours()} | set(LIBRARY_ROUTES.values())
    assert set(ACTIONS) - used == set()


def test_every_relation_of_the_table_is_somebodys_in_the_walk(records: Records, agreed: World) -> None:
    """Otherwise a relation that opens too much would be walked past."""
    held = {
        relation
        for kind in records.by_kind
        for record in records.of(kind)
        for seat in agreed.seats
        for relation in records.relations(seat, record)
    }
    asked_for = {relation for may in ACTIONS.values() for relation in may}
    assert asked_for - held == {Relation.VISITOR}, "visitors are in a demo alone"


@pytest.mark.parametrize("method", METHODS)
def test_every_seat_gets_what_the_table_says_at_every_address(records: Records, method: str) -> None:
    walked, allowed, wrong = _walk(records, method)
    assert wrong == []
    assert walked > 1000
    assert 100 < allowed < walked / 2


@pytest.mark.slow
def test_in_a_demo_every_seat_gets_what_the_table_says_and_may_look_around(demo_records: Records) -> None:
    walked, allowed, wrong = _walk(demo_records, *METHODS)
    assert wrong == []
    assert walked > 2000
    assert 200 < allowed < walked / 2


def test_what_is_not_yours_and_what_is_not_there_answer_alike(records: Records) -> None:
    compared = 0
    for pattern in _ours():
        kind = pattern.callback.policy_record
        for record in records.of(kind):
            if not pattern.pattern.converters:
                continue
            gone = records.nowhere(record)
            for seat in ("nobody", "stranger", "coach", "steward", "operator"):
                for method in METHODS:
                    there = records.ask(seat, method, address(pattern, record))
                    if not _refused(there, seat, pattern.callback.policy_action):
                        continue
                    away = records.ask(seat, method, address(pattern, gone))
                    compared += 1
                    assert _bare(there) == _bare(away), (address(pattern, record), record.name, seat, method)
    assert compared > 100


def _bare(answer: HttpResponse) -> tuple[Any, ...]:
    """All of an answer but what is drawn anew for every one: the request's number and the form's token."""
    body = re.sub(r"[2-9A-Z]{3}-[2-9A-Z]{3}", "", answer.content.decode())
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body)
    address_itself = re.escape(answer.wsgi_request.path)  # type: ignore[attr-defined]
    passing = {"Expires", "Content-Length"}
    headers = {name: value for name, value in answer.items() if name not in passing}
    return answer.status_code, headers, sorted(answer.cookies), re.sub(address_itself, "", body)


#: Sitting down signs in by a press; reading another's item is recorded. Nothing else is written by looking.
WRITTEN_BY_LOOKING = {
    name: {"audit_entry"}
    for name in ("shared_item", "sponsored", "conversation", "conversation_stage", "talk_report", "dojo_own")
}
WRITES = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"')


def test_looking_changes_nothing_anywhere(records: Records) -> None:
    """Mail programs, link scanners and browsers that fetch ahead open every link they find."""
    looked = 0
    for pattern in _ours():
        action = pattern.callback.policy_action
        for record in records.of(pattern.callback.policy_record):
            for seat in records.world.seats:
                if not ACTIONS[action] & records.relations(seat, record):
                    continue
                with ExitStack() as watched:
                    seen = [watched.enter_context(CaptureQueriesContext(each)) for each in connections.all()]
                    records.ask(seat, "get", address(pattern, record))
                looked += 1
                said = [WRITES.match(query["sql"]) for one in seen for query in one]
                written = {match[1] for match in said if match}
                assert written <= WRITTEN_BY_LOOKING.get(str(pattern.name), set()), (
                    pattern.name,
                    seat,
                    written,
                )
    assert looked > 200


def test_no_answer_may_be_kept_framed_or_told_to_other_sites(records: Records) -> None:
    for _action, _kind, url, _record in _places(records):
        for seat in ("nobody", "leader", "coach"):
            answer = records.ask(seat, "get", url)
            assert "no-store" in answer["Cache-Control"], url
            assert "frame-ancestors 'none'" in answer["Content-Security-Policy"], url
            assert "script-src 'self'" in answer["Content-Security-Policy"], url
            assert answer["X-Content-Type-Options"] == "nosniff", url
            assert answer["Referrer-Policy"] in {"same-origin", "no-referrer"}, url


def test_the_log_has_one_line_for_each_request_and_nothing_of_whose_it_was(records: Records) -> None:
    """But for the addresses of a first look and of looking at the coaches, which have none."""
    requests = 0
    with kept() as log:
        for action, _kind, url, _record in _places(records):
            for seat in ("leader", "coach"):
                records.ask(seat, "get", url)
                requests += action not in WITHOUT_A_LINE
        written = log.getvalue()
        lines = log.lines()
    assert len(lines) == requests
    assert {line["event"] for line in lines} == {"request"}
    known = {
        str(value) for kind in records.by_kind for one in records.of(kind) for value in one.arguments.values()
    }
    people = list(Person.objects.all())
    known |= {str(person.pk) for person in people} | {person.email for person in people}
    known |= {part for person in people for part in person.name.split() if len(part) > 3}
    assert not [one for one in known if len(one) > 3 and one in written]
    assert "/" not in "".join(str(line["route"]) for line in lines)


def test_addresses_of_libraries_are_closed_unless_they_were_opened_by_name(world: World) -> None:
    closed = [
        (where, pattern)
        for where, pattern in checks.every_route()
        if not hasattr(pattern.callback, "policy_action") and pattern.name not in LIBRARY_ROUTES
    ]
    assert any("signup" in where for where, _ in closed)
    for where, _pattern in closed:
        url = "/" + where.replace("^", "").replace("$", "")
        if "<" in url or "(" in url:
            continue
        for person in (None, world.leader, world.operator):
            for method in METHODS:
                assert getattr(sign_in(person), method)(url).status_code == 404, where


def test_an_unknown_address_says_as_little(db: None) -> None:
    assert Client().get("/nothing/here/").status_code == 404
