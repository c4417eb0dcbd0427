"""`hansei check` finds what is wrong with an installation, and says how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.installation import Installation, mail_server

pytestmark = pytest.mark.sqlite_only


def test_an_installation_as_it_should_be_is_in_order(prepared: Installation) -> None:
    with mail_server() as address:
        assert prepared.do("check", EMAIL_URL=address) == "Everything is in order.\n"


def test_a_fresh_folder_is_told_what_it_lacks_and_nothing_is_made(empty: Installation) -> None:
    said = empty.refuses("check")
    assert "There is no key store yet" in said
    assert "There is no main database yet" in said
    assert "hansei migrate" in said
    assert "Mail is not set up" in said
    assert not list(empty.data.glob("*.sqlite3"))


def test_a_data_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, where a folder should be")
    said = Installation(tmp_path / "data").refuses("check")
    assert said.count("\n") == 0
    assert said.endswith("Set HANSEI_DATA to a folder you may write.")


@pytest.mark.parametrize(
    "address", ["mail.example.org", "http://mail.example.org", "smtp://mail.example.org:post"]
)
def test_a_broken_mail_address_is_a_sentence(empty: Installation, address: str) -> None:
    assert empty.refuses("check", EMAIL_URL=address) == (
        "EMAIL_URL must look like smtp://user:password@host:587?tls=yes"
    )


def test_a_mail_server_that_does_not_answer_is_found(prepared: Installation) -> None:
    said = prepared.refuses("check", EMAIL_URL="smtp://somebody:a-password@127.0.0.1:1")
    assert "127.0.0.1, port 1 does not answer" in said
    assert "a-password" not in said


def test_a_trigger_that_was_dropped_is_named(prepared: Installation) -> None:
    prepared.sql("DROP TRIGGER guard_audit_entry_delete")
    said = prepared.refuses("check")
    assert "guard_audit_entry_delete" in said
    prepared.do("migrate")
    assert "guard" not in prepared.refuses("check")


def test_a_database_of_a_newer_version_is_found(prepared: Installation) -> None:
    prepared.sql(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('people', '9999_x', '2030-01-01')"
    )
    assert "The main database was written by a newer version" in prepared.refuses("check")


def test_a_key_store_of_a_newer_version_is_found(prepared: Installation) -> None:
    prepared.sql(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('vault', '9999_x', '2030-01-01')",
        database="keys.sqlite3",
    )
    assert "The key store was written by a newer version" in prepared.refuses("check")


def test_a_database_of_an_older_version_is_found(prepared: Installation) -> None:
    prepared.sql("DELETE FROM django_migrations WHERE app = 'audit'")
    said = prepared.refuses("check")
    assert "The main database is of an older version." in said
    assert "hansei migrate" in said


def test_another_master_key_is_found(prepared: Installation) -> None:
    said = prepared.refuses("check", HANSEI_MASTER_KEY="ab" * 32)
    assert "does not open with the master key" in said
    assert "Put back the copy of master.key" in said


def test_a_damaged_key_file_is_a_sentence(prepared: Installation) -> None:
    (prepared.data / "master.key").write_text("0123")
    assert "master.key is damaged" in prepared.refuses("check")


def test_files_that_others_can_read_are_found(prepared: Installation) -> None:
    names = ("master.key", "secret.key", "hansei.sqlite3", "keys.sqlite3")
    for name in names:
        (prepared.data / name).chmod(0o644)
    prepared.data.chmod(0o755)
    said = prepared.refuses("check")
    assert [name for name in names if f"chmod 600 {prepared.data / name}" not in said] == []
    assert f"chmod 700 {prepared.data}\n" in said


def test_whatever_a_command_writes_is_for_its_user_alone(prepared: Installation) -> None:
    modes = {path.name: path.stat().st_mode & 0o077 for path in prepared.data.iterdir()}
    assert {"hansei.sqlite3", "keys.sqlite3", "master.key", "secret.key"} <= set(modes)
    assert set(modes.values()) == {0}


def test_a_clock_that_was_moved_outside_a_demo_is_found(prepared: Installation) -> None:
    prepared.python(
        "from django.db import connection\n"
        "connection.cursor().execute('PRAGMA ignore_check_constraints = ON')\n"
        "from hansei.web.common.people.models import Organization\n"
        "Organization.objects.create(id=1, name='Weir & Sons', clock_offset=60)\n"
    )
    assert "clock of this installation is moved" in prepared.refuses("check")


def test_a_changed_audit_entry_is_found(prepared: Installation) -> None:
    prepared.python(
        "import uuid\nfrom hansei.web.ground.audit import services\n"
        "services.register('test.done')\nservices.record(uuid.UUID(int=7), 'test.done', actor=None)\n"
    )
    prepared.sql("DROP TRIGGER guard_audit_entry_update")
    prepared.sql("UPDATE audit_entry SET verb = 'test.undone'")
    prepared.do("migrate")
    assert "00000000-0000-0000-0000-000000000007" in prepared.refuses("check")


def test_one_database_for_both_is_refused(prepared: Installation) -> None:
    address = f"sqlite:///{prepared.data / 'hansei.sqlite3'}"
    for command in (["check"], ["serve"], ["backup", prepared.data / "copy"]):
        assert "name the same database" in prepared.refuses(*command, KEYS_URL=address)


def test_an_interrupted_restore_is_found(prepared: Installation) -> None:
    (prepared.data / "restoring").touch(mode=0o600)
    assert "A restore was begun and did not finish." in prepared.refuses("check")


def test_a_postgresql_that_cannot_be_reached_is_a_sentence_without_its_password(empty: Installation) -> None:
    said = empty.refuses("check", DATABASE_URL="postgres://somebody:a-password@127.0.0.1:1/hansei")
    assert "The database cannot be reached" in said
    assert "a-password" not in said
