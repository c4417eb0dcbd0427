"""Rules that the database itself enforces, by triggers, whatever program writes to it.

An app registers its guards in `ready()`. They are made after every migration, because an ordinary SQLite
migration remakes a table and drops its triggers without a word. `missing()` compares what is in the database
with what should be there, word for word, and nothing is served while one is missing or was weakened.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connections, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

ALWAYS = "1 = 1"
_PREFIX = "guard_"
_EVENTS = {"insert": 4, "delete": 8, "update": 16, "truncate": 32}
_ROW_BEFORE = 1 | 2
_STATEMENT_BEFORE = 2


class GuardMissing(ImproperlyConfigured):
    """A trigger is missing or was changed; the message names it and says how to put it back."""


@dataclass(frozen=True)
class Guard:
    """One rule about one table. `conditions` holds, for each kind of database, when an event is refused."""

    name: str
    table: str
    app_label: str
    message: str
    events: tuple[str, ...]
    conditions: Mapping[str, str]


@dataclass(frozen=True)
class _Trigger:
    name: str
    table: str
    event: str
    create: str
    body: str = ""  # PostgreSQL: what the trigger's function does


_guards: dict[str, Guard] = {}


def guard(
    name: str,
    table: str,
    *,
    message: str,
    on: Iterable[str] = ("update", "delete", "truncate"),
    sqlite: str | None = ALWAYS,
    postgres: str | None = ALWAYS,
) -> None:
    """Register: in `table`, the events `on` (insert, update, delete, truncate) are refused with `message`.

    `sqlite` and `postgres` say when, as an SQL condition over OLD and NEW (neither for truncate, which is
    always refused); None leaves that kind of database without this guard. A refused statement raises
    IntegrityError. `message` must hold nothing from a row: it ends in logs.

    The app of the table is the part of its name before the first underscore, as Django names tables.
    """
    events = tuple(on)
    if unknown := set(events) - set(_EVENTS):
        raise ValueError(f"no such event: {', '.join(sorted(unknown))}")
    conditions = {"sqlite": sqlite, "postgresql": postgres}
    _guards[name] = Guard(
        name, table, table.partition("_")[0], message, events, {k: v for k, v in conditions.items() if v}
    )


def append_only(name: str, table: str, *, message: str, unique: Iterable[tuple[str, ...]] = ()) -> None:
    """Register: rows of `table` can be added and read, nothing else.

    `unique` lists the table's keys, the primary one first. SQLite needs them: INSERT OR REPLACE takes rows
    with the same key away without asking a delete trigger.
    """
    guard(name, table, message=message)
    same = [" AND ".join(f'"{column}" = NEW."{column}"' for column in key) for key in unique]
    if same:
        taken = " OR ".join(f"({each})" for each in same)
        guard(
            f"{name}_replace",
            table,
            message=message,
            on=("insert",),
            sqlite=f'EXISTS (SELECT 1 FROM "{table}" WHERE {taken})',  # noqa: S608 (names from the code)
            postgres=None,
        )


def registered() -> list[str]:
    """Names of all guards."""
    return sorted(_guards)


def make(using: str = "default") -> None:
    """Put every registered guard of this database in place; tables that do not exist yet are left out."""
    connection = connections[using]
    with transaction.atomic(using=using):
        tables = set(connection.introspection.table_names())
        present = _present(connection)
        for trigger in _wanted(connection, using):
            if trigger.table in tables and present.get(trigger.name) != _fingerprint(connection, trigger):
                _drop(connection, trigger)
                _create(connection, trigger)


def missing(using: str = "default") -> list[str]:
    """Triggers that are not in the database word for word, sorted; empty when everything is in place."""
    connection = connections[using]
    present = _present(connection)
    return sorted(
        trigger.name
        for trigger in _wanted(connection, using)
        if present.get(trigger.name) != _fingerprint(connection, trigger)
    )


def require(using: str = "default") -> None:
    """Raise GuardMissing unless every guard is in place. Server and worker call this before they start."""
    if names := missing(using):
        raise GuardMissing(
            f"The database lacks the triggers that protect its records: {', '.join(names)}. "
            "Put them back with: hansei migrate"
        )


_off = threading.RLock()


@contextmanager
def taken_off(using: str = "default") -> Iterator[None]:
    """Take off the guards that refuse deleting, inside the block only: for emptying a test database."""
    connection = connections[using]
    with _off:
        tables = set(connection.introspection.table_names())
        for trigger in _wanted(connection, using):
            if trigger.table in tables and trigger.event in {"delete", "truncate"}:
                _drop(connection, trigger)
        try:
            yield
        finally:
            make(using)


def _wanted(connection: BaseDatabaseWrapper, using: str) -> list[_Trigger]:
    write = _for_sqlite if connection.vendor == "sqlite" else _for_postgres
    return [
        write(guard, event, guard.conditions[connection.vendor])
        for guard in sorted(_guards.values(), key=lambda guard: guard.name)
        if connection.vendor in guard.conditions and router.allow_migrate(using, guard.app_label)
        for event in guard.events
        if event != "truncate" or connection.vendor == "postgresql"
    ]


def _for_sqlite(guard: Guard, event: str, condition: str) -> _Trigger:
    name = f"{_PREFIX}{guard.name}_{event}"
    create = (
        f'CREATE TRIGGER "{name}" BEFORE {event.upper()} ON "{guard.table}" FOR EACH ROW WHEN {condition} '
        f"BEGIN SELECT RAISE(ABORT, '{_quoted(guard.message)}'); END"
    )
    return _Trigger(name, guard.table, event, create)


def _for_postgres(guard: Guard, event: str, condition: str) -> _Trigger:
    name = f"{_PREFIX}{guard.name}_{event}"
    refuse = f"RAISE EXCEPTION '{_quoted(guard.message)}' USING ERRCODE = 'integrity_constraint_violation';"
    if event == "truncate":
        each, body = "STATEMENT", f"BEGIN {refuse} END"
    else:
        row = "OLD" if event == "delete" else "NEW"
        each, body = "ROW", f"BEGIN IF {condition} THEN {refuse} END IF; RETURN {row}; END"
    create = (
        f'CREATE TRIGGER "{name}" BEFORE {event.upper()} ON "{guard.table}" '
        f'FOR EACH {each} EXECUTE FUNCTION "{name}"()'
    )
    return _Trigger(name, guard.table, event, create, body)


def _quoted(message: str) -> str:
    # % would be a placeholder both for RAISE and for the driver.
    return message.replace("'", "''").replace("%", "")


def _fingerprint(connection: BaseDatabaseWrapper, trigger: _Trigger) -> tuple[Any, ...]:
    if connection.vendor == "sqlite":
        return (trigger.table, trigger.create)
    level = _STATEMENT_BEFORE if trigger.event == "truncate" else _ROW_BEFORE
    return (trigger.table, trigger.body, level | _EVENTS[trigger.event])


def _present(connection: BaseDatabaseWrapper) -> dict[str, tuple[Any, ...]]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                # A disabled trigger ("D"), or one for replicas alone ("R"), does not count; nor does one
                # that was made anew with a condition of its own.
                "SELECT t.tgname, c.relname, p.prosrc, t.tgtype FROM pg_trigger t"
                " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
                " JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL"
                " AND n.nspname = current_schema()"
            )
        return {row[0]: tuple(row[1:]) for row in cursor.fetchall()}


def _create(connection: BaseDatabaseWrapper, trigger: _Trigger) -> None:
    with connection.cursor() as cursor:
        if trigger.body:
            cursor.execute(
                f'CREATE OR REPLACE FUNCTION "{trigger.name}"() RETURNS trigger LANGUAGE plpgsql AS '
                f"$guard${trigger.body}$guard$"
            )
        cursor.execute(trigger.create)


def _drop(connection: BaseDatabaseWrapper, trigger: _Trigger) -> None:
    of_table = f' ON "{trigger.table}"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER IF EXISTS "{trigger.name}"{of_table}')
