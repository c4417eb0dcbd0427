"""One small organization with every role and relation, shared by all tests. Everybody in it is invented.

Marianne leads; Otto is her boss; Tomasz coaches her and stands in another line. Beate leads too and has
nobody yet. Ines is the steward, Kofi runs the server, Ruth sits on the council, Nils is a stranger to all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client

from hansei.core import clock
from hansei.web.common.bench.models import Place, Respect
from hansei.web.common.engagements import seconds
from hansei.web.common.engagements import services as engagements
from hansei.web.common.engagements.models import Engagement, Protection
from hansei.web.common.people.models import Organization, Person, Unit

PEERS = ("Jan Kolb", "Ada Lenz", "Per Holm", "Lea Frank", "Tim Sauer")
REPORTS = ("Ewa Nowak", "Sam Okoro", "Ute Blum", "Ali Demir", "Eva Roth", "Max Orth", "Liv Berg")
REFERENCE = "The foremen ask for this one by name."
FURTHER = ("Ben Hahn", "Mia Wolf", "Jo Reis", "Kim Petri", "Uwe Lang")


@dataclass
class World:
    """The people, by what they are to Marianne, and her engagement once it exists."""

    leader: Person
    boss: Person
    coach: Person
    other_leader: Person
    steward: Person
    operator: Person
    council: Person
    stranger: Person
    peers: list[Person]
    reports: list[Person]
    further: list[Person]
    engagement: Engagement | None = None
    seats: dict[str, Person | None] = field(default_factory=dict)


def _person(name: str, **facts: Any) -> Person:
    email = f"{name.lower().replace(' ', '.')}@halden.example"
    return Person.objects.create_user(email, name=name, **facts)


def make(*, demo: bool = False) -> World:
    """The organization without any coaching; with `demo` its database is marked as a demo's."""
    Organization.objects.create(
        id=1,
        is_demo=demo,
        name="Halden Pumps",
        contact_inside="Ruth Adler",
        contact_outside="the ombudsman",
        code_of_ethics="the Global Code of Ethics",
    )
    works = Unit.objects.create(name="Works")
    foundry = Unit.objects.create(name="Foundry", parent=works)
    office = Unit.objects.create(name="Improvement office")
    boss = _person("Otto Brandt", unit=works, is_leader=True)
    leader = _person("Marianne Vos", unit=works, manager=boss, is_leader=True)
    peers = [_person(name, unit=foundry, manager=boss) for name in PEERS]
    reports = [_person(name, unit=works, manager=leader) for name in REPORTS]
    further = [_person(name, unit=works, manager=reports[0]) for name in FURTHER]
    head = _person("Greta Stein", unit=office)
    coach = _person("Tomasz Lind", unit=office, manager=head, title="Lean expert")
    on_the_bench(coach)
    world = World(
        leader=leader,
        boss=boss,
        coach=coach,
        other_leader=_person("Beate Krug", unit=foundry, manager=head, is_leader=True),
        steward=_person("Ines Falk", unit=office, manager=head, is_steward=True),
        operator=_person("Kofi Mensah", unit=office, is_operator=True),
        council=_person("Ruth Adler", unit=foundry, is_council=True),
        stranger=_person("Nils Aas", unit=foundry),
        peers=peers,
        reports=reports,
        further=further,
    )
    world.seats = {
        "nobody": None,
        "leader": leader,
        "boss": boss,
        "coach": coach,
        "other leader": world.other_leader,
        "steward": world.steward,
        "operator": world.operator,
        "council": world.council,
        "stranger": world.stranger,
        "peer": peers[0],
        "report": reports[0],
    }
    return world


def on_the_bench(person: Person, capacity: int = 2) -> Place:
    """A place by this person's own yes, and a reference on record: both, or no leader is shown them."""
    today = clock.now().date()
    Respect.objects.get_or_create(
        person=person, kind=Respect.REFERENCE, defaults={"words": REFERENCE, "on": today}
    )
    return Place.objects.create(coach=person, capacity=capacity, since=today)


def agree(world: World) -> Engagement:
    """Marianne names Tomasz and both sign."""
    asked = engagements.name_coach(world.leader, world.coach)
    engagements.sign(asked, world.leader, read_at=asked.version)
    engagements.sign(asked, world.coach, read_at=asked.version)
    world.engagement = Engagement.objects.select_related("leader", "coach").get(pk=asked.pk)
    return world.engagement


def protect(world: World) -> Engagement:
    """Marianne names somebody from further below her; Otto protects them, Tomasz stands behind them."""
    coach = world.further[0]
    on_the_bench(coach)
    asked = engagements.name_coach(world.leader, coach)
    engagements.name_people(
        asked, world.leader, read_at=asked.version, second_coach=world.coach, third_person=world.boss
    )
    asked.refresh_from_db()
    for party in (world.leader, coach):
        engagements.sign(asked, party, read_at=asked.version)
    engagements.sign_protection(Protection.objects.get(under=asked.pk), world.boss)
    say_yes_behind(world.coach)
    return Engagement.objects.select_related("leader", "coach").get(pk=asked.pk)


def say_yes_behind(second: Person) -> None:
    """Whoever is asked to stand behind a coach says yes."""
    (asked,) = seconds.asks(second)
    engagements.answer_second(asked, second, yes=True)


def in_two_weeks() -> Any:
    """A closing moment that any round accepts."""
    return clock.now() + timedelta(days=14)


def sign_in(person: Person | None) -> Client:
    """A browser of this person, or of nobody."""
    client = Client()
    if person is not None:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
