"""While people are asked, no two backups tell who answered, or let a person and an answer be joined."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hansei.core import sealing
from hansei.web.common.asking.tokens import place_of
from hansei.web.ground.vault import services as vault
from tests.cli.installation import Installation, postgres_databases

pytestmark = pytest.mark.slow

#: Every row of a database, by table, in the order in which they lie there.
Rows = dict[str, list[dict[str, Any]]]

OPEN = """
import json
from datetime import timedelta
from hansei.core import clock
from hansei.web.common.asking import services
from hansei.web.common.people.models import Organization, Person
Organization.objects.create(id=1, name="Halden Pumps")
leader = Person.objects.create_user("mo@example.org", name="Mo Weir", is_leader=True)
crowd = [Person.objects.create_user(f"p{n}@example.org", name=f"Person {n}") for n in range(6)]
services.open_round(
    about=leader, kind="mirror", closes_at=clock.now() + timedelta(days=14),
    items=[services.Item("LL-S8", ("peers",)), services.Item("LL-S4", ("peers",))],
    asked=[services.Asked(one, "peers") for one in crowd],
)
"""
ACT = """
from datetime import timedelta
from hansei.core import clock
from hansei.web.common.asking import services
from hansei.web.common.asking.models import Invitation, Round
def invitation(number):
    return Invitation.objects.select_related("round").get(person__email=f"p{number}@example.org")
"""
FIRST_DAY = (
    ACT
    + """
for number in (5, 3):
    services.send(invitation(number), {"LL-S8": number, "LL-S4": 0})
"""
)
NEXT_DAYS = (
    ACT
    + """
services.send(invitation(1), {"LL-S8": 4, "LL-S4": 2})
services.stop_reminders(invitation(0))
with clock.shifted(timedelta(days=8)):
    assert services.remind_due() == 2
"""
)
CLOSE = ACT + "services.close(Round.objects.get())"
AFTER = (
    ACT
    + """
import json
round_ = Round.objects.get()
try:
    services.link(invitation(0))
except services.Closed:
    print(json.dumps([services.was_withdrawn(round_), services.respondents(round_)]))
"""
)


# ----------------------------------------------------------------------------------------- what a thief does
def plain(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return value.hex
    return bytes(value) if isinstance(value, memoryview) else value


def in_sqlite(file: Path) -> Rows:
    """What lies in a SQLite file and in the log beside it."""
    with closing(sqlite3.connect(file)) as copy:
        copy.row_factory = sqlite3.Row
        tables = [row[0] for row in copy.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {
            table: [dict(row) for row in copy.execute(f"SELECT * FROM {table}")]  # noqa: S608
            for table in tables
        }


def in_postgres(address: str) -> Rows:
    """What lies in a database on PostgreSQL."""
    import psycopg
    from psycopg.rows import dict_row

    with psycopg.connect(address, row_factory=dict_row) as connection:
        tables = [
            row["tablename"]
            for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ]
        return {
            table: [
                {name: plain(value) for name, value in row.items()}
                for row in connection.execute(f'SELECT * FROM "{table}" ORDER BY ctid'.encode())  # noqa: S608
            ]
            for table in tables
        }


def in_archive(file: Path) -> Rows:
    """What lies in an archive of pg_dump."""
    with postgres_databases() as (address, _other):
        subprocess.run(["pg_restore", "--no-owner", "-d", address, str(file)], check=True)
        return in_postgres(address)


def opened(here: Installation, keys: Path, row: dict[str, Any]) -> int:
    """What a sealed rating says, with a copy of the key store and the master key."""
    master = vault._master_from((here.data / "master.key").read_text().strip())
    with closing(sqlite3.connect(keys)) as copy:
        held = copy.execute("SELECT scope, kind, wrapped FROM hansei_key WHERE kind = 'answers'").fetchall()
    ((scope, kind, wrapped),) = held
    key = sealing.unwrap(master, wrapped, vault._wrapping_aad(uuid.UUID(scope), kind))
    at = place_of(row["token"], row["item_id"])
    return int(sealing.open_sealed(key, row["value"], vault._aad(uuid.UUID(scope), at)))


def joined(here: Installation, keys: Path, first: Rows, second: Rows) -> dict[str, list[int]]:
    """Ratings by mail address, out of two copies of the main database, one of the keys and the master key."""
    answered = [
        {row["invitation_id"] for row in rows["asking_progress"] if row["answered"]}
        for rows in (first, second)
    ]
    known = {row["token"] for row in first["asking_sent"]}
    fresh = [row for row in second["asking_sent"] if row["token"] not in known]
    addresses = {row["id"]: row["email"] for row in second["people_person"]}
    people = {row["id"]: addresses[row["person_id"]] for row in second["asking_invitation"]}
    came = answered[1] - answered[0]
    return {people[one]: [opened(here, keys, row) for row in fresh] for one in came if len(came) == 1}


# ---------------------------------------------------------------------------------------------- what is found
def attack(here: Installation, place: Path, live: Callable[[], Rows], read: Callable[[Path], Rows]) -> None:
    """Two days of one window, seen in the live database and in backups."""
    here.do("migrate")
    here.python(OPEN)
    here.do("backup", place / "main-0")
    here.python(FIRST_DAY)
    live_first = live()
    here.do("backup", place / "main-1")
    here.do("backup", "--keys", place / "keys")
    here.python(NEXT_DAYS)
    live_second = live()
    here.do("backup", place / "main-2")

    assert joined(here, place / "keys", live_first, live_second) == {"p1@example.org": [4, 2]}
    reminded = {row["to_id"] for row in live_second["mail_mail"] if row["kind"] == "asking.reminder"}
    assert len(reminded) == 2, "and who did not"

    before, first, second = (read(place / f"main-{day}") for day in range(3))
    assert len(second["asking_invitation"]) == 6, "this test looks at the whole backup"
    assert joined(here, place / "keys", first, second) == {}
    assert first == before, "a backup is the same whether somebody answered or not,"
    assert second == first, "or was reminded, or wanted no reminders"
    for table in ("asking_progress", "asking_sent", "asking_answer", "mail_mail", "django_session"):
        assert second[table] == [], table
    assert all(rows == [] for table, rows in second.items() if table.startswith("django_tasks"))

    traces = [row[name] for row in live_second["asking_sent"] for name in ("token", "value", "id")]
    traces += [row["id"] for row in live_second["mail_mail"]]
    content = b"".join((place / f"main-{day}").read_bytes() for day in range(3))
    for trace in traces:
        for written in [trace, trace.hex().encode()] if isinstance(trace, bytes) else [trace.encode()]:
            assert written not in content, "not in a page that is in no table any more, either"

    here.python(CLOSE)
    here.do("backup", place / "main-3")
    after = read(place / "main-3")
    assert sorted(opened(here, place / "keys", row) for row in after["asking_answer"]) == [0, 0, 2, 3, 4, 5]
    assert not {row["token"] for row in after["asking_answer"]} & {
        row["token"] for row in live_second["asking_sent"]
    }
    here.do("restore", place / "main-3", "--yes")
    assert json.loads(here.python(AFTER)) == [False, {"peers": 3}]
    here.do("restore", place / "main-2", "--yes")
    assert json.loads(here.python(AFTER)) == [True, {}], "stopped, and nothing is counted"


@pytest.mark.sqlite_only
def test_two_backups_of_one_window_join_nobody_and_an_answer_on_sqlite(tmp_path: Path) -> None:
    here = Installation(tmp_path / "data")

    def live() -> Rows:
        folder = tmp_path / f"live-{uuid.uuid4().hex}"
        shutil.copytree(here.data, folder)
        return in_sqlite(folder / "hansei.sqlite3")

    attack(here, tmp_path, live, in_sqlite)


def test_two_backups_of_one_window_join_nobody_and_an_answer_on_postgresql(tmp_path: Path) -> None:
    with postgres_databases() as (main, keys):
        if not shutil.which("pg_dump"):
            pytest.skip("pg_dump is not here: apt-get install postgresql-client")
        (tmp_path / "data").mkdir(mode=0o700)
        here = Installation(tmp_path / "data", DATABASE_URL=main, KEYS_URL=keys)
        attack(here, tmp_path, lambda: in_postgres(main), in_archive)


@pytest.mark.sqlite_only
def test_a_backup_holds_no_page_that_was_deleted(prepared: Installation, tmp_path: Path) -> None:
    """It is written anew, so that its size does not tell how much was left out."""
    prepared.python(OPEN)
    prepared.python(FIRST_DAY)
    prepared.do("backup", tmp_path / "main")
    with closing(sqlite3.connect(tmp_path / "main")) as copy:
        assert copy.execute("PRAGMA freelist_count").fetchone() == (0,)
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert copy.execute("PRAGMA foreign_key_check").fetchall() == []
