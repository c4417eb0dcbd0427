"""`hansei check`: what is wrong with this installation, and how to mend it."""

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import typer

from hansei.cli import start

#: PostgreSQL writes a failing row, or the values of a statement, into its log unless it is told not to.
_LOG_SETTINGS = {
    "log_min_error_statement": ({"panic"}, "panic"),
    "log_error_verbosity": ({"terse"}, "terse"),
    "log_statement": ({"none", "ddl"}, "none"),
    "log_min_duration_statement": ({"-1"}, "-1"),
}
_PRAGMAS = {"journal_mode": "wal", "secure_delete": "1", "foreign_keys": "1"}
_MAIL_WAITS = 10


@dataclass(frozen=True)
class Finding:
    """Something that is wrong, and how to mend it; one sentence each."""

    what: str
    mend: str


def check() -> None:
    """Look over this installation: settings, databases, keys, triggers, mail.

    Changes no database and sends nothing. Like every command it makes the data folder and the two key files
    where they are missing.
    """
    start.begin()
    found = list(findings())
    for finding in found:
        typer.echo(f"- {finding.what}\n  {finding.mend}")
    if found:
        raise typer.Exit(1)
    typer.echo("Everything is in order.")


def findings() -> Iterator[Finding]:
    """Everything that is wrong. What cannot be looked at, because what it stands on is wrong, is left out."""
    yield from _settings()
    yield from _files()
    try:
        start.apart()
    except start.Stop as error:
        yield Finding(str(error), "Set KEYS_URL to another one, or leave it out for a file of its own.")
        return
    ready = []
    for alias in start.ALIASES:
        wrong = list(_lost_keys()) if alias == "keys" else []
        wrong = wrong or list(_database(alias))
        yield from wrong
        if not wrong:
            ready.append(alias)
    demo = False
    if "keys" in ready:
        yield from _key_store()
    if "default" in ready:
        yield from _guards()
        yield from _audit()
        demo = _is_demo()
        yield from _clock(demo)
    if not demo:  # the demo's mail goes into its own mailbox page
        yield from _mail()


def _settings() -> Iterator[Finding]:
    from django.core.checks import Error, run_checks

    for problem in run_checks():
        if problem.level >= Error("").level:
            yield Finding(str(problem.msg), str(problem.hint or "This is a fault of the program: report it."))
    if start.restoring().exists():
        yield Finding("A restore was begun and did not finish.", "Do it again with: hansei restore")


def _files() -> Iterator[Finding]:
    from django.conf import settings

    folder = Path(settings.DATA)
    if _mode(folder) & 0o077:
        yield Finding(f"Others on this machine can look into {folder}.", f"chmod 700 {folder}")
    for path in sorted({*_in(folder), *_databases()}):
        if path.exists() and _mode(path) & 0o077:
            yield Finding(f"Others on this machine can read {path}.", f"chmod 600 {path}")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _in(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path.is_file())


def _databases() -> Iterator[Path]:
    from django.db import connections

    for alias in start.ALIASES:
        if connections[alias].vendor == "sqlite":
            name = str(connections[alias].settings_dict["NAME"])
            yield from (Path(name + end) for end in ("", "-wal", "-shm"))


def _lost_keys() -> Iterator[Finding]:
    from django.db import Error

    try:
        lost = start.lost_keys()
    except Error:
        return  # whichever of the two does not answer is told of by itself
    if lost:
        yield Finding(*lost)


def _database(alias: str) -> Iterator[Finding]:
    from django.db import Error, connections

    connection = connections[alias]
    name = start.NAMES[alias]
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        if not path.exists():  # connecting would make an empty one
            yield Finding(f"There is no {name} yet at {path}.", "Make it with: hansei migrate")
            return
    try:
        connection.ensure_connection()
        if start.pending(alias):
            yield Finding(f"The {name} is of an older version.", "Bring it up to date with: hansei migrate")
            return
        yield from _pragmas(alias) if connection.vendor == "sqlite" else _logs(alias)
    except start.Stop as error:
        yield Finding(str(error), "A backup of the older version restores with: hansei restore")
    except Error as error:
        said = start.sentence(error) or f"The {name} does not answer."
        yield Finding(said, f"Look at the {name}: {connection.vendor}, {start.place(alias)}.")


def _pragmas(alias: str) -> Iterator[Finding]:
    from django.db import connections

    for name, wanted in _PRAGMAS.items():
        with connections[alias].cursor() as cursor:
            cursor.execute(f"PRAGMA {name}")
            value = str(cursor.fetchone()[0])
        if value != wanted:
            yield Finding(
                f"The {start.NAMES[alias]} runs with {name} = {value} instead of {wanted}.",
                "Put the data folder on a local disk: a network drive does not allow this.",
            )


def _logs(alias: str) -> Iterator[Finding]:
    from django.db import connections

    for name, (good, wanted) in _LOG_SETTINGS.items():
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_setting(%s)", [name])
            value = cursor.fetchone()[0]
        if value not in good:
            yield Finding(
                f"PostgreSQL ({start.NAMES[alias]}) may log what people wrote: {name} is {value}.",
                f"As its administrator: ALTER SYSTEM SET {name} = '{wanted}'; SELECT pg_reload_conf();",
            )


def _key_store() -> Iterator[Finding]:
    from hansei.web.ground.vault import services as vault

    try:
        vault.verify_master_key()
    except vault.WrongMasterKey:
        yield Finding(
            "The key store does not open with the master key of this installation.",
            "Put back the copy of master.key (or of HANSEI_MASTER_KEY) that belongs to it.",
        )


def _guards() -> Iterator[Finding]:
    from hansei.web.ground.audit import guards

    if names := guards.missing():
        yield Finding(
            f"The database lacks the triggers that protect its records: {', '.join(names)}.",
            "Put them back with: hansei migrate",
        )


def _audit() -> Iterator[Finding]:
    from hansei.web.ground.audit import services as audit

    if broken := audit.broken_chains():
        yield Finding(
            f"{len(broken)} audit chains were changed after they were written, {broken[0]} among them.",
            "Compare with a backup, and find out who could write to the database.",
        )


def _is_demo() -> bool:
    from hansei.web.common.people.models import Organization

    organization = Organization.get()
    return organization is not None and organization.is_demo


def _clock(demo: bool) -> Iterator[Finding]:
    from hansei.core import clock
    from hansei.web.common.people.models import Organization

    organization = Organization.get()
    moved = clock.offset() or (organization is not None and organization.clock_offset)
    if moved and not demo:
        yield Finding(
            "The clock of this installation is moved, and it is not a demo.",
            "Restore a backup: the database was changed by hand.",
        )


def _mail() -> Iterator[Finding]:
    import smtplib

    from django.conf import settings
    from django.core.mail import get_connection

    if settings.EMAIL_BACKEND.endswith(".Unset"):
        yield Finding(
            "Mail is not set up: it waits until it is.",
            "Set EMAIL_URL to smtp://user:password@host:587?tls=yes",
        )
        return
    place = f"{settings.EMAIL_HOST}, port {settings.EMAIL_PORT}"
    server = get_connection(timeout=_MAIL_WAITS)
    try:
        server.open()
        server.close()
    except smtplib.SMTPAuthenticationError:
        yield Finding(f"The mail server {place} refuses the user or password.", "Look at EMAIL_URL.")
    except (OSError, smtplib.SMTPException):
        yield Finding(
            f"The mail server {place} does not answer as one should.",
            "Look at host, port and tls in EMAIL_URL, and whether this machine may reach it.",
        )
