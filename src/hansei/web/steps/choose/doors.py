"""A coach on the bench as one leader sees them, and who stands how to a request for a first meeting."""

from uuid import UUID

from django.http import HttpRequest

from hansei.core import clock
from hansei.core.policy import Relation
from hansei.web.common.engagements.eligible import Candidate
from hansei.web.common.people.models import Person
from hansei.web.ground.policy.services import NothingThere, loader
from hansei.web.steps.choose import selectors
from hansei.web.steps.choose.models import Meeting


@loader("candidate")
def candidate(request: HttpRequest, coach_id: UUID) -> tuple[Candidate, set[Relation]]:
    """A coach on the bench. To the bench nobody is anything: leaders look, each with their own eyes."""
    person = request.user
    if not isinstance(person, Person) or not person.is_leader:
        raise NothingThere
    found = selectors.candidate(person, coach_id)
    if found is None:
        raise NothingThere
    return found, set()


@loader("first_meeting")
def first_meeting(request: HttpRequest, meeting_id: UUID) -> tuple[Meeting, set[Relation]]:
    """A request. After its last time its coach is nothing to it any more."""
    found = Meeting.objects.filter(pk=meeting_id).select_related("leader", "coach").first()
    if found is None:
        raise NothingThere
    if found.leader_id == request.user.pk:
        return found, {Relation.LEADER}
    open_to_coach = found.lapses_at > clock.now() and found.leader.is_active
    return found, {Relation.ASKED_COACH} if found.coach_id == request.user.pk and open_to_coach else set()
