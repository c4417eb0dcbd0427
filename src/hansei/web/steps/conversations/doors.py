"""How whoever asks stands to a conversation, a note in it, a method and a page of craft."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from hansei.core import library
from hansei.core.agreement import State
from hansei.core.library import CraftPage, Method, Stage
from hansei.core.policy import Relation
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.engagements.selectors import relations
from hansei.web.common.people.models import Person
from hansei.web.ground.policy.services import NothingThere, loader
from hansei.web.steps.conversations import methods, selectors
from hansei.web.steps.conversations.models import Conversation, Note

_PERSONS = ("engagement__leader", "engagement__coach")


def _conversation(request: HttpRequest, pk: UUID) -> tuple[Conversation, set[Relation]]:
    found = Conversation.objects.filter(pk=pk).select_related(*_PERSONS).first()
    if found is None or not isinstance(request.user, Person):
        raise NothingThere
    return found, relations(request.user, found.engagement)


@loader("conversation")
def conversation(request: HttpRequest, conversation_id: UUID) -> tuple[Conversation, set[Relation]]:
    """One conversation: leader and coach stand to it as they stand to the engagement."""
    return _conversation(request, conversation_id)


@loader("conversations_of")
def conversations_of(request: HttpRequest, engagement_id: UUID) -> tuple[Engagement, set[Relation]]:
    """The conversations of an engagement: none before it is agreed, nor after it ended without any."""
    found = Engagement.objects.filter(pk=engagement_id).select_related("leader", "coach").first()
    if found is None or found.state in {State.NONE, State.CHOOSING} or not isinstance(request.user, Person):
        raise NothingThere
    if found.state == State.ENDED and not selectors.conversations(found).exists():
        raise NothingThere
    return found, relations(request.user, found)


@dataclass(frozen=True)
class AtStage:
    """A conversation, and one of its stages."""

    conversation: Conversation
    method: Method
    stage: Stage
    number: int


@loader("conversation_stage")
def at_stage(request: HttpRequest, conversation_id: UUID, number: int) -> tuple[AtStage, set[Relation]]:
    """One stage of a conversation that has begun."""
    found, to_it = _conversation(request, conversation_id)
    stage = selectors.stage_of(found, number) if found.course is not None else None
    if stage is None:
        raise NothingThere
    return AtStage(found, *stage, number), to_it


@loader("conversation_note")
def note(request: HttpRequest, note_id: UUID) -> tuple[Note, set[Relation]]:
    """A note is its author's; whoever else reads it does so on the page of the conversation."""
    found = (
        Note.objects.filter(pk=note_id)
        .select_related("author", *(f"conversation__{one}" for one in _PERSONS))
        .first()
    )
    if found is None:
        raise NothingThere
    return found, {Relation.OWNER} if found.author_id == request.user.pk else set()


@loader("own_coach_notes")
def own_coach_notes(request: HttpRequest) -> tuple[Person, set[Relation]]:
    """A coach's own notes, there once there are some."""
    person = request.user
    if not isinstance(person, Person) or not selectors.coach_notes(person).exists():
        raise NothingThere
    return person, {Relation.OWNER}


@loader("method")
def method(request: HttpRequest, method_id: str) -> tuple[Method, set[Relation]]:
    found = methods.find(method_id)
    if found is None:
        raise NothingThere
    return found, set()


@loader("craft_page")
def craft_page(request: HttpRequest, page_id: str) -> tuple[CraftPage, set[Relation]]:
    try:
        return library.craft_page(page_id), set()
    except library.UnknownEntry:
        raise NothingThere from None
