"""Reads of conversations, always for one of the two."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from hansei.core.agreement import State
from hansei.core.conversation import NoteKind, Stand, drifts
from hansei.core.library import Method, Stage
from hansei.web.common.engagements.models import Engagement, Objective
from hansei.web.common.engagements.selectors import open_shared
from hansei.web.common.people.models import Person
from hansei.web.common.releases.models import SharedItem
from hansei.web.ground.prepared import Prepared, PreparedExists
from hansei.web.ground.vault import services as vault
from hansei.web.steps.conversations import methods
from hansei.web.steps.conversations.models import Conversation, FoundOut, Note


def conversations(engagement: Engagement) -> QuerySet[Conversation]:
    """All of one engagement, the one ahead first, then the newest."""
    return Conversation.objects.filter(engagement=engagement)


def ahead(engagement: Engagement) -> Conversation | None:
    """The one that is planned or begun."""
    return _AHEAD.first(engagement=engagement.pk)


_AHEAD = Prepared[Conversation](
    lambda engagement: Conversation.objects.filter(engagement=engagement).exclude(stand=Stand.HELD)[:1],
    engagement=Engagement._meta.get_field("id"),
)


def method_of(conversation: Conversation) -> Method | None:
    """Its method: as it stood when it began, before that as it stands now. None without one."""
    if conversation.course is not None:
        return Method.model_validate(conversation.course)
    return methods.find(conversation.method) if conversation.method else None


def stage_of(conversation: Conversation, number: int) -> tuple[Method, Stage] | None:
    """The nth stage of a conversation, from 1."""
    method = method_of(conversation)
    if method is None or not 1 <= number <= len(method.stages):
        return None
    return method, method.stages[number - 1]


def number_of(method: Method, stage: str) -> int:
    """Which stage it is, from 1; the first for one that is not there."""
    ids = [each.id for each in method.stages]
    return ids.index(stage) + 1 if stage in ids else 1


@dataclass(frozen=True)
class OpenNote:
    """A note with its words, for somebody who may read it."""

    row: Note
    words: str


def kinds_for(conversation: Conversation, person: Person) -> tuple[NoteKind, ...]:
    """Which notes somebody reads: their own kind and the shared ones. Nobody reads the other's own."""
    engagement = conversation.engagement
    if person.pk == engagement.leader_id:
        return (NoteKind.LEADER, NoteKind.SHARED)
    if person.pk == engagement.coach_id:
        return (NoteKind.COACH, NoteKind.SHARED)
    return ()


def scope_of(conversation: Conversation, kind: str) -> UUID:
    """The key scope under which a kind of note is sealed."""
    engagement = conversation.engagement
    return {
        NoteKind.COACH: engagement.coach_scope,
        NoteKind.LEADER: engagement.leader.private_scope,
        NoteKind.SHARED: engagement.scope,
    }[NoteKind(kind)]


def notes(conversation: Conversation, person: Person, *, stage: str | None = None) -> list[OpenNote]:
    """What this person may read of what was written down, of one stage if it is named."""
    rows = conversation.notes.filter(kind__in=kinds_for(conversation, person)).select_related("author")
    if stage is not None:
        rows = rows.filter(stage=stage)
    return [OpenNote(row, open_note(conversation, row)) for row in rows]


def open_note(conversation: Conversation, row: Note) -> str:
    """The words of a note. Raises KeyGone once its key is destroyed."""
    return vault.open_(scope_of(conversation, row.kind), bytes(row.sealed), at=at("Note", "sealed", row.pk))


def has_coach_notes(coach: Person) -> bool:
    """Whether a coach has notes of their own."""
    return _COACH_NOTES.ask(coach=coach.pk)


_COACH_NOTES = PreparedExists(
    lambda coach: Note.objects.filter(
        author=coach, kind=NoteKind.COACH, conversation__engagement__coach=coach
    ),
    coach=Person._meta.get_field("id"),
)


def coach_notes(coach: Person) -> QuerySet[Note]:
    """A coach's own notes on every leader, newest first, the ended coachings too."""
    return (
        Note.objects.filter(author=coach, kind=NoteKind.COACH, conversation__engagement__coach=coach)
        .select_related("author", "conversation__engagement__leader", "conversation__engagement__coach")
        .order_by("-written_at", "id")
    )


def found_out(conversation: Conversation) -> tuple[FoundOut, str] | None:
    """What the leader found out, opened. For the leader alone."""
    row = FoundOut.objects.filter(conversation=conversation).select_related("leader").first()
    if row is None:
        return None
    return row, vault.open_(row.leader.private_scope, bytes(row.sealed), at=at("FoundOut", "sealed", row.pk))


def named_first(conversation: Conversation) -> str:
    """Who named it first, as the coach said it; empty before. For the coach alone."""
    if conversation.named_first is None:
        return ""
    place = at("Conversation", "named_first", conversation.pk)
    return vault.open_(conversation.engagement.coach_scope, bytes(conversation.named_first), at=place)


def drifted(conversation: Conversation, person: Person) -> bool:
    """Whether its focus is not that of the objectives, as far as this person knows them."""
    return drifts(conversation.focus, _focus_known(conversation.engagement, person))


def _focus_known(engagement: Engagement, person: Person) -> Collection[str]:
    if person.pk == engagement.leader_id:
        return set(Objective.objects.filter(leader=person).values_list("focus", flat=True))
    opened = SharedItem.objects.filter(scope=engagement.scope, kind="objective", reader=person)
    return {str(open_shared(item).get("focus", "")) for item in opened}


def is_open(conversation: Conversation) -> bool:
    """Whether something new may be made in it now."""
    return conversation.engagement.state == State.AGREED


def used_before(engagement: Engagement) -> set[str]:
    """The methods these two have begun a conversation with."""
    return set(conversations(engagement).exclude(course=None).values_list("method", flat=True))


def at(model: str, field: str, pk: UUID) -> str:
    """The place to which a sealed value is bound."""
    return f"conversations.{model}.{field}:{pk}"
