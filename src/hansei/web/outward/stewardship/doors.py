"""Somebody in the directory, for the steward's pages."""

from uuid import UUID

from django.http import HttpRequest

from hansei.core.policy import Relation
from hansei.web.common.people.models import Person
from hansei.web.ground.policy.services import NothingThere, loader


@loader("person")
def person(request: HttpRequest, person_id: UUID) -> tuple[Person, set[Relation]]:
    found = Person.objects.filter(pk=person_id, left_on=None).select_related("unit", "manager").first()
    if found is None:
        raise NothingThere
    return found, set()
