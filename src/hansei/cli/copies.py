"""The files of a backup: how they are written, looked over and read.

The main database: SQLite's own file, or an archive of pg_dump. The key store: a small SQLite file of its own
kind, whatever database it lives in.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from hansei.cli import start

_SQLITE = b"SQLite format 3\x00"
_POSTGRES = b"PGDMP"
_KEY_TABLES = """
    CREATE TABLE hansei_key (scope TEXT PRIMARY KEY, kind TEXT NOT NULL, wrapped BLOB NOT NULL);
    CREATE TABLE hansei_erased (scope TEXT PRIMARY KEY);
"""


@dataclass(frozen=True)
class Keys:
    """A copy of the key store: (scope, kind, wrapped key), and the scopes that were erased."""

    keys: list[tuple[UUID, str, bytes]]
    erased: list[UUID]


# --------------------------------------------------------------------------------------------- the key store
def write_keys(part: Path) -> None:
    """Write the key store into `part`, without the keys of open rounds."""
    from hansei.web.ground.vault import services as vault
    from hansei.web.ground.vault.models import DataKey

    # The erased ones are read last: a key destroyed in between must not be in the copy.
    rows = list(
        DataKey.objects.exclude(kind__in=vault.NEVER_IN_A_BACKUP).values_list("scope", "kind", "wrapped")
    )
    erased = vault.erased_scopes()
    kept = [(scope.hex, kind, bytes(wrapped)) for scope, kind, wrapped in rows if scope not in erased]
    with closing(sqlite3.connect(part)) as copy, copy:
        copy.executescript(_KEY_TABLES)
        copy.executemany("INSERT INTO hansei_key VALUES (?, ?, ?)", sorted(kept))
        copy.executemany("INSERT INTO hansei_erased VALUES (?)", sorted((scope.hex,) for scope in erased))


def read_keys(file: Path) -> Keys:
    """Read a copy of the key store, and try the master key on it. Raises Stop, WrongMasterKey."""
    from hansei.web.ground.vault import services as vault

    try:
        with closing(_open(file)) as copy:
            keys = copy.execute("SELECT scope, kind, wrapped FROM hansei_key").fetchall()
            erased = copy.execute("SELECT scope FROM hansei_erased").fetchall()
        found = Keys(
            [(UUID(scope), kind, wrapped) for scope, kind, wrapped in keys], [UUID(row[0]) for row in erased]
        )
    except (sqlite3.Error, ValueError):
        raise start.Stop(f"{file} is not a copy of the key store (hansei backup --keys).") from None
    for key in found.keys:
        vault.unwrapped(*key)
    return found


# ----------------------------------------------------------------------------------------- the main database
def write_main(part: Path) -> None:
    """Write the main database into `part`, without the rows of `left_out`."""
    from django.db import connections

    connection = connections["default"]
    if connection.vendor == "postgresql":
        without = [f"--exclude-table-data={table}" for table in left_out()]
        _postgres("pg_dump", "-Fc", "--no-owner", "--no-privileges", *without, "-f", str(part))
        return
    connection.ensure_connection()
    # By way of a file without a name, which is gone however this ends: what is left out never reaches the
    # place of the backup, and what is written there holds no deleted page and no order of writing.
    try:
        with closing(sqlite3.connect("", isolation_level=None)) as copy:
            connection.connection.backup(copy)
            for table in left_out():
                copy.execute(f"DELETE FROM {table}")  # noqa: S608
            copy.execute("VACUUM INTO ?", [str(part)])
    except sqlite3.Error:
        raise start.Stop(
            "The backup cannot be written. Is there room for it, there and in /var/tmp?"
        ) from None


def left_out() -> tuple[str, ...]:
    """The tables whose rows are in no backup of the main database.

    Who is signed in: a stolen backup must not sign anybody in. While people are asked, what was sent and by
    whom: with two backups of one window and the keys, a thief would join a person and their answers. Mail
    too, and the jobs that send it: a reminder went to somebody who had not answered. The box of closes: two
    backups around one close would be that leader's answers. And a file of people that nobody has confirmed:
    it is to be gone within the hour.
    """
    from django.contrib.sessions.models import Session
    from django_tasks_db.models import DBTaskResult

    from hansei.web.common.asking.models import Progress, Sent, SentWords
    from hansei.web.common.engagements.models import InTheBox, Slip
    from hansei.web.ground.mail.models import Mail
    from hansei.web.outward.demo.models import CaughtMail
    from hansei.web.outward.stewardship.models import Line, Waiting

    left_out = (
        Session, Progress, Sent, SentWords, InTheBox, Slip, Mail, DBTaskResult, CaughtMail, Line, Waiting,
    )  # fmt: skip
    return tuple(model._meta.db_table for model in left_out)


def examine_main(file: Path) -> None:
    """Raise Stop unless `file` is a whole backup of a main database that this version can use."""
    from django.db import connections

    vendor = connections["default"].vendor
    kind = _kind(file)
    if kind != vendor:
        others = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        if kind in others:
            raise start.Stop(
                f"{file} is of an installation on {others[kind]}; this one is on {others[vendor]}."
            )
        raise start.Stop(f"{file} is not a backup of the main database (hansei backup).")
    applied = _applied_sqlite(file) if vendor == "sqlite" else _applied_postgres(file)
    if ("people", "0001_initial") not in applied:
        raise start.Stop(f"{file} is not a backup of the main database (hansei backup).")
    if start.newer_than_code(applied):
        raise start.newer("backup")


def replace_main(file: Path) -> None:
    """Put the backup in place of the main database, in one step. Raises Stop when nothing was changed."""
    from django.db import connections

    connection = connections["default"]
    if connection.vendor == "postgresql":
        _replace_postgres(file)
        return
    connection.close()
    path = Path(connection.settings_dict["NAME"])
    fresh = path.with_name(f"{path.name}.restored")
    fresh.unlink(missing_ok=True)
    try:
        os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(_open(file)) as source, closing(sqlite3.connect(fresh)) as copy:
            source.backup(copy)
        to_disk(fresh)
    except (OSError, sqlite3.Error):
        fresh.unlink(missing_ok=True)
        raise start.Stop(f"The backup cannot be copied to {fresh}. Nothing was changed.") from None
    # Its log first: the log of one database beside the file of another would be taken for its own.
    for end in ("-wal", "-shm"):
        Path(f"{path}{end}").unlink(missing_ok=True)
    fresh.replace(path)
    to_disk(path.parent)


def to_disk(path: Path) -> None:
    """Wait until a file, or what a folder lists, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _kind(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            head = opened.read(16)
    except OSError as error:
        raise start.Stop(f"{file} cannot be read: {error.strerror}.") from None
    if head == _SQLITE:
        return "sqlite"
    return "postgresql" if head.startswith(_POSTGRES) else "unknown"


def _open(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)


def _applied_sqlite(file: Path) -> set[tuple[str, str]]:
    try:
        with closing(_open(file)) as copy:
            whole = copy.execute("PRAGMA quick_check").fetchone()[0] == "ok"
            rows = copy.execute("SELECT app, name FROM django_migrations").fetchall()
    except sqlite3.Error:
        return set()
    if not whole:
        raise start.Stop(f"{file} is damaged.")
    return {(app, name) for app, name in rows}


# ------------------------------------------------------------------------------------------------ PostgreSQL
def _applied_postgres(file: Path) -> set[tuple[str, str]]:
    said = _postgres("pg_restore", "--data-only", "--table=django_migrations", "-f", "-", str(file))
    rows = (line.split("\t") for line in said.splitlines())
    return {(row[1], row[2]) for row in rows if len(row) == 4}


def _replace_postgres(file: Path) -> None:
    from django.db import connections

    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        if cursor.fetchone()[0]:
            raise start.Stop("Somebody else is connected to the database. Stop server and worker first.")
    connections["default"].close()
    # The whole backup as one script in one transaction: at its end everything is there, or nothing changed.
    script = _postgres("pg_restore", "--no-owner", "--no-privileges", "-f", "-", str(file))
    begin = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n"
    _postgres(
        "psql", "-X", "-q", "--single-transaction", "-v", "ON_ERROR_STOP=1", "-f", "-", given=begin + script
    )


def _postgres(program: str, *arguments: str, given: str | None = None) -> str:
    """Run one of PostgreSQL's own programs. The password goes by the environment: others see arguments."""
    from django.db import connections

    if shutil.which(program) is None:
        raise start.Stop(f"{program} is needed for this and is not here: apt-get install postgresql-client")
    facts = connections["default"].settings_dict
    names = {
        "HOST": "PGHOST",
        "PORT": "PGPORT",
        "USER": "PGUSER",
        "PASSWORD": "PGPASSWORD",
        "NAME": "PGDATABASE",
    }
    environment = {variable: str(facts[name]) for name, variable in names.items() if facts.get(name)}
    if mode := facts.get("OPTIONS", {}).get("sslmode"):
        environment["PGSSLMODE"] = mode
    done = subprocess.run(  # noqa: S603 (programs named here, no shell)
        [program, *arguments],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment, "PGOPTIONS": "-c client_min_messages=warning", "LC_ALL": "C.UTF-8"},
    )
    if done.returncode:
        # Of its own words only the kind: they can hold a row.
        raise start.Stop(f"{program} did not succeed. {_reason(done.stderr)}".strip())
    return done.stdout


def _reason(words: str) -> str:
    if "version mismatch" in words or "unsupported version" in words:
        return "It is older than the database: install the client of the same version."
    if "could not connect" in words or "connection to server" in words:
        return "The database cannot be reached."
    if "No space left" in words:
        return "The disk is full."
    return "Nothing was changed."
