"""Who may practise: whoever coaches or was asked to, and whoever stands behind a coach."""

from uuid import UUID

from django.http import HttpRequest

from hansei.core import library
from hansei.core.library import Leader, MomentLine
from hansei.core.policy import Relation
from hansei.web.common.engagements import moments
from hansei.web.common.engagements.moments import Heard
from hansei.web.common.people.models import Person
from hansei.web.ground.policy.services import NothingThere, loader
from hansei.web.steps.dojo import selectors


def _towards(request: HttpRequest) -> set[Relation]:
    person = request.user
    return {Relation.OWNER} if isinstance(person, Person) and selectors.coaches(person) else set()


@loader("practice_room")
def practice_room(request: HttpRequest) -> tuple[None, set[Relation]]:
    """The room itself."""
    return None, _towards(request)


@loader("dojo_line")
def dojo_line(request: HttpRequest, line_id: str) -> tuple[MomentLine, set[Relation]]:
    """One line of the library."""
    try:
        return library.moments().line(line_id), _towards(request)
    except library.UnknownEntry:
        raise NothingThere from None


@loader("dojo_leader")
def dojo_leader(request: HttpRequest, leader_id: str) -> tuple[Leader, set[Relation]]:
    """One invented leader."""
    try:
        return library.leaders().leader(leader_id), _towards(request)
    except library.UnknownEntry:
        raise NothingThere from None


@loader("dojo_own")
def dojo_own(request: HttpRequest, talk_id: UUID) -> tuple[Heard, set[Relation]]:
    """One of one's own conversations, while its words are kept."""
    person = request.user
    if not isinstance(person, Person):
        raise NothingThere
    for each in moments.conversations(person):
        if each.id == talk_id:
            return each, {Relation.OWNER}
    raise NothingThere
