"""Lists agree with single checks: whatever is linked opens, and whatever somebody may open is linked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hansei.core.policy import ACTIONS
from hansei.web.ground.policy import checks
from tests.web.pages import Walk
from tests.web.records import Record, Records, address, make_records
from tests.world import World

#: Not reached by a link on a page, and why.
NOT_BY_A_LINK = {
    # By a link in a mail, or one that the command printed.
    "answer", "answer_thanks", "answer_rather_not", "answer_stop", "first_steward", "thanks_note",
    # Shown right after something was sent, which is changed where it was said.
    "mirror_feeling_kept",
}  # fmt: skip


@pytest.fixture
def records(agreed: World) -> Records:
    return make_records(agreed)


def _walk(records: Records, seat: str) -> Walk:
    return Walk(lambda url: records.ask(seat, "get", url))


def test_every_link_on_every_page_opens_for_whoever_sees_it(records: Records) -> None:
    for seat in records.world.seats:
        walk = _walk(records, seat)
        assert walk.broken == [], seat
        assert len(walk.pages) >= (4 if seat == "nobody" else 5), seat


def test_every_form_on_every_page_goes_where_its_sender_may_send_it(records: Records) -> None:
    for seat in records.world.seats:
        for action in sorted(_walk(records, seat).posts):
            answer = records.ask(seat, "post", action)
            assert answer.status_code in {200, 302, 400, 409}, (seat, action, answer.status_code)


def test_whatever_somebody_may_open_can_be_reached_from_their_first_page(records: Records) -> None:
    """An address that opens a page for this seat, and that no page leads to, would be lost to its owner."""
    for seat in records.world.seats:
        reached = _walk(records, seat)
        lost = [
            (name, record.name) for name, url, record in _may_open(records, seat) if url not in reached.pages
        ]
        assert lost == [], seat


def _may_open(records: Records, seat: str) -> Iterator[tuple[str, str, Record]]:
    """Every page about one record that this seat may open: name of the route, address, record."""
    for _where, pattern in checks.every_route():
        if not hasattr(pattern.callback, "policy_action") or pattern.name in NOT_BY_A_LINK:
            continue
        if not pattern.pattern.converters:
            continue
        for record in records.of(pattern.callback.policy_record):
            if not ACTIONS[pattern.callback.policy_action] & records.relations(seat, record):
                continue
            url = address(pattern, record)
            if records.ask(seat, "get", url).status_code == 200:
                yield pattern.name, url, record
