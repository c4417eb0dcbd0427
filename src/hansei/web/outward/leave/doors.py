"""Who may erase everything: a leader, and whoever has something here under their name."""

from django.http import HttpRequest

from hansei.core.policy import Relation
from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person
from hansei.web.ground.policy.services import NothingThere, loader


@loader("own_everything")
def own_everything(request: HttpRequest) -> tuple[Person, set[Relation]]:
    person = request.user
    if not isinstance(person, Person) or not (person.is_leader or leaving.own(person)):
        raise NothingThere
    return person, {Relation.OWNER}
