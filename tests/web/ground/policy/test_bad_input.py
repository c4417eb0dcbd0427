"""What goes wrong gets a clear sentence, the right status and a number that is also in the log; no more."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError, connections
from django.test import Client

from hansei.core import clock
from hansei.web.common.engagements import objective_views
from hansei.web.common.engagements.models import Engagement, Objective
from hansei.web.common.people.services import LINK_LASTS, NotPossible, make_first_steward, steward_link
from hansei.web.ground.policy import checks
from hansei.web.ground.vault import services as vault
from tests.web.logs import Log, kept
from tests.web.pages import read
from tests.web.records import Records, address, make_records
from tests.world import World, sign_in

#: What somebody typed, and what must never be in a log or on an error page.
TYPED = "I went round the shift leader"
FORM = {"words": TYPED, "focus": "leading_lean", "direction": "down"}
#: Views that take a form without the token against forged ones, and why that is safe.
WITHOUT_TOKEN = {
    "answer", "answer_stop",  # whoever can send this holds the secret of the link; there is no cookie
    "first_look", "first_look_rate", "first_look_count", "first_look_kept",  # they change nothing
    "go_to_stop",  # in a demo alone: it sits a visitor down in another invented chair
}  # fmt: skip


@pytest.fixture
def leader(agreed: World) -> Client:
    """Marianne's browser, in which an error is answered as a server answers it."""
    browser = sign_in(agreed.leader)
    browser.raise_request_exception = False
    return browser


@pytest.fixture
def log() -> Iterator[Log]:
    """The installation's log."""
    with kept() as log:
        yield log


# ------------------------------------------------------------------------------------------------- failures
@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (RuntimeError(TYPED), 500, "Something failed here"),
        (OperationalError("database is locked: " + TYPED), 503, "This does not work at the moment"),
        (InterfaceError(TYPED), 503, "This does not work at the moment"),
        (vault.KeyGone(), 404, "There is nothing at this address"),
    ],
)
def test_a_failure_says_one_sentence_and_a_number_and_nothing_of_what_was_typed(
    leader: Client,
    monkeypatch: pytest.MonkeyPatch,
    log: Log,
    error: Exception,
    status: int,
    said: str,
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(objective_views.services, "write_objective", fails)
    log.lines()
    page = leader.post("/objectives/new/", FORM)
    lines = log.lines()
    assert page.status_code == status
    number = page.wsgi_request.number  # type: ignore[attr-defined]
    assert said in read(page).text
    assert number in read(page).text
    assert {line["number"] for line in lines} == {number}
    assert lines[-1]["route"] == "new_objective"
    assert lines[-1]["status"] == status
    if status >= 500:
        assert lines[0]["code"] == type(error).__name__
        assert lines[0]["place"].startswith("test_bad_input.py:")
    for hidden in (TYPED, "Traceback", "Error", "/objectives/new/"):
        assert hidden not in read(page).text
        assert not any(
            hidden in str(value) for line in lines for name, value in line.items() if name != "code"
        )


def test_a_failure_around_the_view_is_answered_and_logged_like_one_in_it(
    leader: Client, monkeypatch: pytest.MonkeyPatch, log: Log
) -> None:
    """A notice is kept in the session when the page is done: a lock then is as much a lock."""

    def locked(*_: Any, **__: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(SessionStore, "save", locked)
    log.lines()
    page = leader.post(f"/agreement/{Engagement.objects.get().pk}/pause/")
    lines = log.lines()
    assert page.status_code == 503
    assert [line.get("code") for line in lines] == ["OperationalError", None]
    assert len({line["number"] for line in lines}) == 1


def test_a_page_for_a_failure_needs_no_database(leader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("the connection is lost")

    for alias in connections:
        monkeypatch.setattr(connections[alias], "cursor", away)
    for url in ("/", "/objectives/", "/nothing/here/", "/a/some-link/"):
        page = leader.get(url)
        assert page.status_code in {404, 503}
        assert "this number helps" in read(page).text
    assert leader.get("/objectives/").status_code == 503


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
def test_while_the_database_is_locked_nothing_is_half_kept_and_the_next_try_works(agreed: World) -> None:
    browser = sign_in(agreed.leader)
    browser.raise_request_exception = False
    path = str(connections["default"].settings_dict["NAME"])
    with connections["default"].cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert browser.get("/objectives/").status_code == 200, "reading goes on"
        page = browser.post("/objectives/new/", FORM)
        assert page.status_code == 503
        assert "send it again" in read(page).text
    assert not Objective.objects.exists()
    assert browser.post("/objectives/new/", FORM).status_code == 302
    assert Objective.objects.count() == 1
    connections["default"].close()


# -------------------------------------------------------------------------------------------- forged forms
def test_the_views_that_take_a_form_without_a_token_are_these_and_no_others() -> None:
    exempt = {
        pattern.name for _, pattern in checks.every_route() if getattr(pattern.callback, "csrf_exempt", False)
    }
    assert exempt == WITHOUT_TOKEN


def test_no_form_is_taken_without_its_token_at_any_address(agreed: World) -> None:
    records = make_records(agreed)
    records.browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    tried = 0
    for _where, pattern in checks.every_route():
        if not hasattr(pattern.callback, "policy_action") or pattern.name in WITHOUT_TOKEN:
            continue
        for record in records.of(pattern.callback.policy_record):
            before = _rows(records)
            page = records.ask("leader", "post", address(pattern, record), **FORM)
            tried += 1
            assert page.status_code == 403, pattern.name
            assert "This was not taken" in read(page).text
            assert "this number helps" in read(page).text
            assert _rows(records) == before
    assert tried > 80


def _rows(records: Records) -> tuple[int, ...]:
    assert records.world.engagement is not None
    return Objective.objects.count(), Engagement.objects.count()


# ----------------------------------------------------------------------------------------- links of commands
def test_a_one_time_link_that_is_wrong_used_or_old_is_not_there(db: None) -> None:
    facts = {"organization": "Halden Pumps", "name": "Ines Falk", "email": "ines@halden.example"}
    wrong = Client().get("/begin/not-the-link/")
    assert wrong.status_code == 404
    first = steward_link()
    link = steward_link()
    assert Client().get(first).status_code == 404, "another one was made"
    assert Client().get(link).status_code == 200
    with clock.shifted(LINK_LASTS):
        assert Client().get(link).status_code == 404
        assert Client().post(link, facts).status_code == 404
    assert Client().post(link, facts).status_code == 302
    assert Client().get(link).status_code == 404
    assert Client().post(link, facts).status_code == 404


def test_the_one_time_link_makes_one_steward_even_when_two_press_at_once(db: None) -> None:
    """Both have the page open; the link goes with the first."""
    secret = steward_link().strip("/").split("/")[-1]
    make_first_steward(secret, organization="A", name="First", email="a@halden.example", password=None)
    with pytest.raises(NotPossible, match="closed"):
        make_first_steward(secret, organization="B", name="Second", email="b@halden.example", password=None)


# ------------------------------------------------------------------------------------------- what is typed
@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
def test_other_methods_change_nothing(leader: Client, agreed: World, method: str) -> None:
    assert agreed.engagement is not None
    for url in ("/objectives/new/", f"/agreement/{agreed.engagement.pk}/end/", "/yours/erase/"):
        assert getattr(leader, method)(url).status_code in {200, 302, 405}
    agreed.engagement.refresh_from_db()
    assert agreed.engagement.state == "agreed"


def test_a_form_with_too_much_in_it_is_refused_before_it_is_read(leader: Client) -> None:
    page = leader.post("/objectives/new/", {**FORM, "words": "a" * 300_000})
    assert page.status_code in {400, 413}
    assert "this number helps" in read(page).text
    assert not Objective.objects.exists()


def test_what_was_typed_is_still_there_when_something_is_missing(leader: Client) -> None:
    page = leader.post("/objectives/new/", {"words": TYPED, "focus": "tools"})
    assert page.status_code == 400
    form = read(page).form(having="words")
    assert form.fields["words"].values == [TYPED]


def test_letters_that_no_database_can_hold_are_refused_with_a_sentence(leader: Client) -> None:
    page = leader.post("/objectives/new/", {**FORM, "words": "a\x00b"})
    assert page.status_code == 400
    assert not Objective.objects.exists()


def test_ending_on_one_device_and_pausing_on_another_ends(agreed: World, leader: Client) -> None:
    assert agreed.engagement is not None
    other = sign_in(agreed.leader)
    where = f"/agreement/{agreed.engagement.pk}"
    assert leader.get(f"{where}/pause/").status_code == other.get(f"{where}/end/").status_code == 200
    other.post(f"{where}/end/")
    page = leader.post(f"{where}/pause/", follow=True)
    assert "That is not possible at this point. Nothing was changed." in read(page).text
    agreed.engagement.refresh_from_db()
    assert agreed.engagement.state == "ended"
