"""Where mail goes while nobody has said how it is sent: nowhere. It waits."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class MailNotSetUp(Exception):
    """No way to send mail is configured (EMAIL_URL)."""


class Unset(BaseEmailBackend):
    """Refuses to send, so that mail waits in the outbox until EMAIL_URL is set."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise MailNotSetUp
