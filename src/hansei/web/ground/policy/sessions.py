"""Sessions that cannot be read out of the database they lie in.

Django keeps the key of a session, which is what stands in the cookie, and what is in it, a mailed code for
instance, readable for whoever can read the table: enough to sign in as anybody. Here a row is named by a
keyed hash of the session's key, and what is in it is sealed for that row. Both need the master key, which
is in no database. What does not open is no session.
"""

import base64
import binascii
import hashlib
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.utils import timezone

from hansei.core import sealing

#: 160 bits in hexadecimal digits: as long as the column is.
_ROW_DIGITS = 40
_HOUR = timedelta(hours=1)


@cache
def _key(master: str, purpose: str) -> bytes:
    return sealing.derive(hashlib.sha256(master.lower().encode("ascii")).digest(), f"sessions.{purpose}")


def row_name(session_key: str) -> str:
    """Under which key the row of this session stands; it does not lead back to the session's key."""
    name = sealing.derive(_key(settings.MASTER_KEY, "name"), "row", session_key.encode("utf-8"))
    return name.hex()[:_ROW_DIGITS]


def _next_hour(moment: datetime) -> datetime:
    # To the second, the end of a session would tell when somebody signed in.
    return moment if moment == (begun := _hour(moment)) else begun + _HOUR


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


class SessionStore(db.SessionStore):
    """Django's sessions in the database, with rows that say nothing. A session ends on a full hour."""

    # Django's own would write a plain row: these do what the ones below do, in a thread.
    aload = SessionBase.aload
    aexists = SessionBase.aexists
    acreate = SessionBase.acreate
    asave = SessionBase.asave
    adelete = SessionBase.adelete

    def load(self) -> dict[str, Any]:
        """What is in the session; nothing, and no session, when it has ended or does not open."""
        name = row_name(self.session_key) if self.session_key else ""
        row = Session.objects.filter(session_key=name, expire_date__gt=timezone.now()).first()
        try:
            if row is not None:
                return self._opened(row)
        except (sealing.CannotOpen, binascii.Error, ValueError):
            pass
        self._session_key = None
        return {}

    def exists(self, session_key: str) -> bool:
        return super().exists(row_name(session_key))

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            super().delete(row_name(key))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        # A session that turned out to be none while it was read has no key any more.
        name = row_name(self._get_or_create_session_key())  # type: ignore[attr-defined]
        plain = self.serializer().dumps(data)
        sealed = sealing.seal(_key(settings.MASTER_KEY, "content"), plain, name.encode("ascii"))
        return Session(
            session_key=name,
            session_data=base64.b64encode(sealed).decode("ascii"),
            expire_date=_next_hour(self.get_expiry_date()),
        )

    def _opened(self, row: Session) -> dict[str, Any]:
        sealed = base64.b64decode(row.session_data, validate=True)
        key = _key(settings.MASTER_KEY, "content")
        plain = sealing.open_sealed(key, sealed, row.session_key.encode("ascii"))
        found: dict[str, Any] = self.serializer().loads(plain)
        return found
