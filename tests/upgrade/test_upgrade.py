"""Each release's demo database is migrated by this code and can still be read."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import psycopg
import pytest

HERE = Path(__file__).parent
RELEASES = sorted(path.name.split(".sqlite")[0] for path in HERE.glob("*.sqlite.tar.xz"))
ON_POSTGRESQL = "DATABASE_URL" in os.environ

#: Read as an installation reads it: prepared (migrated, guards there, master key fits), then opened.
READ = """
from hansei.cli import start
start.begin()
start.prepare()
from hansei.web.common.people.models import Person
from hansei.web.ground.audit import guards, services as audit
from hansei.web.steps.mirror import selectors
ravi = Person.objects.get(name="Ravi Menon")
assert guards.missing() == []
assert audit.verify(ravi.chain) is None
for found in selectors.findings(ravi):
    print(found.choice, found.words)
"""


def _unpacked(name: str, folder: Path) -> None:
    with tarfile.open(HERE / name) as archive:
        archive.extractall(folder, filter="data")


def _read(folder: Path, **extra: str) -> str:
    environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "KEYS_URL"}}
    environment |= {"HANSEI_DATA": str(folder), **extra}
    done = subprocess.run(
        [sys.executable, "-c", READ], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_there_are_releases_to_upgrade_from() -> None:
    assert "0.1" in RELEASES


@pytest.mark.slow
@pytest.mark.skipif(ON_POSTGRESQL, reason="the kind of database is chosen by the run")
@pytest.mark.parametrize("release", RELEASES)
def test_a_release_on_sqlite_is_migrated_and_read(release: str, tmp_path: Path) -> None:
    _unpacked(f"{release}.sqlite.tar.xz", tmp_path)
    said = _read(tmp_path)
    assert "work I do thank people" in said
    assert "park It is seen more often" in said


@pytest.mark.slow
@pytest.mark.skipif(not ON_POSTGRESQL, reason="the kind of database is chosen by the run")
@pytest.mark.parametrize("release", RELEASES)
def test_a_release_on_postgresql_is_migrated_and_read(release: str, tmp_path: Path) -> None:
    _unpacked(f"{release}.postgresql.tar.xz", tmp_path)
    main, keys = (f"upgrade_{part}_{os.getpid()}" for part in ("main", "keys"))
    server = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        for name in (main, keys):
            connection.execute(f'CREATE DATABASE "{name}"')
    try:
        for name, file in ((main, "hansei.sql"), (keys, "keys.sql")):
            with (tmp_path / file).open() as dump:
                subprocess.run(
                    ["psql", "-q", "-v", "ON_ERROR_STOP=1", f"{server}/{name}"], stdin=dump, check=True,
                    stdout=subprocess.DEVNULL,
                )  # fmt: skip
        said = _read(tmp_path, DATABASE_URL=f"{server}/{main}", KEYS_URL=f"{server}/{keys}")
        assert "work I do thank people" in said
        assert "park It is seen more often" in said
    finally:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            for name in (main, keys):
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
