"""A main database without its key store is noticed, and no empty key store takes its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.installation import Installation, postgres_databases
from tests.cli.story import ALL, SEED, look

ORGANIZATION = (
    "from hansei.web.common.people.models import Organization\n"
    "Organization.objects.create(id=1, name='Weir & Sons')\n"
)
COMMANDS = ("migrate", "serve", "worker", "steward-link", "demo")


def _lose(here: Installation) -> None:
    for path in here.data.glob("keys.sqlite3*"):
        path.unlink()


def _empty_file(here: Installation) -> None:
    _lose(here)
    (here.data / "keys.sqlite3").touch(mode=0o600)


def _empty_tables(here: Installation) -> None:
    here.sql("DELETE FROM vault_datakey", database="keys.sqlite3")


@pytest.mark.sqlite_only
@pytest.mark.parametrize("lose", [_lose, _empty_file, _empty_tables])
def test_no_command_goes_on_with_an_empty_key_store(
    prepared: Installation, lose: Callable[[Installation], None]
) -> None:
    prepared.python(ORGANIZATION)
    lose(prepared)
    before = {path.name for path in prepared.data.glob("keys.sqlite3")}
    for command in COMMANDS:
        said = prepared.refuses(command)
        assert f"its key store is not here: {prepared.data / 'keys.sqlite3'}" in said, command
        assert "hansei restore FILE --keys COPY" in said
        assert "an empty data folder" in said
    said = prepared.refuses("check")
    assert "its key store is not here" in said
    assert "hansei restore FILE --keys COPY" in said
    assert "hansei migrate" not in said
    assert {path.name for path in prepared.data.glob("keys.sqlite3")} == before


@pytest.mark.sqlite_only
def test_an_empty_main_database_gets_a_new_key_store(prepared: Installation) -> None:
    _lose(prepared)
    assert "There is no key store yet" in prepared.refuses("check")
    prepared.do("migrate")
    prepared.python(ORGANIZATION)
    prepared.do("migrate")
    assert "key store" not in prepared.refuses("check")


@pytest.mark.sqlite_only
@pytest.mark.slow
def test_a_lost_key_store_is_put_back_from_its_copy(prepared: Installation, tmp_path: Path) -> None:
    facts = json.loads(prepared.python(ORGANIZATION + SEED))
    prepared.do("backup", "--keys", tmp_path / "keys")
    _lose(prepared)
    prepared.do("backup", tmp_path / "main")
    said = prepared.refuses("restore", tmp_path / "main", "--yes")
    assert "There is no key store here" in said
    assert not (prepared.data / "restoring").exists()
    prepared.do("restore", tmp_path / "main", "--keys", tmp_path / "keys", "--yes")
    assert look(prepared, facts) == ALL
    assert "key store" not in prepared.refuses("check")
    prepared.do("migrate")


@pytest.mark.sqlite_only
def test_check_leaves_what_is_there_as_it_is(prepared: Installation, empty: Installation) -> None:
    def files() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in prepared.data.glob("*[y3]")}

    before = files()
    assert {"hansei.sqlite3", "keys.sqlite3", "master.key"} <= set(before)
    prepared.refuses("check")
    assert files() == before


@pytest.mark.slow
def test_a_lost_key_store_is_noticed_on_postgresql_too(tmp_path: Path) -> None:
    with postgres_databases() as (main, keys), postgres_databases() as (_, elsewhere):
        here = Installation(tmp_path / "data", DATABASE_URL=main, KEYS_URL=keys)
        here.do("migrate")
        here.python(ORGANIZATION)
        here.do("migrate")
        for url in (elsewhere, f"sqlite:///{tmp_path / 'nowhere.sqlite3'}"):
            for command in ("migrate", "worker", "check"):
                said = here.refuses(command, KEYS_URL=url)
                assert "its key store is not here" in said
                assert "hansei:" not in said, "no address with its user"
        here.do("migrate")
