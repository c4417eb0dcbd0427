"""How a person stands to engagements and what hangs on them, for the policy table."""

from uuid import UUID

from django.http import HttpRequest

from hansei.core.policy import Relation
from hansei.web.common.engagements.models import Engagement, Objective
from hansei.web.common.engagements.selectors import has_objectives, relations
from hansei.web.common.people.models import Person
from hansei.web.common.releases.models import SharedItem
from hansei.web.ground.policy.services import NothingThere, loader


@loader("engagement")
def engagement(request: HttpRequest, engagement_id: UUID) -> tuple[Engagement, set[Relation]]:
    found = Engagement.objects.filter(pk=engagement_id).select_related("leader", "coach").first()
    if found is None:
        raise NothingThere
    return found, relations(request.user, found) if isinstance(request.user, Person) else set()


@loader("objective")
def objective(request: HttpRequest, objective_id: UUID) -> tuple[Objective, set[Relation]]:
    found = Objective.objects.filter(pk=objective_id).select_related("leader").first()
    if found is None:
        raise NothingThere
    return found, {Relation.OWNER} if found.leader_id == request.user.pk else set()


@loader("own_objectives")
def own_objectives(request: HttpRequest) -> tuple[Person, set[Relation]]:
    """The list of one's own: there for a leader, and for whoever was one and has some left."""
    person = request.user
    if not isinstance(person, Person) or not (person.is_leader or has_objectives(person)):
        raise NothingThere
    return person, {Relation.OWNER}


@loader("shared")
def shared(request: HttpRequest, item_id: UUID) -> tuple[SharedItem, set[Relation]]:
    found = SharedItem.objects.filter(pk=item_id).select_related("owner", "reader").first()
    if found is None:
        raise NothingThere
    return found, {Relation.READER} if found.reader_id == request.user.pk else set()
