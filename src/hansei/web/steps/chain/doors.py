"""How whoever asks stands to a chain: its leader, or nobody."""

from django.http import HttpRequest

from hansei.core.policy import Relation
from hansei.web.common.people.models import Person
from hansei.web.ground.policy.services import NothingThere, loader
from hansei.web.steps.chain.selectors import has_hypothesis


@loader("own_chain")
def own_chain(request: HttpRequest) -> tuple[Person, set[Relation]]:
    """One's own: there for a leader, and for whoever was one and has a hypothesis left."""
    person = request.user
    if not isinstance(person, Person) or not (person.is_leader or has_hypothesis(person)):
        raise NothingThere
    return person, {Relation.OWNER}
