"""What a steward changes about somebody, with what follows from it."""

from typing import Any

from django.db import transaction

from hansei.web.common.engagements.services import pause_for_leaver
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import change_person


def change(by: Person, person: Person, facts: dict[str, Any]) -> None:
    """Change facts of the directory; with whoever leaves, what they are in pauses. Both or neither.

    Nothing that comes back tells whether there was anything to pause. Raises NotPossible.
    """
    with transaction.atomic():
        change_person(by, person, **facts)
        if person.left_on is not None:
            pause_for_leaver(person)
