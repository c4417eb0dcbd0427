"""What would let a single answer be told: a second mirror beside the first, and a coach who answered too."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hansei.core import clock
from hansei.core.anonymity import Source
from hansei.web.steps.mirror import selectors, services
from hansei.web.steps.mirror.models import Mirror, PersonAround, Stage
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
        assert "almost the same people were asked before" in page
        assert "Go on to what you expect" not in page


def test_with_the_same_people_one_looks_again(seen: World) -> None:
    with clock.shifted(timedelta(days=100)):
        assert locked(seen).stage == Stage.ASKING


def test_the_coach_is_not_among_those_who_answer(world: World) -> None:
    mirror = planned(world)
    PersonAround.objects.create(mirror=mirror, person=world.coach, source="further")
    expected(mirror)
    closes = services.closing_time(world.leader, 14)
    with pytest.raises(services.CannotBeAsked):
        services.lock(mirror, read_at=mirror.version, closes_at=closes)
    assert [one.askable for one in selectors.candidates(mirror) if one.person == world.coach] == [False]
    assert services.leave_out_who_cannot_be_asked(mirror) == 1
    assert services.leave_out_who_cannot_be_asked(mirror) == 0
    services.lock(mirror, read_at=mirror.version, closes_at=closes)
    assert mirror.stage == Stage.ASKING


def test_mirrors_of_one_day_are_listed_newest_first(world: World) -> None:
    morning = clock.now().replace(hour=6)
    begun = []
    for hours in range(4):
        with clock.frozen(morning + timedelta(hours=hours)):
            mirror = locked(world, ["LL-S8"])
            services.call_off(mirror)
            begun.append(mirror.pk)
    with clock.frozen(morning + timedelta(hours=5)):
        begun.append(services.start(world.leader).pk)
    assert [mirror.pk for mirror in selectors.mirrors(world.leader)] == begun[::-1]
    page = sign_in(world.leader).get("/mirror/").content.decode()
    listed = [page.index(f"/mirror/{pk}/") for pk in begun[:-1]]
    assert listed == sorted(listed, reverse=True)
