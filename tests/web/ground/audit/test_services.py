"""The audit is a chain of identifiers in which nothing can be changed unnoticed."""

from __future__ import annotations

import threading
import uuid
from datetime import UTC, datetime

import pytest
from django.db import connection, connections, transaction

from hansei.core import clock
from hansei.web.ground.audit import services
from hansei.web.ground.audit.models import Entry

services.register("test.done", "test.undone")
OTHER = uuid.UUID(int=7)


@pytest.fixture
def chain(db: None) -> uuid.UUID:
    chain = uuid.uuid4()
    for _ in range(4):
        services.record(chain, "test.done", actor=uuid.uuid4(), subject="thing", subject_id=uuid.uuid4())
    return chain


def tamper(statement: str, *values: object) -> None:
    """Change the table as someone could who takes the guards away first."""
    table = " ON audit_entry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for event in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS guard_audit_entry_{event}{table}")
        cursor.execute(statement, values)


def test_entries_are_numbered_in_each_chain_apart(db: None) -> None:
    one, other = uuid.uuid4(), uuid.uuid4()
    with clock.frozen(datetime(2026, 3, 2, 8, tzinfo=UTC)):
        for chain in (one, other, one):
            services.record(chain, "test.done", actor=None)
    assert [entry.number for entry in services.entries(one)] == [1, 2]
    assert [entry.number for entry in services.entries(other)] == [1]
    assert services.entries(one)[0].at == datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_a_chain_that_nobody_touched_is_whole(chain: uuid.UUID) -> None:
    assert services.verify(chain) is None
    assert services.verify(uuid.uuid4()) is None
    assert services.broken_chains() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", OTHER.hex),
        ("number", 7),
        ("at", "2020-01-01 00:00:00+00:00"),
        ("verb", "test.undone"),
        ("actor", OTHER.hex),
        ("subject", "other"),
        ("subject_id", OTHER.hex),
    ],
)
def test_a_changed_value_breaks_the_chain_where_it_stands(
    chain: uuid.UUID, column: str, value: object
) -> None:
    tamper(
        f"UPDATE audit_entry SET {column} = %s WHERE chain = %s AND number = 2",  # noqa: S608
        value,
        database_form(chain),
    )
    assert services.verify(chain) == 2
    assert chain in services.broken_chains()


def database_form(value: uuid.UUID) -> str:
    return value.hex if connection.vendor == "sqlite" else str(value)


def test_an_entry_taken_out_breaks_the_chain(chain: uuid.UUID) -> None:
    tamper("DELETE FROM audit_entry WHERE chain = %s AND number = 2", database_form(chain))
    assert services.verify(chain) == 2


def test_entries_that_changed_places_break_the_chain(chain: uuid.UUID) -> None:
    for old, new in ((2, 9), (3, 2), (9, 3)):
        tamper(
            "UPDATE audit_entry SET number = %s WHERE chain = %s AND number = %s",
            new, database_form(chain), old,
        )  # fmt: skip
    assert services.verify(chain) == 2


def test_a_link_made_anew_to_fit_breaks_the_chain_at_the_next_one(chain: uuid.UUID) -> None:
    forged = services.entries(chain)[1]
    forged.verb = "test.undone"
    digest = services._hash(forged)
    tamper(
        "UPDATE audit_entry SET verb = %s, hash = %s WHERE chain = %s AND number = 2",
        "test.undone", digest, database_form(chain),
    )  # fmt: skip
    assert services.verify(chain) == 3


def test_a_verb_that_was_never_registered_is_refused(db: None) -> None:
    with pytest.raises(services.UnknownVerb, match=r"test\.dnoe"):
        services.record(uuid.uuid4(), "test.dnoe", actor=None)
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "verb", ["done", "Test.done", "test.done twice", "test.", "test.done.again", "tést.done"]
)
def test_a_verb_has_two_plain_words(verb: str) -> None:
    with pytest.raises(ValueError, match="not a verb"):
        services.register(verb)
    assert verb not in services.verbs()


@pytest.mark.parametrize("subject", ["Mo Weir", "mo@example.org", "he said no", "a.b.c", "x" * 61])
def test_free_text_is_refused_as_a_subject(db: None, subject: str) -> None:
    with pytest.raises(ValueError, match="lower-case"):
        services.record(uuid.uuid4(), "test.done", actor=None, subject=subject)


def test_an_entry_goes_with_the_transaction_it_belongs_to(db: None) -> None:
    chain = uuid.uuid4()
    with transaction.atomic():
        services.record(chain, "test.done", actor=None)
        assert len(services.entries(chain)) == 1
        transaction.set_rollback(True)
    assert services.entries(chain) == []


def test_the_table_refers_to_no_other() -> None:
    assert not any(field.is_relation for field in Entry._meta.get_fields())


@pytest.mark.django_db(transaction=True)
def test_many_who_write_at_once_get_a_place_each() -> None:
    chain, together, failures = uuid.uuid4(), threading.Barrier(6), []

    def write() -> None:
        try:
            together.wait()
            for _ in range(5):
                with transaction.atomic():
                    services.record(chain, "test.done", actor=None)
        except Exception as error:  # noqa: BLE001 (handed to the test's own thread)
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [entry.number for entry in services.entries(chain)] == list(range(1, 31))
    assert services.verify(chain) is None
