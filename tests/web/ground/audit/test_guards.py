"""The database keeps its own rules: they survive a migration, and nothing is served without them."""

from __future__ import annotations

import uuid

import pytest
from django.core.management.sql import emit_post_migrate_signal
from django.db import IntegrityError, connection, migrations, models, transaction
from django.db.migrations.loader import MigrationLoader

from hansei.web.common.people.models import Organization, Person
from hansei.web.ground.audit import guards, services
from hansei.web.ground.audit.models import Entry

services.register("test.done")


@pytest.fixture
def entry(db: None) -> Entry:
    return services.record(uuid.uuid4(), "test.done", actor=None)


def refused(statement: str, *values: object) -> None:
    never = pytest.raises(IntegrityError, match="never changed or deleted")
    with never, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def drop(trigger: str) -> None:
    table = " ON audit_entry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{trigger}"{table}')


def test_an_entry_cannot_be_changed(entry: Entry) -> None:
    refused("UPDATE audit_entry SET verb = 'test.other'")
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(verb="test.other")
    assert Entry.objects.get(pk=entry.pk).verb == "test.done"


def test_an_entry_cannot_be_deleted(entry: Entry) -> None:
    refused("DELETE FROM audit_entry")
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.delete()
    assert Entry.objects.filter(chain=entry.chain).count() == 1


@pytest.mark.django_db
def test_the_table_cannot_be_truncated() -> None:
    services.record(uuid.uuid4(), "test.done", actor=None)
    if connection.vendor == "sqlite":  # SQLite has no TRUNCATE: its DELETE without a condition is the same
        refused("DELETE FROM audit_entry WHERE 1")
    else:
        refused("TRUNCATE audit_entry")
        refused("TRUNCATE audit_entry CASCADE")


@pytest.mark.sqlite_only
@pytest.mark.parametrize("same", ["id", "position"])
def test_an_entry_cannot_be_replaced_by_inserting_over_it(entry: Entry, same: str) -> None:
    key = entry.id.hex if same == "id" else uuid.uuid4().hex
    number = 1 if same == "position" else 2
    refused(
        "INSERT OR REPLACE INTO audit_entry"
        " (id, chain, number, at, verb, actor, subject, subject_id, previous, hash)"
        " VALUES (%s, %s, %s, '2026-01-01', 'test.other', NULL, '', NULL, x'00', x'00')",
        key, entry.chain.hex, number,
    )  # fmt: skip
    assert [each.verb for each in services.entries(entry.chain)] == ["test.done"]


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_remakes_the_table_leaves_the_guards_in_place() -> None:
    services.record(uuid.uuid4(), "test.done", actor=None)
    try:
        migrate_verb_to(80)
        if connection.vendor == "sqlite":
            # What makes the receiver necessary: the remade table has lost every one of them.
            assert [name for name in guards.missing() if "audit_entry" in name] == [
                "guard_audit_entry_delete", "guard_audit_entry_replace_insert", "guard_audit_entry_update",
            ]  # fmt: skip
        after_migrating()
        assert guards.missing() == []
        refused("UPDATE audit_entry SET verb = 'test.other'")
        refused("DELETE FROM audit_entry")
    finally:
        migrate_verb_to(60)
        after_migrating()
    assert guards.missing() == []


def migrate_verb_to(length: int) -> None:
    """An ordinary migration; `atomic` and the rest as the migrate command has them."""
    state = MigrationLoader(connection).project_state()
    migration = migrations.Migration("9999_test", "audit")
    migration.operations = [migrations.AlterField("entry", "verb", models.CharField(max_length=length))]
    if length == 60:
        migrations.AlterField("entry", "verb", models.CharField(max_length=80)).state_forwards("audit", state)
    with connection.schema_editor(atomic=True) as editor:
        migration.apply(state, editor)


def after_migrating() -> None:
    """The signal as `migrate` sends it, to every app."""
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")


@pytest.mark.django_db
def test_a_guard_dropped_by_hand_is_reported_and_nothing_starts() -> None:
    guards.require()
    drop("guard_audit_entry_update")
    assert guards.missing() == ["guard_audit_entry_update"]
    with pytest.raises(guards.GuardMissing, match=r"guard_audit_entry_update.*hansei migrate"):
        guards.require()
    guards.make()
    assert guards.missing() == []


@pytest.mark.django_db
def test_a_guard_that_was_weakened_under_its_own_name_is_reported() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            drop("guard_audit_entry_delete")
            cursor.execute(
                "CREATE TRIGGER guard_audit_entry_delete BEFORE DELETE ON audit_entry BEGIN SELECT 1; END"
            )
        else:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION guard_audit_entry_delete() RETURNS trigger"
                " LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'"
            )
    assert guards.missing() == ["guard_audit_entry_delete"]


@pytest.mark.django_db
def test_a_guard_that_was_switched_off_is_reported() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite cannot switch a trigger off")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER guard_audit_entry_update")
    assert guards.missing() == ["guard_audit_entry_update"]


@pytest.mark.django_db(transaction=True)
def test_guards_taken_off_for_emptying_are_back_even_after_a_failure() -> None:
    def fail() -> None:
        with guards.taken_off():
            off.extend(guards.missing())
            raise RuntimeError

    off: list[str] = []
    with pytest.raises(RuntimeError):
        fail()
    assert "guard_audit_entry_delete" in off
    assert guards.missing() == []


@pytest.mark.django_db
def test_the_key_store_has_no_guards_of_the_main_database() -> None:
    assert guards.missing("keys") == []


def test_a_guard_with_an_unknown_event_is_refused() -> None:
    with pytest.raises(ValueError, match="drop"):
        guards.guard("wrong", "audit_entry", message="no", on=("drop",))
    assert "wrong" not in guards.registered()


class TestTheDemoMark:
    @staticmethod
    def organization(**facts: object) -> Organization:
        return Organization.objects.create(id=1, name="Weir & Sons", **facts)

    def test_goes_into_an_empty_database(self, db: None) -> None:
        self.organization(is_demo=True)
        Person.objects.create_user("mo@example.org", name="Mo Weir")
        Organization.objects.filter(id=1).update(name="Weir & Daughters")
        assert Organization.objects.get().is_demo

    def test_cannot_be_switched_on_later(self, db: None) -> None:
        self.organization()
        with pytest.raises(IntegrityError, match="only an empty database"), transaction.atomic():
            Organization.objects.filter(id=1).update(is_demo=True)
        assert not Organization.objects.get().is_demo

    def test_cannot_go_in_where_people_are(self, db: None) -> None:
        Person.objects.create_user("mo@example.org", name="Mo Weir")
        with pytest.raises(IntegrityError, match="only an empty database"), transaction.atomic():
            self.organization(is_demo=True)
        self.organization()

    def test_cannot_be_brought_in_by_making_the_row_again(self, db: None) -> None:
        organization = self.organization()
        Person.objects.create_user("mo@example.org", name="Mo Weir")
        organization.delete()
        with pytest.raises(IntegrityError, match="only an empty database"), transaction.atomic():
            self.organization(is_demo=True)
