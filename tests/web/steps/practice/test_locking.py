"""What is expected is locked before anything of it is written, and stays as it was."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connection, connections, transaction

from hansei.core import clock
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.policy.errors import Stale
from hansei.web.steps.practice import selectors, services
from hansei.web.steps.practice.models import Outcome, Trial
from tests.web.steps.practice.tries import HAPPENED, LEARNED, WHAT, done, drafted, locked, plan
from tests.world import World, make


def test_what_happened_is_not_written_before_the_lock(world: World) -> None:
    row = drafted(world.leader)
    with pytest.raises(NotPossible):
        services.look_back(row, came=True, happened=HAPPENED, learned="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.create(trial=row, sealed=b"x", written_on=clock.now().date())
    services.lock(row, read_at=row.version)
    row.refresh_from_db()
    services.look_back(row, came=True, happened=HAPPENED, learned="", number=1)
    assert Outcome.objects.count() == 1


def test_a_locked_expectation_refuses_every_change_in_the_database(world: World) -> None:
    row = locked(world.leader)
    found = Trial.objects.filter(pk=row.pk)
    changes = [
        {"sealed": b"other"},
        {"locked_at": None},
        {"locked_at": clock.now()},
        {"due": row.written_on},
        {"about_kind": "objective", "about": row.pk},
        {"leader": world.boss},
    ]
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            found.update(**change)
    assert selectors.open_trial(Trial.objects.get()).plan == plan()


@pytest.mark.sqlite_only
def test_a_locked_row_is_not_replaced_by_another_of_the_same_id(world: World) -> None:
    row = locked(world.leader)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT OR REPLACE INTO practice_trial"
            " (id, leader_id, about_kind, sealed, due, version, written_on, locked_at)"
            " SELECT id, leader_id, about_kind, x'00', due, version, written_on, locked_at"
            " FROM practice_trial"
        )
    assert selectors.open_trial(Trial.objects.get(pk=row.pk)).plan == plan()


def test_what_is_locked_is_not_changed_by_the_service_either(world: World) -> None:
    row = locked(world.leader)
    for act in (
        lambda: services.change(row, plan("Something else"), due=row.due, read_at=row.version),
        lambda: services.lock(row, read_at=row.version),
    ):
        with pytest.raises(NotPossible):
            act()


def test_what_was_changed_after_it_was_read_is_neither_changed_nor_locked(world: World) -> None:
    row = drafted(world.leader)
    services.change(row, plan("Something else"), due=row.due, read_at=1)
    with pytest.raises(Stale):
        services.change(row, plan(), due=row.due, read_at=1)
    with pytest.raises(Stale):
        services.lock(row, read_at=1)
    assert selectors.open_trial(Trial.objects.get()).plan.what == "Something else"


def test_what_happened_is_counted_on_the_scale_of_what_was_expected(world: World) -> None:
    counted, in_words = locked(world.leader), locked(world.leader, "Another thing", count=None)
    for row, number in ((counted, 6), (counted, -1), (in_words, 1)):
        with pytest.raises(NotPossible):
            services.look_back(row, came=True, happened=HAPPENED, learned="", number=number)
    with pytest.raises(NotPossible):
        services.look_back(counted, came=False, happened="", learned="", number=1)
    with pytest.raises(NotPossible):
        services.look_back(counted, came=True, happened="  ", learned="")
    assert not Outcome.objects.exists()
    services.look_back(counted, came=True, happened=HAPPENED, learned="", number=5)


def test_what_it_did_not_come_to_needs_no_words(world: World) -> None:
    row = locked(world.leader)
    services.look_back(row, came=False, happened="", learned="")
    opened = selectors.open_trial(row)
    assert opened.step is selectors.Step.DONE
    assert opened.happened is None


def test_what_happened_can_be_said_better_and_nothing_is_overwritten_unseen(world: World) -> None:
    row = done(world.leader)
    with pytest.raises(Stale):
        services.look_back(row, came=True, happened="Something else", learned="", read_at=0)
    services.look_back(row, came=True, happened="Said better", learned=LEARNED, number=2, read_at=1)
    said = selectors.open_trial(row).said
    assert said is not None
    assert (said.happened, said.version) == ("Said better", 2)


def test_a_try_out_needs_no_agreement_and_carries_the_one_there_is(world: World, agreed: World) -> None:
    assert agreed.engagement is not None
    assert drafted(world.other_leader).under is None
    assert drafted(agreed.leader).under == agreed.engagement.pk


def test_an_empty_plan_is_not_kept(world: World) -> None:
    with pytest.raises(NotPossible):
        drafted(world.leader, "   ")
    assert not Trial.objects.exists()


# --------------------------------------------------------------------------------------------- two at once
def test_a_third_thing_waits_until_one_of_two_was_looked_back_at(world: World) -> None:
    first, second, third = (drafted(world.leader, f"{WHAT} {n}") for n in range(3))
    for row in (first, second):
        services.lock(row, read_at=row.version)
    with pytest.raises(services.TooManyAtOnce):
        services.lock(third, read_at=third.version)
    assert len(selectors.waiting(world.leader)) == 2
    drafted(world.other_leader)
    first.refresh_from_db()
    services.look_back(first, came=False, happened="", learned="")
    services.lock(third, read_at=third.version)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_devices_that_lock_a_second_and_a_third_at_once_one_wins() -> None:
    leader = make().leader
    locked(leader)
    rows = [drafted(leader, f"{WHAT} {n}") for n in range(2)]
    outcomes: list[str] = []
    together = threading.Barrier(2)

    def lock(row: Trial) -> None:
        mine = Trial.objects.select_related("leader").get(pk=row.pk)
        together.wait()
        try:
            services.lock(mine, read_at=1)
            outcomes.append("locked")
        except services.TooManyAtOnce:
            outcomes.append("too many")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=lock, args=(row,)) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["locked", "too many"]
    assert len(selectors.waiting(Person.objects.get(pk=leader.pk))) == 2
