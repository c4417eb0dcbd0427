"""Mail of a demo goes into its mailbox page and nowhere else."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from hansei.core import clock
from hansei.web.common.people.models import Organization
from hansei.web.outward.demo.models import CaughtMail


class Mailbox(BaseEmailBackend):
    """Keeps each mail as a row."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        kept = [
            CaughtMail(to=address, subject=str(message.subject), body=str(message.body), at=clock.now())
            for message in email_messages
            for address in message.recipients()
        ]
        CaughtMail.objects.bulk_create(kept)
        return len(email_messages)


def mailbox_in_a_demo() -> BaseEmailBackend | None:
    """The mailbox in a demo database; anywhere else mail takes its ordinary way."""
    house = Organization.get()
    return Mailbox() if house is not None and house.is_demo else None
