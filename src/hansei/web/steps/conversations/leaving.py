"""What somebody takes out of their conversations, and how it is erased."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hansei.core.agreement import State
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.engagements.selectors import led_by
from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person
from hansei.web.ground.vault import services as vault
from hansei.web.steps.conversations import saying, selectors
from hansei.web.steps.conversations.models import Conversation, FoundOut, Note, Passage


def take_out(person: Person) -> dict[str, Any]:
    """One's own notes, the shared entries one wrote, and as leader what one found out.

    An entry of the other stays theirs: it is read on the page, not taken along.
    """
    with translation.override(person.language):
        held = [
            data
            for row in Conversation.objects.filter(
                Q(engagement__leader=person) | Q(engagement__coach=person)
            ).select_related("engagement__leader", "engagement__coach")
            if (data := _conversation(row, person)) is not None
        ]
    return {"held": held} if held else {}


def _conversation(row: Conversation, person: Person) -> dict[str, Any] | None:
    engagement = row.engagement
    leads = engagement.leader_id == person.pk
    notes = [
        {
            "for": note.kind,
            "words": selectors.open_note(row, note),
            "written_at": note.written_at.isoformat(),
        }
        for note in row.notes.filter(author=person)
    ]
    if not leads and engagement.state == State.ENDED and not notes:
        return None
    data: dict[str, Any] = {
        "with": saying.other(row, person).name,
        "day": row.day.isoformat() if row.day else None,
        "held_on": row.held_on.isoformat() if row.held_on else None,
        "method": saying.method(row),
        "notes": notes,
    }
    if row.focus:
        data["focus"] = row.focus
    if leads:
        found = selectors.found_out(row)
        data["found_out"] = found[1] if found else None
    else:
        data["who_named_it_first"] = selectors.named_first(row) or None
    return data


def erase(person: Person) -> None:
    """As leader: everything, the coach's own notes too. As coach: one's own notes and entries. Keys first."""
    led = list(Engagement.objects.filter(leader=person))
    keys = [key for one in led for key in (one.scope, one.coach_scope)]
    ended = Engagement.objects.filter(coach=person, state=State.ENDED).values_list("coach_scope", flat=True)
    vault.destroy(person.private_scope, *keys, *ended)
    FoundOut.objects.filter(leader=person).delete()
    Conversation.objects.filter(engagement__leader=person).delete()
    Note.objects.filter(author=person).delete()
    Conversation.objects.filter(engagement__coach=person).exclude(named_first=None).update(named_first=None)


@leaving.keeps
def keeps(person: Person) -> Iterator[leaving.Own]:
    """The conversations of every coaching in which there were some."""
    for engagement in led_by(person):
        if selectors.conversations(engagement).exists():
            yield leaving.Own(
                _("Conversations with %(name)s") % {"name": engagement.coach.name},
                reverse("conversations", kwargs={"engagement_id": engagement.pk}),
            )


@leaving.by_scope
def erase_scope(scope: UUID) -> int:
    """After a restore: rows under a scope whose key was destroyed."""
    deleted, _by_model = FoundOut.objects.filter(leader__private_scope=scope).delete()
    deleted += Conversation.objects.filter(engagement__scope=scope).delete()[0]
    deleted += Note.objects.filter(kind="coach", conversation__engagement__coach_scope=scope).delete()[0]
    deleted += Note.objects.filter(kind="leader", author__private_scope=scope).delete()[0]
    deleted += (
        Conversation.objects.filter(engagement__coach_scope=scope)
        .exclude(named_first=None)
        .update(named_first=None)
    )
    return deleted


leaving.register(
    "conversations_held", exporter=take_out, eraser=erase, covers=[Conversation, Passage, Note, FoundOut]
)
