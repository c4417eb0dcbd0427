"""What every command begins with: settings, databases as this version needs them, one restore at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import typer

#: The two databases, the key store first: a key is there before its data.
ALIASES = ("keys", "default")
NAMES = {"keys": "key store", "default": "main database"}
_RESTORING = "restoring"


class Stop(Exception):
    """Ends the command with this sentence and exit code 1."""


def begin(address: str | None = None) -> None:
    """Set Django up. What this process writes is for its own user alone.

    `address` is where people reach the installation unless HANSEI_ADDRESS says otherwise.
    """
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hansei.web.settings")
    if address:
        os.environ.setdefault("HANSEI_ADDRESS", address)
    import django

    django.setup()


def sentence(error: BaseException) -> str | None:
    """What to tell about an error that an installation can run into; None for one that should not happen."""
    if isinstance(error, Stop):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.strerror or error}: {error.filename}" if error.filename else str(error)
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management.base import CommandError
    from django.db import Error

    if isinstance(error, ImproperlyConfigured | CommandError):
        return str(error)
    return _database_sentence(str(error)) if isinstance(error, Error) else None


_DATABASE_SENTENCES = {
    "locked": "The database is locked by another program. Try again in a moment.",
    "unable to open": "The database file cannot be opened. Look at the data folder and its permissions.",
    "readonly": "The database cannot be written. Look at the data folder and its permissions.",
    "disk is full": "The disk is full.",
    "not a database": "The database file is damaged. Restore a backup with: hansei restore",
    "malformed": "The database file is damaged. Restore a backup with: hansei restore",
    "no such table": "The database is not prepared yet. Prepare it with: hansei migrate",
    "does not exist": "The database is not there or not prepared. Look at its address, then: hansei migrate",
    "password authentication": "The database refuses the user or password in its address.",
    "connection": "The database cannot be reached at the address in DATABASE_URL or KEYS_URL.",
}


def _database_sentence(words: str) -> str | None:
    # The database's own words are not passed on: they can hold a row, or an address with its user.
    return next((said for part, said in _DATABASE_SENTENCES.items() if part in words), None)


# --------------------------------------------------------------------------------------------- one at a time
@contextmanager
def hold(*, alone: bool = False) -> Iterator[None]:
    """Mark this installation as in use for as long as the block runs; with `alone` nobody else may use it.

    Server and worker hold it together, a restore alone. The mark goes with the process, however it ends.
    Raises Stop when the other kind holds it.
    """
    from django.conf import settings

    with (settings.DATA / "running.lock").open("a") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Stop(
                "The server or worker is running. Stop it first."
                if alone
                else "A restore is running. Wait until it is done."
            ) from None
        yield


def restoring() -> Path:
    """The file that stands in the data folder from the beginning of a restore to its end."""
    from django.conf import settings

    return Path(settings.DATA) / _RESTORING


# ------------------------------------------------------------------------------------------------- databases
def apart() -> None:
    """Raise Stop unless the key store is a database of its own: a backup of the other must not contain it."""
    from django.db import connections

    places = [
        [connections[alias].settings_dict[part] or "" for part in ("ENGINE", "HOST", "PORT", "NAME")]
        for alias in ALIASES
    ]
    if places[0] == places[1]:
        raise Stop("KEYS_URL and DATABASE_URL name the same database. The key store needs one of its own.")


def place(alias: str) -> str:
    """Where a database is, without its user and password."""
    from django.db import connections

    facts = connections[alias].settings_dict
    host = facts["HOST"]
    return f"{facts['NAME']} at {host}" if host else str(facts["NAME"])


def has_rows(alias: str, *tables: str) -> bool:
    """Whether one of these tables is there and has a row. Makes no file."""
    from django.db import connections

    connection = connections[alias]
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    with connection.cursor() as cursor:
        for table in set(tables) & set(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608
            if cursor.fetchone():
                return True
    return False


def lost_keys() -> tuple[str, str] | None:
    """What is wrong when the key store of an organization is not there, and how to mend it; else None.

    An empty one would be taken for the real one from then on, and nothing sealed would ever open. It is told
    by the canary, which stands in each key store before there can be an organization.
    """
    # As the tables are called in the database: the models may be of a version that is not there yet.
    if has_rows("keys", "vault_datakey") or not has_rows("default", "people_organization", "people_person"):
        return None
    mend = (
        "Put the key store back, or set KEYS_URL to where it is. From a copy of it: hansei backup FILE, then "
        "hansei restore FILE --keys COPY --yes. Without any copy, begin anew in an empty data folder."
    )
    return f"The main database holds an organization, but its key store is not here: {place('keys')}.", mend


def require_keys() -> None:
    """Raise Stop when the main database holds an organization and its key store is not here."""
    if lost := lost_keys():
        raise Stop("\n".join(lost))


def pending(alias: str) -> int:
    """How many migrations this database lacks. Raises Stop when it was written by a newer version."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections[alias])
    if newer_than_code(set(executor.loader.applied_migrations)):
        raise newer(NAMES[alias])
    # Of all apps, the key store has the vault alone.
    labels = {"vault"} if alias == "keys" else executor.loader.migrated_apps - {"vault"}
    targets = [key for key in executor.loader.graph.leaf_nodes() if key[0] in labels]
    return len(executor.migration_plan(targets))


def newer_than_code(applied: set[tuple[str, str]]) -> bool:
    """Whether a database with these migrations has some that this version does not know."""
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None)
    known = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        known |= set(migration.replaces)
    return bool(applied - known)


def newer(what: str) -> Stop:
    """The sentence about a database or backup that a newer version wrote."""
    from hansei import __version__

    return Stop(
        f"The {what} was written by a newer version of Hansei than this one ({__version__}). "
        "Install that version, or a newer one."
    )


def bring_up_to_date() -> int:
    """Migrate both databases as needed, put every guard in place; how many migrations were made.

    Server and worker may start together: one migrates, the other waits and finds nothing left to do.
    """
    from django.conf import settings
    from django.core.management import call_command

    apart()
    with (settings.DATA / "migrating.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        counts = {alias: pending(alias) for alias in ALIASES}
        for alias in ALIASES:
            if counts[alias]:
                apps = ["vault"] if alias == "keys" else []
                call_command(
                    "migrate", *apps, database=alias, verbosity=0, interactive=False, skip_checks=True
                )
        return sum(counts.values())


def prepare() -> None:
    """Make sure that this installation may be served, or raise an error that is a sentence.

    Refuses a main database whose key store is not there. Migrates the databases if they are older than this
    version, tries the master key on the key store, requires every guard, and sets the clock of a demo.
    """
    from django.core.checks import Error, run_checks

    from hansei.web.ground.audit import guards
    from hansei.web.ground.vault import services as vault

    if restoring().exists():
        raise Stop("A restore was begun and did not finish. Do it again with: hansei restore")
    if errors := [problem for problem in run_checks() if problem.level >= Error("").level]:
        raise Stop("\n".join(f"{problem.msg} {problem.hint or ''}".strip() for problem in errors))
    apart()
    require_keys()
    if bring_up_to_date():
        typer.echo("The database is prepared for this version.")
    vault.plant_canary()
    vault.settle()
    guards.require()
    set_clock()


def set_clock() -> None:
    """Move the clock of this process as the demo's organization says; elsewhere it is real time."""
    from hansei.core import clock
    from hansei.web.common.people.models import Organization

    organization = Organization.get()
    if organization is not None and organization.is_demo:
        clock.set_offset(timedelta(seconds=organization.clock_offset))


def migrate() -> None:
    """Bring both databases to this version, and put back triggers that are missing."""
    begin()
    with hold():
        apart()
        require_keys()
        bring_up_to_date()
        from hansei.web.ground.audit import guards
        from hansei.web.ground.vault import services as vault

        guards.make()
        vault.plant_canary()
    typer.echo("The database is prepared for this version.")
