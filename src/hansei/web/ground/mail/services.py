"""Mail: `send` keeps who and what about, in the caller's transaction; the worker writes and sends it.

What a mail says is asked of the kind's renderer when it is sent, in the language and the zone of the one who
gets it. Delivery is at least once, always under the same Message-ID. Nobody who left gets any.
"""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from hansei.core import clock
from hansei.web.ground.jobs import services as jobs
from hansei.web.ground.mail.models import Mail

__all__ = [
    "Message",
    "UnknownKind",
    "address",
    "connection",
    "forget",
    "forget_person",
    "renderer",
    "send",
    "use_backend",
]


class Recipient(Protocol):
    """What mail needs to know of a person in the directory."""

    pk: Any
    left_on: date | None


@dataclass(frozen=True)
class Message:
    """The words of a mail. Plain text; links made by `address`; no name, no text of anybody's in either.

    `stop_url`: the whole address at which one POST without anything else ends mails of this sort.
    """

    subject: str
    body: str
    stop_url: str | None = None


Renderer = Callable[[Mail], Message | None]
Backend = Callable[[], BaseEmailBackend | None]

_RENDERERS: dict[str, Renderer] = {}
_BACKENDS: list[Backend] = []


class UnknownKind(LookupError):
    """No renderer is registered for this kind of mail."""


def renderer(kind: str) -> Callable[[Renderer], Renderer]:
    """Register who writes mails of `kind` (at most 60 characters).

    It is called when the mail is sent, with the language and time zone of the one who gets it active, outside
    a transaction, perhaps more than once. None means that there is nothing to send any more (the link closed
    meanwhile): the mail is dropped.
    """

    def register(write: Renderer) -> Renderer:
        if kind in _RENDERERS:
            raise ValueError(f"two renderers for mails of kind {kind}")
        _RENDERERS[kind] = write
        return write

    return register


def written_by(kind: str) -> Renderer:
    """The renderer of `kind`. Raises UnknownKind."""
    try:
        return _RENDERERS[kind]
    except KeyError:
        raise UnknownKind(kind) from None


def send(kind: str, *, to: Recipient, ref: uuid.UUID, number: int | None = None) -> None:
    """Have a mail of `kind` about the record `ref` sent to `to`, once the caller's transaction is committed.

    With a `number` (0 to 32767) there is at most one mail of this kind, person, record and number, however
    often it is asked for; without one, each call sends one. Nothing is kept for somebody who left. Raises
    UnknownKind.
    """
    written_by(kind)
    if to.left_on is not None:
        return
    mail = Mail(
        kind=kind, to_id=to.pk, ref=ref, number=number, message_id=_message_id(), created_at=clock.now()
    )
    if number is not None:
        # The constraint decides, without an error that would end the caller's transaction.
        Mail.objects.bulk_create([mail], ignore_conflicts=True)
        if not Mail.objects.filter(pk=mail.pk).exists():
            return
    else:
        mail.save(force_insert=True)
    jobs.enqueue("mail.deliver", mail.pk)


def _message_id() -> str:
    return f"<{uuid.uuid4().hex}@{urlsplit(settings.ADDRESS).hostname}>"


def address(path: str) -> str:
    """The whole address of `path` (which begins with a slash) on this installation, for a mail."""
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError("a mail links to a path of this installation")
    return f"{settings.ADDRESS}{path}"


def use_backend(choose: Backend) -> Backend:
    """Register who may take mail out of the settings' hands: a backend, or None to leave it to the next."""
    _BACKENDS.append(choose)
    return choose


def connection() -> BaseEmailBackend:
    """What mail is sent with: the first registered choice that is not None, else what the settings say."""
    for choose in _BACKENDS:
        if (chosen := choose()) is not None:
            return chosen
    return get_connection()


def forget(refs: Collection[uuid.UUID]) -> None:
    """Remove every mail about these records, sent or not: a round closed, a record erased."""
    Mail.objects.filter(ref__in=refs).delete()


def forget_person(person: uuid.UUID) -> None:
    """Remove every mail to this person, sent or not."""
    Mail.objects.filter(to_id=person).delete()
