"""A second company beside the first, so that size can be looked at. Every name is put together by chance."""

from __future__ import annotations

import random
from collections.abc import Iterator

from hansei.core import clock
from hansei.demo.people import DOMAIN
from hansei.web.common.bench.models import Place, Respect
from hansei.web.common.people.models import Person, Unit

#: How many report to one boss.
SPAN = 8
#: One in so many coaches.
ONE_COACH_IN = 200


def _words(text: str) -> list[str]:
    return text.split()


_FIRST = _words(
    """Ada Alma Anouk Arne Astrid Aylin Benno Bela Carla Cem Chiara Dario Deniz Doro Edda Efe Elin Emre
    Enno Esra Fadil Falk Fenja Filip Gesa Goran Greta Hakan Hedda Hilko Ilja Ines Isak Jale Jannis
    Jelle Juna Kaja Karim Kerem Kira Lale Lasse Leon Linnea Luan Maite Malik Marek Merle Milan Mina
    Nadim Nele Nils Noor Odin Olga Paco Petra Quinn Rafael Ragna Rasmus Rima Sami Selma Sinan Solveig
    Tarik Thea Tomke Ulf Umay Valda Veit Wanda Wim Xenia Yannis Yara Zeno Zita"""
)
_FAMILY = _words(
    """Ahren Bran Dorn Eich Falk Gram Hag Iver Jor Kolm Lund Mar Nord Oster Pell Quist Rav Stein Torn Ulm Vik
    West"""
)
_ENDS = _words("berg dal feld gaard hoff holm heim kamp lund mann rup sen stad sund thal wik")
_WORK = _words(
    """Assembly Casting Coating Design Dispatch Finance Inspection Machining Maintenance Planning Purchasing
    Service Testing Tooling"""
)
_PLACES = _words("North South East West Harbour Hill River Lake")


def gather(more: int) -> None:
    """Add so many people with their units, leaders and coaches; the same ones each time."""
    if more <= 0:
        return
    chance = random.Random(29)  # noqa: S311 - a story, not a secret
    people = [_person(name, chance) for name in _names(more, chance)]
    units = _units(len(people))
    for place, person in enumerate(people):
        if place:
            person.manager = people[(place - 1) // SPAN]
        person.is_leader = place * SPAN + 1 < len(people)
        person.unit = units[_unit_of(place, len(people))]
        person.title = _title(place, person, len(people))
    Unit.objects.bulk_create(units.values(), batch_size=500)
    Person.objects.bulk_create(people, batch_size=500)
    today = clock.now().date()
    coaches = [person for person in people[ONE_COACH_IN - 1 :: ONE_COACH_IN] if not person.is_leader]
    Place.objects.bulk_create(
        [Place(coach=one, capacity=1 + n % 3, since=today) for n, one in enumerate(coaches)]
    )
    said = {"kind": Respect.REFERENCE, "words": "Known in two plants.", "on": today}
    Respect.objects.bulk_create([Respect(person=one, **said) for one in coaches])


def _names(count: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Different ones: every first name with every family name there can be, in an order of chance."""
    families = [begin + end for begin in _FAMILY for end in _ENDS]
    for number in chance.sample(range(len(_FIRST) * len(families)), count):
        yield _FIRST[number % len(_FIRST)], families[number // len(_FIRST)]


def _person(name: tuple[str, str], chance: random.Random) -> Person:
    email = f"{name[0]}.{name[1]}@valves.{DOMAIN}".lower()
    person = Person(email=email, name=" ".join(name), language="de" if chance.random() < 0.2 else "en")
    person.set_unusable_password()
    return person


def _unit_of(place: int, count: int) -> int:
    """The place of whoever heads the part somebody is in: the nearest who has people two levels below."""
    while place and (place * SPAN + 1) * SPAN + 1 >= count:
        place = (place - 1) // SPAN
    return place


def _units(count: int) -> dict[int, Unit]:
    units: dict[int, Unit] = {0: Unit(name="Halden Valves")}
    for place in range(1, count):
        if _unit_of(place, count) != place:
            break
        work, where = _WORK[place % len(_WORK)], _PLACES[place // len(_WORK) % len(_PLACES)]
        number = place // (len(_WORK) * len(_PLACES))
        name = f"{work} {where}" + (f" {number + 1}" if number else "")
        units[place] = Unit(name=name, parent=units[(place - 1) // SPAN])
    return units


def _title(place: int, person: Person, count: int) -> str:
    if place == 0:
        return "Managing director, Valves"
    assert person.unit is not None
    if _unit_of(place, count) == place:
        return f"Head of {person.unit.name}"
    return "Team lead" if person.is_leader else ""
