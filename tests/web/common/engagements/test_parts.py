"""One read of all in which somebody has a part: each list out of it is what a query of its own would give."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta

import pytest

from hansei.core import clock
from hansei.core.agreement import ALIVE, TAKEN, State
from hansei.web.common.engagements import selectors
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people.models import Person
from hansei.web.ground.once import once
from tests.world import World


def _everything(world: World) -> list[Person]:
    """Six people who lead, coach and stand behind each other in every state, as far as it is let."""
    people = [world.leader, world.boss, world.coach, *world.peers[:3]]
    today, chance, taken = clock.now().date(), random.Random(6), set()
    for n in range(160):
        leader, coach, second = chance.sample(people, 3)
        free = [state for state in State if state not in TAKEN or leader not in taken]
        state = chance.choice(free)
        if state in TAKEN:
            taken.add(leader)
        Engagement.objects.create(
            leader=leader,
            coach=coach,
            second_coach=chance.choice([second, None]),
            state=state,
            asked_on=today - timedelta(days=n),
            planned_end=today + timedelta(days=90),
        )
    return people


@pytest.mark.parametrize("block", [nullcontext, once])
def test_each_list_is_what_a_query_of_its_own_gives(
    world: World, block: Callable[[], AbstractContextManager[None]]
) -> None:
    all_ = Engagement.objects
    most: Counter[str] = Counter()
    for person in _everything(world):
        led = sorted(all_.filter(leader=person), key=lambda one: one.state not in TAKEN)
        coached = list(all_.filter(coach=person, state__in=TAKEN).order_by("leader__name"))
        ended = list(all_.filter(coach=person, state=State.ENDED)[:5])
        behind = all_.filter(second_coach=person, state__in=ALIVE).order_by("coach__name", "leader__name")
        current = all_.filter(leader=person, state__in=TAKEN).first()
        runs = current is not None and current.state == State.AGREED
        with block():
            for _ in range(2):
                assert selectors.led_by(person) == led
                assert selectors.coached_by(person) == coached
                assert selectors.ended_for_coach(person) == ended
                assert selectors.behind(person) == list(behind)
                assert selectors.current(person) == current
                assert selectors.is_with_coach(person) == (current is not None)
                assert selectors.running(person) == (current if runs else None)
                assert selectors.is_running(person) == runs
        for name, found in (("led", led), ("coached", coached), ("ended", ended), ("behind", list(behind))):
            most[name] = max(most[name], len(found))
        most["running"] += runs
        most["with a coach"] += current is not None
    # There was something to sort and to leave out.
    assert most["led"] > 5 <= most["ended"]
    assert min(most["coached"], most["behind"]) >= 2
    assert 0 < most["running"] < most["with a coach"]


def test_both_names_come_with_it(world: World, django_assert_num_queries: object) -> None:
    _everything(world)
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = selectors.with_part(world.leader)
        assert found
        assert all(one.leader.name and one.coach.name for one in found)
