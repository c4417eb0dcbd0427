"""What a leader's first page says of a mirror: one thing at a time, and never who answered."""

from __future__ import annotations

from django.utils import timezone

from hansei.web.common.people.models import Organization, Person
from hansei.web.ground.ui.today import Highlight, Line, ways_for
from hansei.web.steps.mirror import services
from hansei.web.steps.mirror.today import for_leader
from tests.web.steps.mirror.mirrors import after_the_window, expected, locked, opened_all, planned
from tests.world import World, agree, make


def said(person: Person) -> list[tuple[type[Highlight | Line], str]]:
    return [
        (type(one), one.action if isinstance(one, Highlight) else one.title) for one in for_leader(person)
    ]


def test_a_mirror_is_offered_once_it_is_agreed_and_not_while_it_is_switched_off(db: None) -> None:
    world = make()
    assert said(world.leader) == []
    agree(world)
    assert said(world.leader) == [(Highlight, "Plan a mirror")]
    Organization.objects.update(mirror_on=False)
    assert said(world.leader) == []


def test_from_planning_over_asking_to_seeing(world: World) -> None:
    mirror = expected(planned(world))
    assert said(world.leader) == [(Highlight, "Go on planning your mirror")]
    services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(world.leader, 14))
    with timezone.override(world.leader.zone):
        (line,) = for_leader(world.leader)
    assert isinstance(line, Line)
    assert line.title == "People around you are being asked"
    assert line.when.endswith(", 18:00")
    assert line.note == "It closes by itself. Nobody can see who has answered, and neither can you."
    with after_the_window(mirror):
        # Before any job came: time decides.
        assert said(world.leader) == [(Highlight, "See the first one")]
        services.settle(mirror)
        services.reveal(mirror.behaviours.all()[0])
        assert (Highlight, "See the next one") in said(world.leader)
        opened_all(mirror)
        services.write_finding(mirror.behaviours.all()[0], words="Mine.", choice="park")
        assert said(world.leader) == [(Line, "Mirror"), (Line, "Your findings")]


def test_nobody_else_hears_of_it(world: World) -> None:
    locked(world)
    for person in (world.coach, world.steward, world.peers[0]):
        assert said(person) == []
        assert "Mirror" not in [way.label for way in ways_for(person)]
    assert "Mirror" in [way.label for way in ways_for(world.leader)]
