"""Where a secret could come to rest, and a browser that writes one into every field it meets."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.mail import EmailMessage
from django.db import connections
from django.test import Client
from django.urls import resolve

from hansei.web.common.people.models import Person
from tests.web.disk import stored_bytes
from tests.web.pages import Form, Page, read
from tests.world import sign_in


@dataclass
class Writer:
    """Somebody's browser. Whatever form it sends, each field that takes words gets a secret of its own."""

    stem: str
    person: Person | None = None
    client: Client = field(init=False)
    page: Page = field(init=False)
    #: what a browser's address line, and whatever stands between it and the server, gets to see
    addresses: list[str] = field(default_factory=list)
    #: (route, field) of every field for words that was met, and the secret for those that were sent
    met: set[tuple[str, str]] = field(default_factory=set)
    sent: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = sign_in(self.person)
        self.client.raise_request_exception = False

    def open(self, url: str) -> Any:
        return self._took(self.client.get(url))

    def send(self, form: Form, *, to: str | None = None, **given: Any) -> Any:
        """Send a form of the page in hand, by its button to `to` if told so, and follow where it leads."""
        route = _route(self.page.url)
        words = {
            name: f"{self.stem} {route} {name.replace('_', ' ')}"
            for name, one in form.fields.items()
            if one.takes_words and name not in given
        }
        self.sent |= {(route, name): secret for name, secret in words.items()}
        data, target = form.data(**words, **given), to or form.action
        if form.method == "get":
            return self._took(self.client.get(target, data))
        return self._took(self.client.post(target, data))

    def post(self, url: str, **data: Any) -> Any:
        """Send something that no page offered."""
        return self._took(self.client.post(url, data))

    def _took(self, response: Any) -> Any:
        while response.status_code == 302:
            self.addresses.append(response["Location"])
            response = self.client.get(response["Location"])
        if response["Content-Type"].startswith("text/html"):
            self.page = read(response)
            # A search goes by the address: what is looked for is in the directory or the library.
            self.addresses += self.page.links + [form.action for form in self.page.forms]
            self.met |= {
                (_route(self.page.url), name)
                for form in self.page.forms
                for name, one in form.fields.items()
                if one.takes_words
            }
        return response


def _route(url: str) -> str:
    return resolve(urlsplit(url).path).view_name


# ---------------------------------------------------------------------------------------------- where to look
def places(
    *, log: str, mails: list[EmailMessage], writers: list[Writer], folders: list[Path]
) -> dict[str, bytes]:
    """All that is at rest or leaves the server besides pages, by a name that says where it is."""
    found: dict[str, bytes] = {}
    for alias in connections:
        found |= _database(alias)
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for row in Session.objects.all():
        # Sealed under the installation's own key, which no erasure destroys: nothing private belongs here.
        found[f"session {row.pk}"] = json.dumps(store._opened(row)).encode()
    found["log"] = log.encode()
    for number, mail in enumerate(mails):
        found[f"mail {number}"] = (mail.message().as_string() + mail.subject + str(mail.body)).encode()
    for name in caches:
        found[f"cache {name}"] = pickle.dumps(getattr(caches[name], "_cache", None))
    for number, writer in enumerate(writers):
        found[f"addresses {number}"] = "\n".join(writer.addresses).encode()
        found[f"cookies {number}"] = writer.client.cookies.output().encode()
    for folder in folders:
        for path in (path for path in folder.rglob("*") if path.is_file()):
            found[f"file {path}"] = stored_bytes(path)
    return found


def _database(alias: str) -> dict[str, bytes]:
    connection = connections[alias]
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        files = [Path(name + end) for end in ("", "-wal", "-shm", "-journal")]
        return {f"database {path.name}": stored_bytes(path) for path in files if path.exists()}
    return {f"table {alias}.{table}": rows for table, rows in _tables(alias)}


def _tables(alias: str) -> Iterator[tuple[str, bytes]]:
    connection = connections[alias]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            values = [value for row in cursor.fetchall() for value in row]
            raw = [bytes(one) if isinstance(one, memoryview) else one for one in values]
            yield table, b"\n".join(one if isinstance(one, bytes) else str(one).encode() for one in raw)


def holding(secret: str, where: dict[str, bytes]) -> list[str]:
    """The places in which the secret can be read, as it is, or as bytes are written for people."""
    forms = [secret.encode(), secret.encode("utf-16-le"), secret.encode().hex().encode()]
    return sorted(name for name, content in where.items() if any(form in content for form in forms))
