"""How a person stands to engagements and what hangs on them, for the policy table."""

from uuid import UUID

from django.http import HttpRequest

from hansei.core.agreement import ALIVE
from hansei.core.policy import Relation
from hansei.web.common.engagements import seconds
from hansei.web.common.engagements.models import (
    AgreementVersion,
    Engagement,
    Objective,
    Protection,
    SecondAsked,
    Wish,
)
from hansei.web.common.engagements.selectors import has_closings, has_objectives, relations
from hansei.web.common.people.models import Person
from hansei.web.common.releases.models import SharedItem
from hansei.web.ground.policy.services import NothingThere, loader


@loader("engagement")
def engagement(request: HttpRequest, engagement_id: UUID) -> tuple[Engagement, set[Relation]]:
    found = Engagement.objects.filter(pk=engagement_id).select_related("leader", "coach").first()
    if found is None:
        raise NothingThere
    return found, relations(request.user, found) if isinstance(request.user, Person) else set()


@loader("protection")
def protection(request: HttpRequest, protection_id: UUID) -> tuple[Protection, set[Relation]]:
    """The third person's clause. The two read it in their agreement, and have no business here."""
    found = Protection.objects.filter(pk=protection_id).select_related("leader", "coach").first()
    if found is None:
        raise NothingThere
    return found, {Relation.THIRD_PERSON} if found.third_person_id == request.user.pk else set()


@loader("second_asked")
def second_asked(request: HttpRequest, asked_id: UUID) -> tuple[SecondAsked, set[Relation]]:
    """What somebody is asked about standing behind a coach, while an answer counts."""
    found = SecondAsked.objects.filter(pk=asked_id).select_related("engagement__coach").first()
    if found is None or not seconds.is_open(found):
        raise NothingThere
    return found, {Relation.ASKED_SECOND} if found.person_id == request.user.pk else set()


@loader("wish")
def wish(request: HttpRequest, wish_id: UUID) -> tuple[Wish, set[Relation]]:
    """A wish, while the leader has made nothing of it."""
    found = Wish.objects.filter(pk=wish_id, became="", engagement__state__in=ALIVE)
    row = found.select_related("engagement__leader", "author").first()
    if row is None:
        raise NothingThere
    return row, {Relation.LEADER} if row.engagement.leader_id == request.user.pk else set()


@loader("agreement_version")
def agreement_version(
    request: HttpRequest, engagement_id: UUID, number: int
) -> tuple[AgreementVersion, set[Relation]]:
    row, found = engagement(request, engagement_id)
    version = row.versions.filter(number=number).select_related("engagement").first()
    if version is None:
        raise NothingThere
    return version, found


@loader("own_closings")
def own_closings(request: HttpRequest) -> tuple[Person, set[Relation]]:
    """What one kept at a close: there for a leader, and for whoever was one and has some left."""
    person = request.user
    if not isinstance(person, Person) or not (person.is_leader or has_closings(person)):
        raise NothingThere
    return person, {Relation.OWNER}


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
