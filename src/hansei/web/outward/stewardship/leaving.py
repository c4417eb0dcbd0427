"""A file that waits is the organization's: nothing to take out, and erasing forgets it."""

from typing import Any

from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person
from hansei.web.outward.stewardship.models import Line, Waiting


def take_out(person: Person) -> dict[str, Any]:
    return {}


def erase(person: Person) -> None:
    Waiting.objects.filter(by=person).delete()


leaving.register("stewardship", exporter=take_out, eraser=erase, covers=[Waiting, Line])
