"""Halden Pumps and its people. Every name is invented; nobody real is meant."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hansei.web.common.people.models import Organization, Person, Unit

DOMAIN = "halden.example"

#: unit -> (its leader, title of the leader, people who report there)
UNITS: dict[str, tuple[str, str, list[str]]] = {
    "Assembly": (
        "Marianne Vos",
        "Head of Assembly",
        ["Ewa Nowak", "Sam Okoro", "Ute Blum", "Ali Demir", "Eva Roth", "Max Orth", "Liv Berg", "Jon Faber"],
    ),
    "Foundry": (
        "Ravi Menon",
        "Head of the Foundry",
        [
            "Lena Kraus",
            "Omar Said",
            "Piet Bakker",
            "Rosa Silva",
            "Emil Novak",
            "Hana Sato",
            "Nico Wirth",
            "Ida Holm",
        ],
    ),
    "Toolroom": (
        "Tobias Klein",
        "Head of the Toolroom",
        [
            "Vera Lang",
            "Bo Ekman",
            "Mira Popov",
            "Cem Aydin",
            "Gus Rahn",
            "Tess Moran",
            "Jana Pohl",
            "Aron Fried",
        ],
    ),
    "Logistics": (
        "Clara Jensen",
        "Head of Logistics",
        ["Yara Haddad", "Finn Otto", "Zoe Marek", "Luca Conti", "Nele Voss", "Arif Khan"],
    ),
    "Engineering": (
        "Ingrid Dahl",
        "Head of Engineering",
        ["Otis Braun", "Maja Lund", "Karl Weis", "Nora Beck", "Rui Costa", "Sina Hoff"],
    ),
    "Improvement office": (
        "Paul Achterberg",
        "Head of the Improvement office",
        ["Tomasz Lind", "Sofia Brandt", "Amira Haddad", "Kofi Mensah", "Ruth Adler"],
    ),
}
#: who has people of their own one level further down
FURTHER: dict[str, list[str]] = {
    "Ewa Nowak": ["Ben Hahn", "Mia Wolf", "Jo Reis", "Kim Petri", "Uwe Lang"],
    "Lena Kraus": ["Dana Iwu", "Leo Stark", "Pia Anders", "Tom Veit", "Rina Das"],
    "Sofia Brandt": ["Edda Lorenz"],
    "Vera Lang": ["Sten Falk", "Ola Nkem", "Britt Sommer", "Theo Janke", "Ayla Kurt"],
}
TITLES = {
    "Tomasz Lind": "Lean expert",
    "Sofia Brandt": "Lean expert",
    "Edda Lorenz": "Lean expert",
    "Amira Haddad": "Steward of coaching",
    "Kofi Mensah": "Runs the server",
    "Ruth Adler": "Works council",
}
GERMAN = {"Ute Blum", "Eva Roth", "Max Orth", "Jana Pohl", "Nele Voss"}


@dataclass
class Cast:
    """The people by name."""

    by_name: dict[str, Person] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Person:
        return self.by_name[name]


def _person(cast: Cast, name: str, **facts: Any) -> Person:
    email = f"{name.lower().replace(' ', '.')}@{DOMAIN}"
    language = "de" if name in GERMAN else "en"
    person = Person.objects.create_user(
        email, name=name, language=language, title=TITLES.get(name, ""), **facts
    )
    cast.by_name[name] = person
    return person


def load(clock_offset: int) -> Cast:
    """Make the organization, marked as a demo before anybody is in it, and its people."""
    Organization.objects.create(
        id=1,
        name="Halden Pumps",
        is_demo=True,
        clock_offset=clock_offset,
        misconduct_rules="the house rules of Halden Pumps, as agreed with the council",
        contact_inside="Ruth Adler",
        contact_outside="the ombudsman's office",
        code_of_ethics="the Global Code of Ethics for coaches",
    )
    cast = Cast()
    top = Unit.objects.create(name="Halden Pumps")
    chief = _person(cast, "Henrik Solberg", unit=top, is_leader=True)
    Person.objects.filter(pk=chief.pk).update(title="Managing director")
    for name, (leader, title, people) in UNITS.items():
        unit = Unit.objects.create(name=name, parent=top)
        head = _person(cast, leader, unit=unit, manager=chief, is_leader=True)
        Person.objects.filter(pk=head.pk).update(title=title)
        for one in people:
            roles = {
                "is_steward": one == "Amira Haddad",
                "is_operator": one == "Kofi Mensah",
                "is_council": one == "Ruth Adler",
            }
            _person(cast, one, unit=unit, manager=head, **roles)
        for one in people:
            for further in FURTHER.get(one, ()):
                _person(cast, further, unit=unit, manager=cast[one])
    for person in list(cast.by_name.values()):
        person.refresh_from_db()
    return cast
