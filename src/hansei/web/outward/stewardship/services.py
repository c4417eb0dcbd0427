"""What a steward changes about somebody, with what follows from it."""

from typing import Any

from django.db import transaction

from hansei.web.common.bench.models import Place
from hansei.web.common.engagements.services import pause_for_leaver
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import Apart, change_person


def change(by: Person, person: Person, facts: dict[str, Any]) -> None:
    """Change facts of the directory; with whoever leaves, what they are in pauses. Both or neither.

    Nothing that comes back tells whether there was anything to pause. Raises NotPossible.
    """
    with transaction.atomic():
        # Held: a yes to coaching at the same moment is seen here, or sees the steward.
        coaches = Place.objects.select_for_update().filter(coach=person).exists()
        if facts.get("is_steward") and coaches and not _is_steward(person):
            raise Apart("Whoever is on the bench does not run coaching.")
        change_person(by, person, **facts)
        if person.left_on is not None:
            pause_for_leaver(person)


def _is_steward(person: Person) -> bool:
    return Person.objects.filter(pk=person.pk, is_steward=True).exists()
