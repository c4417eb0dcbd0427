"""A calendar entry that says nothing: assistants read calendars."""

from datetime import timedelta
from uuid import NAMESPACE_OID, uuid5

from django.utils.translation import gettext as _

from hansei.core import clock
from hansei.web.steps.conversations.models import Conversation

LASTS = timedelta(hours=1)


def ics(conversation: Conversation) -> str:
    """One event with a neutral title: no names, no address, nothing of what it is. Needs a day."""
    title = _("Appointment")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//calendar//EN",
        "BEGIN:VEVENT",
        # Leads nowhere: it is drawn from the row and is not its identifier.
        f"UID:{uuid5(NAMESPACE_OID, f'appointment {conversation.pk}')}",
        f"DTSTAMP:{clock.now():%Y%m%dT%H%M%SZ}",
        f"SUMMARY:{title}",
        "CLASS:PRIVATE",
    ]
    if conversation.starts_at:
        start = conversation.starts_at
        lines += [f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{start + LASTS:%Y%m%dT%H%M%SZ}"]
    elif conversation.day:
        lines += [
            f"DTSTART;VALUE=DATE:{conversation.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{conversation.day + timedelta(days=1):%Y%m%d}",
        ]
    return "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""])
