"""What is expected is locked before anything is asked, and what is locked stays as it is."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction

from hansei.core import clock
from hansei.core.anonymity import Source
from hansei.web.common.asking.models import Invitation, Round
from hansei.web.common.engagements import services as engagements
from hansei.web.common.people.models import Organization, Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.mail.models import Mail
from hansei.web.ground.policy.errors import Stale
from hansei.web.steps.mirror import selectors, services
from hansei.web.steps.mirror.models import Behaviour, Mirror, Prediction, Reveal, Stage
from tests.web.steps.mirror.mirrors import FAIRLY, expected, locked, planned, row_of
from tests.world import World, agree, make, on_the_bench


def in_two_weeks(world: World) -> datetime:
    return services.closing_time(world.leader, 14)


# ---------------------------------------------------------------------------------------- below the screens
def test_nothing_begins_without_an_agreement_that_both_signed(db: None) -> None:
    world = make()
    with pytest.raises(NotPossible):
        services.start(world.leader)
    asked = engagements.name_coach(world.leader, world.coach)
    engagements.sign(asked, world.leader, read_at=asked.version)
    with pytest.raises(NotPossible):
        services.start(world.leader)
    assert not Mirror.objects.exists()


def test_nobody_is_asked_while_the_coaching_is_paused_or_has_ended(world: World) -> None:
    mirror = expected(planned(world))
    assert world.engagement is not None
    for stop in (engagements.pause, engagements.end):
        stop(world.engagement, world.coach)
        with pytest.raises(NotPossible):
            services.lock(mirror, read_at=mirror.version, closes_at=in_two_weeks(world))
    assert not Round.objects.exists()
    assert not Mail.objects.filter(kind="asking.invitation").exists()
    assert not Prediction.objects.filter(locked_at__isnull=False).exists()


def test_a_plan_outlives_a_pause_and_is_asked_under_the_agreement_in_force(world: World) -> None:
    mirror = expected(planned(world))
    first = world.engagement
    assert first is not None
    engagements.end(first, world.leader)
    second = agree(world)
    services.lock(mirror, read_at=mirror.version, closes_at=in_two_weeks(world))
    assert mirror.engagement_id == second.pk != first.pk


def test_nothing_is_planned_or_asked_while_the_mirror_is_switched_off(world: World) -> None:
    mirror = expected(planned(world))
    Organization.objects.update(mirror_on=False)
    row = row_of(mirror, "LL-S8")
    for attempt in (
        lambda: services.start(world.leader),
        lambda: services.choose(mirror, ["LL-S8"]),
        lambda: services.ask_also(mirror, world.stranger, Source.FURTHER),
        lambda: services.ask_these(mirror, {world.boss: Source.BOSS}),
        lambda: services.expect(mirror, row, self_rating=3, expected={}),
        lambda: services.say_known(mirror, row, "something"),
        lambda: services.lock(mirror, read_at=mirror.version, closes_at=in_two_weeks(world)),
    ):
        with pytest.raises(NotPossible):
            attempt()
    assert not Round.objects.exists()


def test_one_mirror_at_a_time(world: World) -> None:
    services.start(world.leader)
    with pytest.raises(NotPossible):
        services.start(world.leader)


def test_one_to_six_behaviours_of_the_library_are_chosen(world: World) -> None:
    mirror = services.start(world.leader)
    for codes in ([], ["nothing"], [f"LL-S{n}" for n in range(1, 8)]):
        with pytest.raises(NotPossible):
            services.choose(mirror, codes)
    assert not mirror.behaviours.exists()


@pytest.mark.parametrize("codes", [["LL-S8", "LS-V1"], ["LS-D1", "LS-D2", "LL-U1"]])
def test_leading_lean_and_lean_leadership_never_stand_in_one_mirror(world: World, codes: list[str]) -> None:
    mirror = planned(world, codes[:1])
    with pytest.raises(services.MixedFocus):
        services.choose(mirror, codes)
    assert [row.code for row in mirror.behaviours.all()] == codes[:1]
    services.choose(mirror, codes[-1:])
    assert [row.code for row in mirror.behaviours.all()] == codes[-1:]


def test_what_was_expected_of_a_behaviour_that_stays_is_kept(world: World) -> None:
    mirror = expected(planned(world))
    services.choose(mirror, ["LL-S4", "LL-P1"])
    said = {one.row.code: one.self_rating for one in selectors.said(mirror)}
    assert said == {"LL-S4": 4, "LL-P1": None}


# ---------------------------------------------------------------------------------------------- whom to ask
def test_the_org_chart_proposes_boss_peers_reports_and_those_two_levels_below(world: World) -> None:
    found = selectors.around(services.start(world.leader))
    assert found[Source.BOSS] == [world.boss]
    assert set(found[Source.PEERS]) == set(world.peers)
    assert set(found[Source.REPORTS]) == set(world.reports)
    assert set(found[Source.FURTHER]) == set(world.further)


def test_of_very_many_only_some_are_proposed_and_not_always_the_first_by_name(world: World) -> None:
    for number in range(60):
        Person.objects.create_user(
            f"x{number}@halden.example", name=f"X {number:02}", manager=world.reports[0]
        )
    found = selectors.around(services.start(world.leader))[Source.FURTHER]
    assert len(found) == selectors.MOST_PROPOSED
    names = sorted(Person.objects.filter(manager=world.reports[0]).values_list("name", flat=True))
    assert {person.name for person in found} != set(names[: selectors.MOST_PROPOSED])


def test_the_boss_is_one_person_and_a_leader_does_not_ask_themself(world: World) -> None:
    mirror = services.start(world.leader)
    services.ask_also(mirror, world.stranger, Source.BOSS)
    assert selectors.around(mirror)[Source.BOSS] == [world.stranger]
    for wanted in (
        {world.leader: Source.PEERS},
        {world.boss: Source.BOSS, world.stranger: Source.BOSS},
        {world.boss: Source.AROUND},
    ):
        with pytest.raises(NotPossible):
            services.ask_these(mirror, wanted)


def test_who_cannot_be_asked_is_left_out_first_and_nothing_is_locked_meanwhile(world: World) -> None:
    mirror = expected(planned(world))
    # Two people never have requests about each other open at once: the boss asks the leader.
    agree_for_boss(world)
    other = services.start(world.boss)
    services.choose(other, ["LL-D1"])
    services.ask_these(other, {world.leader: Source.REPORTS})
    expected(other)
    services.lock(other, read_at=other.version, closes_at=in_two_weeks(world))
    with pytest.raises(services.CannotBeAsked) as refused:
        services.lock(mirror, read_at=mirror.version, closes_at=in_two_weeks(world))
    assert refused.value.people == (world.boss,)
    mirror.refresh_from_db()
    assert mirror.stage == Stage.PLANNING
    assert not Prediction.objects.filter(behaviour__mirror=mirror, locked_at__isnull=False).exists()
    assert services.leave_out_who_cannot_be_asked(mirror) == 1
    assert services.leave_out_who_cannot_be_asked(mirror) == 0
    services.lock(mirror, read_at=mirror.version, closes_at=in_two_weeks(world))
    assert not Invitation.objects.filter(round=mirror.round, person=world.boss).exists()


def agree_for_boss(world: World) -> None:
    # By another coach: whoever coaches one's boss or report is not offered.
    on_the_bench(world.stranger)
    asked = engagements.name_coach(world.boss, world.stranger)
    engagements.sign(asked, world.boss, read_at=asked.version)
    engagements.sign(asked, world.stranger, read_at=asked.version)


# ------------------------------------------------------------------------------------------------- the lock
def test_everything_is_locked_together_and_everybody_is_asked_about_what_they_can_see(world: World) -> None:
    mirror = locked(world)
    moments = set(Prediction.objects.filter(behaviour__mirror=mirror).values_list("locked_at", flat=True))
    assert moments == {mirror.locked_at}
    assert {row.locked_at for row in mirror.behaviours.all()} == moments
    assert Invitation.objects.filter(round=mirror.round).count() == 18
    boss = Invitation.objects.get(round=mirror.round, person=world.boss)
    assert [item.ref for item in boss.items] == ["LL-S4"]


def test_nothing_is_locked_while_something_is_missing(world: World) -> None:
    mirror = planned(world)
    with pytest.raises(NotPossible):
        services.lock(mirror, read_at=mirror.version, closes_at=in_two_weeks(world))
    row = row_of(mirror, "LL-S8")
    services.expect(mirror, row, self_rating=3, expected={Source.PEERS: (3, FAIRLY)})
    with pytest.raises(NotPossible):
        services.lock(mirror, read_at=mirror.version, closes_at=in_two_weeks(world))
    assert not Round.objects.exists()


def test_an_expectation_of_somebody_who_is_no_longer_asked_goes_at_the_lock(world: World) -> None:
    mirror = expected(planned(world))
    services.ask_these(mirror, dict.fromkeys(world.reports, Source.REPORTS))
    services.lock(mirror, read_at=mirror.version, closes_at=in_two_weeks(world))
    found = Prediction.objects.filter(behaviour__mirror=mirror).values_list("source", flat=True)
    assert set(found) == {"reports"}


def test_a_locked_expectation_refuses_every_change_in_the_database(world: World) -> None:
    mirror = locked(world)
    found = Prediction.objects.filter(behaviour__mirror=mirror)
    for change in ({"sealed": b"other"}, {"locked_at": None}, {"source": "further"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            found.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Behaviour.objects.filter(mirror=mirror).update(sealed_self=b"other")
    with pytest.raises(IntegrityError), transaction.atomic():
        Behaviour.objects.filter(mirror=mirror).update(locked_at=None)


def test_a_locked_expectation_cannot_be_replaced_by_another_one_in_the_database(world: World) -> None:
    mirror = locked(world)
    one = Prediction.objects.filter(behaviour__mirror=mirror).first()
    assert one is not None
    again: dict[str, Any] = {"behaviour": one.behaviour, "source": one.source, "sealed": b"other"}
    one.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Prediction.objects.create(**again, locked_at=clock.now())


def test_a_reveal_without_a_locked_expectation_is_impossible_in_the_database(world: World) -> None:
    mirror = expected(planned(world))
    one = Prediction.objects.filter(behaviour__mirror=mirror).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Reveal.objects.create(prediction=one, opened_at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO mirror_reveal (prediction_id, opened_at) VALUES (%s, %s)",
            [uuid4().hex, clock.now().isoformat()],
        )
    assert not Reveal.objects.exists()


def test_after_the_lock_nothing_of_the_plan_can_be_written(world: World) -> None:
    mirror = locked(world)
    row = row_of(mirror, "LL-S8")
    for attempt in (
        lambda: services.choose(mirror, ["LL-S8"]),
        lambda: services.ask_also(mirror, world.stranger, Source.FURTHER),
        lambda: services.ask_these(mirror, {world.boss: Source.BOSS}),
        lambda: services.expect(mirror, row, self_rating=1, expected={Source.PEERS: (1, FAIRLY)}),
        lambda: services.say_known(mirror, row, "something"),
    ):
        with pytest.raises(Stale):
            attempt()
    assert {one.self_rating for one in selectors.said(mirror)} == {4}


def test_what_was_changed_after_it_was_read_is_not_locked(world: World) -> None:
    mirror = expected(planned(world))
    read_at = mirror.version
    services.say_known(mirror, row_of(mirror, "LL-S8"), "They see me seldom.")
    with pytest.raises(Stale):
        services.lock(mirror, read_at=read_at, closes_at=in_two_weeks(world))
    assert not Round.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_devices_that_lock_at_once_one_wins() -> None:
    world = make()
    agree(world)
    mirror = expected(planned(world))
    read_at, closes_at = mirror.version, in_two_weeks(world)
    outcomes: list[str] = []
    together = threading.Barrier(2)

    def lock() -> None:
        mine = Mirror.objects.get(pk=mirror.pk)
        together.wait()
        try:
            services.lock(mine, read_at=read_at, closes_at=closes_at)
            outcomes.append("locked")
        except Stale:
            outcomes.append("stale")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=lock) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["locked", "stale"]
    assert Round.objects.count() == 1
    assert Invitation.objects.count() == 18


# ----------------------------------------------------------------------------------------------- until when
@pytest.mark.parametrize(
    ("today", "days", "closes"),
    [
        (datetime(2026, 3, 3, 9, tzinfo=UTC), 14, datetime(2026, 3, 17, 17, tzinfo=UTC)),
        (
            datetime(2026, 3, 6, 9, tzinfo=UTC),
            14,
            datetime(2026, 3, 23, 17, tzinfo=UTC),
        ),  # a Friday: to Monday
        (datetime(2026, 3, 7, 9, tzinfo=UTC), 7, datetime(2026, 3, 16, 17, tzinfo=UTC)),
        (
            datetime(2026, 3, 17, 9, tzinfo=UTC),
            14,
            datetime(2026, 3, 31, 16, tzinfo=UTC),
        ),  # summer time began
    ],
)
def test_asking_ends_at_six_in_the_evening_where_the_leader_is_and_never_before_a_weekend(
    today: datetime, days: int, closes: datetime
) -> None:
    leader = Person(zone="Europe/Berlin")
    with clock.frozen(today):
        assert services.closing_time(leader, days) == closes


def test_an_unknown_zone_is_taken_for_utc() -> None:
    with clock.frozen(datetime(2026, 3, 3, 9, tzinfo=UTC)):
        closes = services.closing_time(Person(zone="Mars/Olympus"), 7)
    assert closes == datetime(2026, 3, 10, 18, tzinfo=UTC)
    assert closes - datetime(2026, 3, 3, 9, tzinfo=UTC) < timedelta(days=8)
