"""How whoever asks stands to a kept first look: its owner, or nobody."""

from uuid import UUID

from django.http import HttpRequest

from hansei.core.policy import Relation
from hansei.web.common.people.models import Person
from hansei.web.ground.policy.services import NothingThere, loader
from hansei.web.steps.ready import selectors
from hansei.web.steps.ready.models import FirstLook


@loader("first_look")
def first_look(request: HttpRequest, look_id: UUID) -> tuple[FirstLook, set[Relation]]:
    """One kept look."""
    row = FirstLook.objects.filter(pk=look_id).select_related("owner").first()
    if row is None:
        raise NothingThere
    return row, {Relation.OWNER} if row.owner == request.user else set()


@loader("own_first_looks")
def own_first_looks(request: HttpRequest) -> tuple[Person, set[Relation]]:
    """The list of one's own: there for a leader, and for whoever was one and has some left."""
    person = request.user
    if not isinstance(person, Person) or not (person.is_leader or selectors.looks_of(person).exists()):
        raise NothingThere
    return person, {Relation.OWNER}
