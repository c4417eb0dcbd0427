"""What is promised of commands on SQLite holds on PostgreSQL."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.installation import Installation, postgres_databases
from tests.cli.story import ALL, ERASE, ERASED, SEED, look

pytestmark = pytest.mark.slow


@contextmanager
def on_postgres(folder: Path, like: Installation | None = None) -> Iterator[Installation]:
    with postgres_databases() as (main, keys):
        if not shutil.which("pg_dump"):
            pytest.skip("pg_dump is not here: apt-get install postgresql-client")
        folder.mkdir(mode=0o700)
        if like:
            shutil.copy(like.data / "master.key", folder / "master.key")
        yield Installation(folder, DATABASE_URL=main, KEYS_URL=keys)


def test_a_postgresql_that_may_log_rows_is_found(tmp_path: Path) -> None:
    import psycopg

    with postgres_databases() as (main, keys):
        here = Installation(tmp_path / "data", DATABASE_URL=main, KEYS_URL=keys)
        here.do("migrate")
        name = main.rpartition("/")[2]
        wrong = {
            "log_min_error_statement": "error",
            "log_error_verbosity": "default",
            "log_statement": "all",
        }
        with psycopg.connect(main, autocommit=True) as connection:
            for setting, value in wrong.items():
                connection.execute(f"ALTER DATABASE {name} SET {setting} = '{value}'".encode())
        said = here.refuses("check")
        for setting in wrong:
            assert f"(main database) may log what people wrote: {setting}" in said


def test_postgresql_is_backed_up_and_restored_with_the_same_promises(tmp_path: Path) -> None:
    with on_postgres(tmp_path / "here") as here:
        here.do("migrate")
        facts = json.loads(here.python(SEED))
        here.do("backup", tmp_path / "main")
        here.do("backup", "--keys", tmp_path / "keys-before")
        assert (tmp_path / "main").stat().st_mode & 0o777 == 0o600
        assert "exists already" in here.refuses("backup", tmp_path / "main")
        here.python(ERASE)
        here.do("backup", "--keys", tmp_path / "keys-after")
        here.do("restore", tmp_path / "main", "--keys", tmp_path / "keys-before", "--yes")
        assert look(here, facts) == ERASED
        here.do("restore", tmp_path / "main", "--yes")
        assert look(here, facts) == ERASED
        with on_postgres(tmp_path / "there", like=here) as there:
            there.do("restore", tmp_path / "main", "--keys", tmp_path / "keys-before", "--yes")
            assert look(there, facts) == ALL
            said = there.python(
                "from django.contrib.sessions.models import Session\n"
                "from hansei.web.ground.audit import guards\n"
                "print(Session.objects.count(), guards.missing())"
            )
            assert said == "0 []"


def test_a_restore_on_postgresql_is_refused_while_others_are_connected(tmp_path: Path) -> None:
    import psycopg

    with on_postgres(tmp_path / "here") as here:
        here.do("migrate")
        here.do("backup", tmp_path / "main")
        with psycopg.connect(here.environment["DATABASE_URL"]):
            assert "Somebody else is connected" in here.refuses("restore", tmp_path / "main", "--yes")
        assert not (here.data / "restoring").exists()
