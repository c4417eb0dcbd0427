"""Whoever coaches does so by their own yes, asked by a steward; a no leaves what no answer leaves."""

from __future__ import annotations

import pytest

from hansei.core import clock
from hansei.web.common.bench import services
from hansei.web.common.bench.models import Asked, Place
from hansei.web.common.engagements import eligible, selectors
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.audit import services as audit
from hansei.web.ground.mail.models import Mail
from tests.web.pages import read
from tests.world import World, sign_in


def test_being_asked_twice_is_being_asked_once(world: World) -> None:
    for _ in range(2):
        services.ask(world.stranger, world.steward)
    assert Asked.objects.count() == Mail.objects.count() == 1
    assert [entry.verb for entry in audit.entries(world.stranger.chain)] == ["bench.asked"]


def test_nobody_takes_a_place_who_was_not_asked(world: World) -> None:
    with pytest.raises(NotPossible):
        services.say_yes(world.stranger, 2)
    assert sign_in(world.stranger).get("/bench/").status_code == 404
    assert sign_in(world.stranger).post("/bench/", {"capacity": "2"}).status_code == 404
    assert not Place.objects.filter(coach=world.stranger).exists()


@pytest.mark.parametrize("capacity", [0, -1, 11, 1000])
def test_a_place_is_for_one_to_ten_leaders(world: World, capacity: int) -> None:
    services.ask(world.stranger, world.steward)
    with pytest.raises(NotPossible):
        services.say_yes(world.stranger, capacity)
    page = sign_in(world.stranger).post("/bench/", {"capacity": capacity})
    assert page.status_code == 400
    assert read(page).form(having="capacity").fields["capacity"].values == [str(capacity)], (
        "what was typed stays"
    )
    assert not Place.objects.filter(coach=world.stranger).exists()


def test_a_yes_makes_somebody_namable_and_leaving_makes_them_not(world: World) -> None:
    services.ask(world.stranger, world.steward)
    services.refer(world.stranger, "Two heads of department ask for this one.", world.steward)
    assert world.stranger not in eligible.offered(world.leader)
    browser = sign_in(world.stranger)
    assert "Would you coach a leader?" in read(browser.get("/")).text
    browser.post("/bench/", {"capacity": "3"})
    assert world.stranger in eligible.offered(world.leader)
    assert "You are on the bench" in read(browser.get("/")).text
    browser.post("/bench/", {"act": "leave"})
    assert world.stranger not in eligible.offered(world.leader)


def test_a_no_leaves_nothing_that_no_answer_would_not(world: World) -> None:
    """There is no press for a no at all: its button is a way back."""
    services.ask(world.stranger, world.steward)
    before = [entry.verb for entry in audit.entries(world.stranger.chain)]
    page = read(sign_in(world.stranger).get("/bench/"))
    assert [button.value for button in page.form(having="capacity").buttons] == [""]
    assert "/" in page.links
    assert [entry.verb for entry in audit.entries(world.stranger.chain)] == before


def test_coaching_that_runs_goes_on_when_its_coach_leaves_the_bench(agreed: World) -> None:
    services.leave(agreed.coach)
    assert selectors.running(agreed.leader) == agreed.engagement
    assert sign_in(agreed.coach).get(f"/coaching/{agreed.engagement.pk}/").status_code == 200
    assert agreed.coach not in eligible.offered(agreed.other_leader)


def test_taking_and_leaving_are_on_record_and_changing_for_how_many_is_neither(world: World) -> None:
    services.ask(world.stranger, world.steward)
    for capacity in (2, 4):
        services.say_yes(world.stranger, capacity)
    for _ in range(2):
        services.leave(world.stranger)
    verbs = [entry.verb for entry in audit.entries(world.stranger.chain)]
    assert verbs == ["bench.asked", "bench.taken", "bench.left"]


def test_whoever_left_cannot_be_asked(world: World) -> None:
    Person.objects.filter(pk=world.stranger.pk).update(left_on=clock.now().date())
    world.stranger.refresh_from_db()
    with pytest.raises(NotPossible):
        services.ask(world.stranger, world.steward)
    assert not Mail.objects.exists()
