"""Every address × every seat × GET and POST: what the table says is what happens, and nothing else."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from hansei.core.policy import ACTIONS, Relation, UnknownAction
from hansei.web.ground.policy import checks
from hansei.web.ground.policy.services import LIBRARY_ROUTES, route
from tests.web.records import Records, address, make_records
from tests.world import World, sign_in

#: The relation each seat holds to the record that an address names, beside what the person is to the house.
OPEN_TO_STRANGERS = {Relation.ANYONE, Relation.HOLDER, Relation.FIRST_STEWARD, Relation.VISITOR}


def _ours() -> list[tuple[str, Any]]:
    return [
        (where, pattern)
        for where, pattern in checks.every_route()
        if hasattr(pattern.callback, "policy_action")
    ]


@pytest.fixture
def records(agreed: World) -> Records:
    return make_records(agreed)


def test_there_are_addresses_to_walk() -> None:
    assert len(_ours()) > 40


def test_no_address_of_ours_is_without_a_policy() -> None:
    assert checks.routes_without_policy() == []


def test_start_up_refuses_an_address_without_a_policy(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.web.ground.policy.bare_urls"
    found = checks.check_routes()
    assert [error.id for error in found] == ["policy.E001"]
    with pytest.raises(Exception, match="no policy"):
        Client().get("/bare/")


def test_a_view_with_a_misspelt_action_cannot_be_declared() -> None:
    with pytest.raises(UnknownAction):
        route("mirror.sea")


def test_every_action_of_the_table_is_used_by_an_address() -> None:
    used = {pattern.callback.policy_action for _where, pattern in _ours()} | set(LIBRARY_ROUTES.values())
    assert set(ACTIONS) - used == set()


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_seat_gets_what_the_table_says_at_every_address(records: Records, method: str) -> None:
    wrong = []
    walked = allowed_somewhere = 0
    for where, pattern in _ours():
        action, kind = pattern.callback.policy_action, pattern.callback.policy_record
        url = address(pattern, records)
        for seat, person in records.world.seats.items():
            may = bool(ACTIONS[action] & records.relations(seat, kind)) or Relation.ANYONE in ACTIONS[action]
            answer = records.ask(person, method, url)
            walked += 1
            allowed_somewhere += may
            refused = answer.status_code == 404 or (
                person is None and not ACTIONS[action] & OPEN_TO_STRANGERS
                and answer.status_code == 302 and "/sign-in/" in answer["Location"]
            )
            if may is refused:
                wrong.append((method, where, seat, action, answer.status_code))
    assert walked > 400
    assert allowed_somewhere > 50
    assert wrong == []


def test_what_is_not_yours_and_what_is_not_there_answer_alike(records: Records) -> None:
    stranger = records.world.stranger
    for _where, pattern in _ours():
        if pattern.callback.policy_record is None:
            continue
        there = records.ask(stranger, "get", address(pattern, records))
        gone = records.ask(stranger, "get", address(pattern, records.nowhere()))
        if there.status_code == 404:
            assert gone.status_code == 404
            assert _without_number(there) == _without_number(gone)


def _without_number(answer: HttpResponse) -> str:
    import re

    return re.sub(r"[2-9A-Z]{3}-[2-9A-Z]{3}|csrf\S+ value=\S+|name=\"back\" value=\S+", "", answer.content.decode())


def test_addresses_of_libraries_are_closed_unless_they_were_opened_by_name(world: World) -> None:
    closed = [
        (where, pattern)
        for where, pattern in checks.every_route()
        if not hasattr(pattern.callback, "policy_action") and pattern.name not in LIBRARY_ROUTES
    ]
    assert any("signup" in where for where, _ in closed)
    for where, pattern in closed:
        url = "/" + where.replace("^", "").replace("$", "")
        if "<" in url or "(" in url:
            continue
        for person in (None, world.leader, world.operator):
            assert sign_in(person).get(url).status_code == 404, where


def test_a_signed_out_caller_is_sent_to_sign_in_whether_or_not_the_record_exists(records: Records) -> None:
    there = Client().get(f"/agreement/{records.world.engagement.pk}/")
    nowhere = Client().get(f"/agreement/{uuid.uuid4()}/")
    assert (there.status_code, there["Location"]) == (nowhere.status_code, nowhere["Location"])


def test_an_unknown_address_says_as_little() -> None:
    assert Client().get("/nothing/here/").status_code == 404
