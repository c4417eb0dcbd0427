"""What a conversation is called, when it is, and who reads what, in the reader's language."""

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hansei.core import library
from hansei.core.conversation import NoteKind, Stand
from hansei.web.common.people.models import Person
from hansei.web.steps.conversations.models import Conversation
from hansei.web.steps.conversations.selectors import method_of


def other(conversation: Conversation, person: Person) -> Person:
    """The other of the two."""
    engagement = conversation.engagement
    return engagement.coach if person.pk == engagement.leader_id else engagement.leader


def day(value: date) -> str:
    return date_format(value, "DATE_FORMAT")


def when(conversation: Conversation) -> str:
    """When it is or was; that it is open."""
    if conversation.stand == Stand.HELD and conversation.held_on:
        return day(conversation.held_on)
    if conversation.starts_at:
        return date_format(timezone.localtime(conversation.starts_at), "DATETIME_FORMAT")
    return day(conversation.day) if conversation.day else _("no day yet")


def method(conversation: Conversation) -> str:
    """The method by its label, or that there is none."""
    found = method_of(conversation)
    return found.label.get(get_language()) if found else _("Without a method")


def focus(conversation: Conversation) -> str:
    """Which of the two it is about; empty while nobody said."""
    if not conversation.focus:
        return ""
    return library.word("focus", conversation.focus).name.get(get_language())


def stand(conversation: Conversation) -> str:
    return {
        Stand.PLANNED: _("planned"),
        Stand.BEGUN: _("begun"),
        Stand.HELD: _("held"),
    }[Stand(conversation.stand)]


def who_reads(conversation: Conversation, kind: str, person: Person) -> str:
    """Who can read a kind of note, said to the one who may write it."""
    name = other(conversation, person).name
    return {
        NoteKind.SHARED: _("You and %(name)s read this. Each of you changes only what you wrote yourself."),
        NoteKind.LEADER: _("Only you read this. %(name)s never does."),
        NoteKind.COACH: _(
            "Only you read this. %(name)s never does, and it goes when %(name)s erases the coaching."
        ),
    }[NoteKind(kind)] % {"name": name}


def kind(which: str) -> str:
    """The heading over a kind of note."""
    return _("For both of you") if which == NoteKind.SHARED else _("For you alone")
