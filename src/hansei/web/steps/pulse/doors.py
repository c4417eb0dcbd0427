"""How whoever asks stands to the figures of a part: its head, or nobody."""

from uuid import UUID

from django.http import HttpRequest

from hansei.core.policy import Relation
from hansei.web.common.people.models import Person
from hansei.web.common.releases.models import PartRelease
from hansei.web.ground.policy.services import NothingThere, loader
from hansei.web.steps.pulse import selectors


@loader("own_beliefs")
def own_beliefs(request: HttpRequest) -> tuple[Person, set[Relation]]:
    """One's own part: there for a leader, and for whoever was one and has figures left."""
    person = request.user
    if not isinstance(person, Person) or not (person.is_leader or selectors.has_own(person)):
        raise NothingThere
    return person, {Relation.OWNER}


@loader("part_release")
def part_release(request: HttpRequest, release_id: UUID) -> tuple[PartRelease, set[Relation]]:
    row = PartRelease.objects.filter(pk=release_id).select_related("head").first()
    if row is None:
        raise NothingThere
    return row, {Relation.OWNER} if row.head is not None and row.head == request.user else set()
