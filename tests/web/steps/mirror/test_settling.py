"""The close: released once, frozen, recovered after a crash. A withdrawal closes links and shows nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

import pytest
from django.db import connection, transaction

from hansei.cli.copies import left_out
from hansei.core import clock
from hansei.web.common.asking import services as asking
from hansei.web.common.asking.models import Round
from hansei.web.common.engagements import services as engagements
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases.models import FrozenRelease
from hansei.web.ground.audit import services as audit
from hansei.web.ground.policy.errors import Stale
from hansei.web.steps.mirror import selectors, services, settling
from hansei.web.steps.mirror.models import Mirror, Reveal, Stage
from tests.web.steps.mirror.mirrors import (
    after_the_window,
    answered,
    expected,
    links,
    locked,
    planned,
    row_of,
)
from tests.world import World


@pytest.fixture
def mirror(world: World) -> Mirror:
    found = locked(world)
    answered(found, dict.fromkeys(world.peers, 4) | dict.fromkeys(world.reports, 2))
    return found


def test_before_the_window_is_over_nothing_is_released(mirror: Mirror) -> None:
    assert not services.settle(mirror)
    with pytest.raises(NotPossible):
        services.reveal(row_of(mirror, "LL-S8"))
    assert not FrozenRelease.objects.exists()
    assert not Reveal.objects.exists()


def test_settling_twice_freezes_once(mirror: Mirror) -> None:
    with after_the_window(mirror):
        assert services.settle(Mirror.objects.get(pk=mirror.pk))
        frozen = FrozenRelease.objects.get()
        assert services.settle(Mirror.objects.get(pk=mirror.pk))
        stale = mirror  # read before the first call
        assert services.settle(stale)
    assert FrozenRelease.objects.get().pk == frozen.pk
    assert bytes(FrozenRelease.objects.get().sealed) == bytes(frozen.sealed)


def test_the_job_settles_what_is_due_and_one_that_fails_keeps_no_other_waiting(
    mirror: Mirror, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with after_the_window(mirror):
        services.settle_due()
    mirror.refresh_from_db()
    assert mirror.stage == Stage.SEEING

    again = locked(world, ["LL-S8"])
    monkeypatch.setattr(settling, "_release", _broken)
    with after_the_window(again), pytest.raises(settling.jobs.JobFailed):
        services.settle_due()
    again.refresh_from_db()
    assert again.stage == Stage.ASKING


def _broken(mirror: Mirror) -> None:
    raise RuntimeError


def test_a_crash_between_close_and_freeze_is_recovered_by_the_next_call(
    mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    with after_the_window(mirror):
        with monkeypatch.context() as crash:
            crash.setattr(settling, "_release", _broken)
            with pytest.raises(RuntimeError):
                services.settle(mirror)
        round_ = Round.objects.get(pk=mirror.round_id)
        assert round_.closed_at is not None
        assert Mirror.objects.get(pk=mirror.pk).stage == Stage.ASKING
        assert not FrozenRelease.objects.exists()
        assert services.settle(Mirror.objects.get(pk=mirror.pk))
        assert selectors.next_to_open(mirror) is not None
    assert FrozenRelease.objects.count() == 1


@pytest.mark.parametrize("stop", [engagements.pause, engagements.end])
@pytest.mark.parametrize("by", ["leader", "coach"])
def test_pausing_and_ending_close_every_link_at_once_and_show_nothing(
    mirror: Mirror, world: World, stop: Callable[[Engagement, Person], None], by: str
) -> None:
    secrets = links(mirror)
    assert world.engagement is not None
    stop(world.engagement, getattr(world, by))
    mirror.refresh_from_db()
    assert mirror.stage == Stage.WITHDRAWN
    for secret in secrets.values():
        with pytest.raises(asking.Closed):
            asking.answer(secret, {"LL-S8": 5})
    with after_the_window(mirror):
        assert not services.settle(mirror)
        with pytest.raises(NotPossible):
            services.reveal(row_of(mirror, "LL-S8"))
        with pytest.raises(selectors.NotYet):
            selectors.seen(selectors.said(mirror)[0])
    assert not FrozenRelease.objects.exists()


def test_a_withdrawal_that_is_taken_back_leaves_the_links_open(mirror: Mirror, world: World) -> None:
    """In the same transaction: either both happen, or neither."""
    assert world.engagement is not None
    secrets = links(mirror)
    with transaction.atomic():
        engagements.pause(world.engagement, world.leader)
        transaction.set_rollback(True)
    mirror.refresh_from_db()
    assert mirror.stage == Stage.ASKING
    asking.answer(secrets[world.further[0]], {"LL-S8": 5})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("over", [False, True], ids=["in time", "when the time is over"])
def test_after_a_restore_a_mirror_that_was_being_asked_is_stopped_and_not_shown_empty(
    mirror: Mirror, over: bool
) -> None:
    with connection.cursor() as cursor:
        for table in left_out():
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608
    with after_the_window(mirror) if over else nullcontext():
        leaving.carry_out([])
        mirror.refresh_from_db()
        assert mirror.stage == Stage.WITHDRAWN
        assert not services.settle(mirror)
    assert not FrozenRelease.objects.exists()
    last = list(audit.entries(mirror.leader.chain))[-1]
    assert (last.verb, last.actor) == ("mirror.withdrawn", None)


def test_a_withdrawal_that_read_the_mirror_before_the_lock_still_closes_its_links(world: World) -> None:
    mirror = expected(planned(world))
    before = Mirror.objects.select_related("round", "leader").get(pk=mirror.pk)
    services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(world.leader, 14))
    secret = links(mirror)[world.peers[0]]
    with transaction.atomic():
        settling.withdraw(before)
    with pytest.raises(asking.Closed):
        asking.answer(secret, {"LL-S8": 5})


def test_a_window_that_was_over_by_the_clock_is_not_stopped_by_a_later_pause(
    mirror: Mirror, world: World
) -> None:
    """Whether the worker came in time must not decide what a leader may see."""
    assert world.engagement is not None
    with after_the_window(mirror):
        engagements.pause(world.engagement, world.coach)
        mirror.refresh_from_db()
        assert mirror.stage == Stage.SEEING
        services.reveal(selectors.in_order(mirror)[0].row)
    assert FrozenRelease.objects.count() == 1


def test_what_was_withdrawn_is_not_released_by_whoever_read_it_before(mirror: Mirror) -> None:
    before = Mirror.objects.select_related("round", "leader").get(pk=mirror.pk)
    services.call_off(mirror)
    with after_the_window(mirror):
        assert not services.settle(before)
    assert before.stage == Stage.WITHDRAWN
    assert not FrozenRelease.objects.exists()


def test_calling_off_a_plan_erases_it_and_calling_off_asking_closes_the_links(world: World) -> None:
    plan = expected(planned(world))
    services.call_off(plan)
    assert not Mirror.objects.exists()
    mirror = locked(world)
    secret = links(mirror)[world.boss]
    services.call_off(mirror)
    with pytest.raises(asking.Closed):
        asking.answer(secret, {"LL-S4": 5})
    assert mirror.stage == Stage.WITHDRAWN
    services.start(world.leader)


def test_what_is_over_cannot_be_called_off(mirror: Mirror) -> None:
    with after_the_window(mirror), pytest.raises(Stale):
        services.call_off(mirror)
    assert Mirror.objects.get(pk=mirror.pk).stage == Stage.SEEING


def test_it_closes_by_the_clock_and_not_by_a_job(mirror: Mirror, world: World) -> None:
    secrets = links(mirror)
    assert mirror.closes_at is not None
    with clock.frozen(mirror.closes_at), pytest.raises(asking.Closed):
        asking.answer(secrets[world.further[0]], {"LL-S8": 5})
