"""Somebody in the directory, and a file that waits, for the steward's pages."""

from uuid import UUID

from django.http import HttpRequest

from hansei.core import clock
from hansei.core.policy import Relation
from hansei.web.common.people.models import Person
from hansei.web.ground.policy.services import NothingThere, loader
from hansei.web.outward.stewardship.models import WAITS, Waiting


@loader("person")
def person(request: HttpRequest, person_id: UUID) -> tuple[Person, set[Relation]]:
    found = Person.objects.filter(pk=person_id, left_on=None).select_related("unit", "manager").first()
    if found is None:
        raise NothingThere
    return found, set()


@loader("waiting_import")
def waiting_import(request: HttpRequest, waiting_id: UUID) -> tuple[Waiting, set[Relation]]:
    """The file of the steward who sent it, within the hour; to another steward it is not there."""
    person = request.user
    since = clock.now() - WAITS
    found = Waiting.objects.filter(pk=waiting_id, made_at__gt=since).defer("rows").first()
    if found is None or not isinstance(person, Person) or not person.is_steward:
        raise NothingThere
    return found, {Relation.OWNER} if found.by_id == person.pk else set()
