"""Sending one mail of the outbox.

A mail is claimed by a conditional update and marked after the server took it. Killed in between, it is sent
again under the same Message-ID, which lets the reader's mail program see one mail.
"""

import smtplib
from datetime import timedelta
from email.utils import format_datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, Q
from django.utils import timezone, translation

from hansei.core import clock
from hansei.web.ground.jobs.services import JobFailed
from hansei.web.ground.mail.backends import MailNotSetUp
from hansei.web.ground.mail.models import Mail
from hansei.web.ground.mail.services import Message, connection, written_by

#: A claim older than this was left by a worker that died. Longer than any mail server is waited for.
CLAIM_HOLDS = timedelta(minutes=5)
#: How long a mail's row is kept once it is out or dropped: no round of asking is open as long.
KEPT = timedelta(days=60)


def deliver(mail_id: str) -> None:
    """Send the mail, unless it is out, dropped, gone or for somebody who left. Raises JobFailed."""
    now = clock.now()
    free = Q(state=Mail.State.WAITING) | Q(state=Mail.State.SENDING, claimed_at__lt=now - CLAIM_HOLDS)
    if not Mail.objects.filter(free, pk=mail_id).update(state=Mail.State.SENDING, claimed_at=now):
        if Mail.objects.filter(pk=mail_id, state=Mail.State.SENDING).exists():
            raise JobFailed("claimed", waits=True)
        return
    held = Mail.objects.filter(pk=mail_id, state=Mail.State.SENDING, claimed_at=now)
    mail = held.select_related("to").first()
    if mail is None:
        return
    try:
        sent = _send(mail)
    except MailNotSetUp:
        held.update(state=Mail.State.WAITING, code="mail_not_set_up")
        raise JobFailed("mail_not_set_up", waits=True) from None
    except Exception as error:  # noqa: BLE001 - a mail server's error names the address; only a code is kept
        code = _code(error)
        held.update(state=Mail.State.WAITING, code=code, attempts=F("attempts") + 1)
        raise JobFailed(code) from None
    if sent:
        held.update(state=Mail.State.SENT, code="", attempts=F("attempts") + 1, sent_at=clock.now())
    else:
        held.update(state=Mail.State.DROPPED, code="")


def drop(mail_id: str) -> None:
    """Give up: the last attempt failed. The code of why stays."""
    Mail.objects.filter(pk=mail_id).exclude(state=Mail.State.SENT).update(state=Mail.State.DROPPED)


def prune() -> None:
    """Remove mails that are out or dropped and older than KEPT."""
    over = (Mail.State.SENT, Mail.State.DROPPED)
    Mail.objects.filter(state__in=over, created_at__lt=clock.now() - KEPT).delete()


def _code(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"smtp_{error.smtp_code}"
    return type(error).__name__[:60]


def _send(mail: Mail) -> bool:
    """Write and send it; False when nothing is to be sent."""
    person: Any = mail.to
    if person.left_on is not None:
        return False
    with translation.override(_language(person.language)), timezone.override(_zone(person.zone)):
        message = written_by(mail.kind)(mail)
    if message is None:
        return False
    _envelope(mail, person.email, message).send()
    return True


def _envelope(mail: Mail, to: str, message: Message) -> EmailMessage:
    headers = {
        "Message-ID": mail.message_id,
        "Date": format_datetime(clock.now()),
        # Keeps answering machines quiet.
        "Auto-Submitted": "auto-generated",
    }
    if message.stop_url is not None:
        headers |= {
            "List-Unsubscribe": f"<{message.stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return EmailMessage(
        message.subject, message.body, settings.DEFAULT_FROM_EMAIL, [to],
        headers=headers, connection=connection(),
    )  # fmt: skip


def _language(language: str) -> str:
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
