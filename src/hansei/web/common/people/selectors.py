"""Reads of the directory."""

from collections.abc import Iterable, Iterator
from typing import Literal
from uuid import UUID

from django.db.models import QuerySet

from hansei.web.common.people.models import Organization, Person, Settled

Switch = Literal["mirror", "talk", "pulse", "respect"]


def settled() -> QuerySet[Settled]:
    """What was settled for the house, newest first."""
    return Settled.objects.order_by("-at", "what")


#: How far up a line is followed: enough for any organization, and an end for a circle in bad data.
LINE_LIMIT = 30


def switched_on(switch: Switch) -> bool:
    """Whether the organization has this on (rule 15). Services ask it, so that no page goes round it."""
    house = Organization.get()
    return house is not None and bool(getattr(house, f"{switch}_on"))


def line_above(person: Person) -> list[Person]:
    """The bosses of `person` along the solid line, nearest first; ends at a circle in bad data."""
    return list(_up(person))


def lines_above(people: Iterable[Person]) -> dict[UUID, list[UUID]]:
    """The ids of the bosses of each of `people`, as `line_above`: one question a level."""
    manager_of: dict[UUID, UUID | None] = {person.pk: person.manager_id for person in people}
    asked = list(manager_of)
    for _level in range(LINE_LIMIT):
        unknown = {pk for pk in manager_of.values() if pk is not None and pk not in manager_of}
        if not unknown:
            break
        manager_of |= dict(Person.objects.filter(pk__in=unknown).values_list("pk", "manager_id"))
    found = {}
    for pk in asked:
        line: list[UUID] = []
        here = manager_of[pk]
        while here is not None and here != pk and here not in line and len(line) < LINE_LIMIT:
            line.append(here)
            here = manager_of.get(here)
        found[pk] = line
    return found


def _up(person: Person) -> Iterator[Person]:
    seen = {person.pk}
    here = person.manager
    while here is not None and here.pk not in seen and len(seen) <= LINE_LIMIT:
        seen.add(here.pk)
        yield here
        here = here.manager


def boss(person: Person) -> Person | None:
    """The direct boss, if still here."""
    manager = person.manager
    return manager if manager is not None and manager.is_active else None


def peers(person: Person) -> list[Person]:
    """Those who report to the same boss."""
    if person.manager_id is None:
        return []
    return list(Person.objects.filter(manager_id=person.manager_id, left_on=None).exclude(pk=person.pk))


def reports(person: Person) -> list[Person]:
    """Those who report to this person directly."""
    return list(Person.objects.filter(manager=person, left_on=None))


def further_off(person: Person) -> list[Person]:
    """Those two levels below: placed to see what reaches beyond the direct reports."""
    return list(Person.objects.filter(manager__manager=person, left_on=None).exclude(manager=person))


def further_up(person: Person) -> list[Person]:
    """Those above the direct boss, and the bosses of dotted lines; nearest first."""
    above = [one for one in (*line_above(person)[1:], *person.dotted.all()) if one.left_on is None]
    return [one for one in dict.fromkeys(above) if one.pk != person.manager_id]


def so_many(number: int, *, without: Iterable[UUID]) -> bool:
    """Whether there are at least `number` people here besides those of `without`."""
    found = Person.objects.filter(left_on=None).exclude(pk__in=without)
    return len(found.values_list("pk", flat=True)[:number]) >= number


def find(words: str, *, limit: int = 50, without: frozenset[UUID] = frozenset()) -> list[Person]:
    """People whose name contains `words`, at most `limit`, for a search field."""
    if not words.strip():
        return []
    found = Person.objects.filter(name__icontains=words.strip(), left_on=None).exclude(pk__in=without)
    return list(found[:limit])
