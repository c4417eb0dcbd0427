"""A second mirror cannot be set beside the first to tell what somebody answered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hansei.core import clock
from hansei.core.anonymity import Source
from hansei.web.steps.mirror import selectors, services
from hansei.web.steps.mirror.models import Mirror, Stage
from tests.web.steps.mirror.mirrors import after_the_window, expected, locked, planned
from tests.world import World, sign_in


@pytest.fixture
def seen(world: World) -> World:
    mirror = locked(world)
    with after_the_window(mirror):
        assert services.settle(mirror)
    return world


def without_one(world: World) -> Mirror:
    mirror = planned(world)
    wanted = {p: s for s, found in selectors.around(mirror).items() for p in found}
    assert wanted.pop(world.reports[0]) is Source.REPORTS
    services.ask_these(mirror, wanted)
    return expected(mirror)


def test_without_one_report_it_is_neither_locked_nor_asked_and_the_pages_say_why(seen: World) -> None:
    with clock.shifted(timedelta(days=100)):
        mirror = without_one(seen)
        closes = services.closing_time(seen.leader, 14)
        with pytest.raises(services.TooAlike):
            services.lock(mirror, read_at=mirror.version, closes_at=closes)
        mirror.refresh_from_db()
        assert (mirror.stage, mirror.locked_at) == (Stage.PLANNING, None)
        browser = sign_in(seen.leader)
        sent = browser.post(
            f"/mirror/{mirror.pk}/lock/", {"version": mirror.version, "days": "14"}, follow=True
        )
        page = sent.content.decode()
        assert "almost the same people before" in page
        assert "Go on to what you expect" not in page


def test_with_the_same_people_one_looks_again(seen: World) -> None:
    with clock.shifted(timedelta(days=100)):
        assert locked(seen).stage == Stage.ASKING
