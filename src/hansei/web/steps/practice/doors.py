"""How whoever asks stands to a try-out: its owner, or nobody."""

from uuid import UUID

from django.http import HttpRequest

from hansei.core.policy import Relation
from hansei.web.common.people.models import Person
from hansei.web.ground.policy.services import NothingThere, loader
from hansei.web.steps.practice import selectors
from hansei.web.steps.practice.models import Trial


@loader("trial")
def trial(request: HttpRequest, trial_id: UUID) -> tuple[Trial, set[Relation]]:
    """One try-out."""
    found = Trial.objects.filter(pk=trial_id).select_related("leader").first()
    if found is None:
        raise NothingThere
    return found, {Relation.OWNER} if found.leader_id == request.user.pk else set()


@loader("own_trials")
def own_trials(request: HttpRequest) -> tuple[Person, set[Relation]]:
    """The list of one's own: there for a leader, and for whoever was one and has some left."""
    person = request.user
    if not isinstance(person, Person) or not (person.is_leader or selectors.has_any(person)):
        raise NothingThere
    return person, {Relation.OWNER}
