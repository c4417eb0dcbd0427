"""Backups never hold what would open or join anything, and a restore brings nothing erased back to light."""

from __future__ import annotations

import fcntl
import json
import shutil
import sqlite3
import uuid
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.installation import Installation
from tests.cli.story import ALL, ERASE, ERASED, ROUND, SEED, look

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only]


@dataclass(frozen=True)
class Story:
    """Data folders from before and after an erasure, and the copies made then; never changed by a test."""

    before: Path
    after: Path
    main: Path
    keys_before: Path
    keys_after: Path
    wrapped: dict[str, bytes]
    facts: dict[str, str]


@pytest.fixture(scope="session")
def story(_prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Two leaders with an objective each, an open round, somebody signed in; then one erases everything."""
    folder = tmp_path_factory.mktemp("story")
    shutil.copytree(_prepared, folder / "data")
    here = Installation(folder / "data")
    facts = json.loads(here.python(SEED))
    here.do("backup", folder / "main")
    here.do("backup", "--keys", folder / "keys-before")
    shutil.copytree(here.data, folder / "before")
    wrapped = dict(here.sql("SELECT kind, wrapped FROM vault_datakey", database="keys.sqlite3"))
    here.python(ERASE)
    here.do("backup", "--keys", folder / "keys-after")
    return Story(
        before=folder / "before", after=here.data, main=folder / "main", keys_before=folder / "keys-before",
        keys_after=folder / "keys-after", wrapped=wrapped, facts=facts,
    )  # fmt: skip


@pytest.fixture
def before(story: Story, tmp_path: Path) -> Installation:
    """The installation before anything was erased."""
    shutil.copytree(story.before, tmp_path / "data")
    return Installation(tmp_path / "data")


@pytest.fixture
def after(story: Story, tmp_path: Path) -> Installation:
    """The installation in which Mo erased everything."""
    shutil.copytree(story.after, tmp_path / "data")
    return Installation(tmp_path / "data")


class TestTheFiles:
    def test_a_backup_is_one_file_for_its_owner_alone(self, story: Story) -> None:
        for file in (story.main, story.keys_before, story.keys_after):
            assert file.stat().st_mode & 0o777 == 0o600
        assert {path.name for path in story.main.parent.iterdir()} == {
            "data", "before", "main", "keys-before", "keys-after",
        }  # fmt: skip

    def test_the_main_backup_holds_no_key_and_nobody_signed_in(self, story: Story) -> None:
        content = story.main.read_bytes()
        assert b"mo@example.org" in content, "this test looks at the whole backup"
        assert b"k" * 32 not in content
        assert b"vault_datakey" not in content
        assert set(story.wrapped) == {"person", "round", "canary"}
        assert not [kind for kind, key in story.wrapped.items() if key in content]

    def test_the_copy_of_the_key_store_holds_no_key_of_an_open_round(self, story: Story) -> None:
        content = story.keys_before.read_bytes()
        assert {kind for kind, key in story.wrapped.items() if key in content} == {"person", "canary"}
        assert ROUND.hex.encode() not in content

    def test_a_destroyed_key_is_in_no_copy_made_afterwards(self, story: Story) -> None:
        with closing(sqlite3.connect(story.keys_after)) as copy:
            erased = [row[0] for row in copy.execute("SELECT scope FROM hansei_erased")]
            kept = {row[0] for row in copy.execute("SELECT scope FROM hansei_key")}
        assert erased == [story.facts["scope"]]
        assert len(kept) == 2
        assert not kept & set(erased)

    def test_what_is_still_in_the_write_ahead_log_is_in_the_backup(
        self, before: Installation, tmp_path: Path
    ) -> None:
        with closing(sqlite3.connect(before.data / "hansei.sqlite3", isolation_level=None)) as writer:
            writer.execute("PRAGMA wal_autocheckpoint = 0")
            writer.execute("INSERT INTO people_unit (id, name) VALUES (?, 'Slipway')", [uuid.uuid4().hex])
            assert b"Slipway" not in (before.data / "hansei.sqlite3").read_bytes()
            before.do("backup", tmp_path / "main")
        assert b"Slipway" in (tmp_path / "main").read_bytes()

    def test_a_file_that_is_there_is_never_overwritten(self, before: Installation, tmp_path: Path) -> None:
        (tmp_path / "copy").write_text("yesterday's")
        assert "exists already" in before.refuses("backup", tmp_path / "copy")
        assert (tmp_path / "copy").read_text() == "yesterday's"

    def test_a_place_that_cannot_be_written_is_a_sentence(self, before: Installation, tmp_path: Path) -> None:
        said = before.refuses("backup", tmp_path / "nowhere" / "copy")
        assert said.endswith("cannot be written: No such file or directory.")


class TestErasing:
    """Yesterday's backup, with key stores from before and from after an erasure."""

    def test_with_the_keys_from_before_it_opens(
        self, story: Story, before: Installation, tmp_path: Path
    ) -> None:
        elsewhere = before.twin(tmp_path / "elsewhere")
        elsewhere.do("restore", story.main, "--keys", story.keys_before, "--yes")
        assert look(elsewhere, story.facts) == ALL

    def test_with_the_keys_from_after_it_does_not_and_the_erased_leader_has_no_row(
        self, story: Story, before: Installation, tmp_path: Path
    ) -> None:
        elsewhere = before.twin(tmp_path / "elsewhere")
        said = elsewhere.do("restore", story.main, "--keys", story.keys_after, "--yes")
        assert said.startswith("Restored. Erasures carried out again: 1;")
        assert look(elsewhere, story.facts) == ERASED
        assert elsewhere.sql("SELECT count(*) FROM engagements_objective") == [(1,)]

    def test_the_erased_stay_erased_even_with_the_keys_from_before(
        self, story: Story, after: Installation
    ) -> None:
        after.do("restore", story.main, "--keys", story.keys_before, "--yes")
        assert look(after, story.facts) == ERASED

    def test_the_erased_stay_erased_without_any_copy_of_the_keys(
        self, story: Story, after: Installation
    ) -> None:
        after.do("restore", story.main, "--yes")
        assert look(after, story.facts) == ERASED
        sealed = bytes.fromhex(story.facts["sealed"])
        assert sealed in story.main.read_bytes()
        assert [path.name for path in after.data.iterdir() if sealed in path.read_bytes()] == []
        said = after.refuses("check")
        assert said.startswith("- Mail is not set up")
        assert said.count("- ") == 1, "all else is in order"


class TestARestore:
    @pytest.fixture
    def backup(self, story: Story, tmp_path: Path) -> Path:
        return Path(shutil.copy(story.main, tmp_path / "main"))

    def refused(self, here: Installation, *arguments: object) -> str:
        """A restore that has to be refused before it changes anything."""
        before = here.sql("SELECT count(*) FROM engagements_objective")
        said = here.refuses("restore", *arguments, "--yes")
        assert here.sql("SELECT count(*) FROM engagements_objective") == before
        assert not (here.data / "restoring").exists()
        return said

    def test_asks_for_a_yes(self, before: Installation, backup: Path) -> None:
        assert "Add --yes" in before.refuses("restore", backup)

    def test_is_refused_while_a_server_runs(self, before: Installation, backup: Path) -> None:
        with (before.data / "running.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH)
            said = self.refused(before, backup)
        assert said == "The server or worker is running. Stop it first."

    def test_refuses_what_is_not_a_backup(
        self, before: Installation, story: Story, backup: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "text").write_text("a letter")
        assert "is not a backup" in self.refused(before, tmp_path / "text")
        assert "cannot be read" in self.refused(before, tmp_path / "nothing")
        assert "is not a backup of the main database" in self.refused(before, story.keys_before)
        assert "is not a copy of the key store" in self.refused(before, backup, "--keys", backup)

    def test_refuses_a_damaged_backup(self, before: Installation, backup: Path) -> None:
        content = bytearray(backup.read_bytes())
        content[len(content) // 2 : len(content) // 2 + 20000] = b"\x07" * 20000
        backup.write_bytes(content)
        said = self.refused(before, backup)
        assert "is damaged" in said or "is not a backup" in said

    def test_refuses_a_backup_of_a_newer_version(self, before: Installation, backup: Path) -> None:
        with closing(sqlite3.connect(backup)) as copy, copy:
            copy.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('people', '9999_x', '')")
        assert "The backup was written by a newer version" in self.refused(before, backup)

    def test_refuses_keys_under_another_master_key(
        self, before: Installation, story: Story, backup: Path
    ) -> None:
        (before.data / "master.key").write_text("ab" * 32)
        assert "does not open with the master key" in self.refused(
            before, backup, "--keys", story.keys_before
        )

    def test_refuses_a_backup_of_the_other_kind_of_database(
        self, before: Installation, backup: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "archive").write_bytes(b"PGDMP" + bytes(100))
        assert "is of an installation on PostgreSQL" in self.refused(before, tmp_path / "archive")

    def test_brings_an_older_backup_up_to_date(self, before: Installation, backup: Path) -> None:
        with closing(sqlite3.connect(backup)) as copy, copy:
            copy.execute("DROP TRIGGER guard_audit_entry_delete")
            copy.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
            copy.execute("DROP TABLE django_session")
        before.do("restore", backup, "--yes")
        assert before.sql("SELECT count(*) FROM django_session") == [(0,)]
        assert before.sql("SELECT count(*) FROM sqlite_master WHERE name = 'guard_audit_entry_delete'") == [
            (1,)
        ]

    def test_that_was_interrupted_keeps_the_server_away_until_it_is_done_again(
        self, story: Story, after: Installation, backup: Path
    ) -> None:
        after.python(
            "import os\nfrom pathlib import Path\nfrom hansei.cli import keeping\n"
            "from hansei.web.common.people import leaving\n"
            "leaving.carry_out = lambda erased: os._exit(0)\n"
            f"keeping.restore(Path({str(backup)!r}), None, True)\n"
        )
        assert after.sql("SELECT count(*) FROM engagements_objective") == [(2,)], "the erased row is back"
        for command in ("serve", "worker"):
            assert "did not finish" in after.refuses(command)
        after.do("restore", backup, "--yes")
        assert look(after, story.facts) == ERASED
        assert after.do("steward-link")
