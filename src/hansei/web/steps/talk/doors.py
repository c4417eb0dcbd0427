"""How whoever asks stands to a proposal and a report: one of the two, or nobody."""

from uuid import UUID

from django.http import HttpRequest

from hansei.core.policy import Relation
from hansei.web.common.engagements import selectors as engagements
from hansei.web.common.people.models import Person
from hansei.web.ground.policy.services import NothingThere, loader
from hansei.web.steps.talk import selectors
from hansei.web.steps.talk.models import Proposal, Talk


@loader("talk_proposal")
def talk_proposal(request: HttpRequest, proposal_id: UUID) -> tuple[Proposal, set[Relation]]:
    """One proposal, for the two whose conversation it is about."""
    found = (
        Proposal.objects.filter(pk=proposal_id)
        .select_related("engagement__leader", "engagement__coach")
        .first()
    )
    if found is None or not isinstance(request.user, Person):
        raise NothingThere
    return found, engagements.relations(request.user, found.engagement)


@loader("talk")
def talk(request: HttpRequest, talk_id: UUID) -> tuple[Talk, set[Relation]]:
    """One report."""
    found = (
        Talk.objects.filter(pk=talk_id)
        .select_related("coach", "proposal", "engagement__leader", "engagement__coach")
        .first()
    )
    if found is None or not isinstance(request.user, Person):
        raise NothingThere
    return found, selectors.relations(request.user, found)


@loader("own_talk")
def own_talk(request: HttpRequest) -> tuple[Person, set[Relation]]:
    """The list of one's own: there for whoever leads or coaches in an agreement, or has counts."""
    person = request.user
    if not isinstance(person, Person) or not selectors.has_any(person):
        raise NothingThere
    return person, {Relation.OWNER}
