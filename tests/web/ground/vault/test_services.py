"""A key opens what it sealed, where it was sealed, until it is destroyed: then nothing does."""

from __future__ import annotations

import threading
import uuid
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connections, transaction

from hansei.core import sealing
from hansei.core.sealing import CannotOpen
from hansei.web.ground.vault import services, wiping
from hansei.web.ground.vault.models import DataKey, ErasedScope
from tests.web.disk import stored_bytes

AT = "test.Thing.text:1"
SECRET = "Heron at the mill pond, 5:40"


@pytest.fixture
def scope(db: None) -> uuid.UUID:
    scope = uuid.uuid4()
    services.ensure(scope, "person")
    return scope


def test_what_was_sealed_opens_again(scope: uuid.UUID) -> None:
    sealed = services.seal(scope, SECRET, at=AT)
    assert SECRET.encode() not in sealed
    assert services.open_(scope, sealed, at=AT) == SECRET
    assert services.open_(scope, memoryview(sealed), at=AT) == SECRET, "as PostgreSQL hands it over"


def test_a_value_moved_to_another_row_does_not_open(scope: uuid.UUID) -> None:
    sealed = services.seal(scope, SECRET, at=AT)
    with pytest.raises(CannotOpen):
        services.open_(scope, sealed, at="test.Thing.text:2")


def test_a_value_does_not_open_in_another_scope(scope: uuid.UUID) -> None:
    sealed = services.seal(scope, SECRET, at=AT)
    other = uuid.uuid4()
    services.ensure(other, "person")
    with pytest.raises(CannotOpen):
        services.open_(other, sealed, at=AT)


def test_a_key_copied_to_another_scope_does_not_open_there(scope: uuid.UUID) -> None:
    """Whoever can write to the key store cannot make one scope read another's text."""
    sealed = services.seal(scope, SECRET, at=AT)
    other = uuid.uuid4()
    DataKey.objects.create(scope=other, kind="person", wrapped=DataKey.objects.get(scope=scope).wrapped)
    with pytest.raises(services.WrongMasterKey):
        services.open_(other, sealed, at=AT)


def test_a_value_is_bound_to_its_scope_even_where_two_share_a_key(
    scope: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = sealing.new_key()
    monkeypatch.setattr(sealing, "new_key", lambda: key)
    one, other = uuid.uuid4(), uuid.uuid4()
    services.ensure(one, "person")
    services.ensure(other, "person")
    sealed = services.seal(one, SECRET, at=AT)
    assert services.open_(one, sealed, at=AT) == SECRET
    with pytest.raises(CannotOpen):
        services.open_(other, sealed, at=AT)


@pytest.mark.parametrize("position", [0, 5, 20, -1])
def test_a_changed_value_does_not_open(scope: uuid.UUID, position: int) -> None:
    sealed = bytearray(services.seal(scope, SECRET, at=AT))
    sealed[position] ^= 1
    with pytest.raises(CannotOpen):
        services.open_(scope, bytes(sealed), at=AT)


def test_a_key_that_changed_its_kind_does_not_open(scope: uuid.UUID) -> None:
    """A round's key passed off as another kind would get into a backup."""
    DataKey.objects.filter(scope=scope).update(kind="answers")
    with pytest.raises(services.WrongMasterKey):
        services.seal(scope, SECRET, at=AT)


def test_a_scope_without_a_key_seals_and_opens_nothing(db: None) -> None:
    for use in (
        lambda: services.seal(uuid.uuid4(), SECRET, at=AT),
        lambda: services.open_(uuid.uuid4(), b"", at=AT),
        lambda: services.derive(uuid.uuid4(), "link"),
    ):
        with pytest.raises(services.KeyGone):
            use()


def test_keys_looked_up_together_keep_their_scopes_apart(scope: uuid.UUID) -> None:
    other = uuid.uuid4()
    services.ensure(other, "round")
    keys = services.look_up(scope, other)
    sealed = keys.seal_all(scope, {AT: SECRET})
    assert services.open_(scope, sealed[AT], at=AT) == SECRET
    assert keys.derive(other, "link") == services.derive(other, "link")
    with pytest.raises(CannotOpen):
        keys.open_all(other, sealed)


def test_keys_are_not_looked_up_together_with_one_that_is_gone(scope: uuid.UUID) -> None:
    gone = uuid.uuid4()
    services.ensure(gone, "person")
    services.destroy(gone)
    with pytest.raises(services.KeyGone):
        services.look_up(scope, gone)


def test_looked_up_keys_do_not_show_themselves(scope: uuid.UUID) -> None:
    assert repr(services.look_up(scope)) == "<Keys>"


def test_a_key_is_made_once(scope: uuid.UUID) -> None:
    sealed = services.seal(scope, SECRET, at=AT)
    services.ensure(scope, "person")
    assert services.open_(scope, sealed, at=AT) == SECRET
    assert DataKey.objects.filter(scope=scope).count() == 1


def test_a_scope_keeps_its_kind(scope: uuid.UUID) -> None:
    with pytest.raises(ValueError, match="another kind"):
        services.ensure(scope, "round")
    with pytest.raises(ValueError, match="not a kind"):
        services.ensure(uuid.uuid4(), "folder")


def test_what_is_derived_depends_on_scope_purpose_and_parts(scope: uuid.UUID) -> None:
    other = uuid.uuid4()
    services.ensure(other, "round")
    made = {
        services.derive(scope, "link", b"a"), services.derive(scope, "answer", b"a"),
        services.derive(scope, "link", b"b"), services.derive(other, "link", b"a"),
    }  # fmt: skip
    assert len(made) == 4
    assert services.derive(scope, "link", b"a") in made


def test_a_destroyed_key_opens_nothing_any_more(scope: uuid.UUID) -> None:
    sealed = services.seal(scope, SECRET, at=AT)
    services.destroy(scope)
    with pytest.raises(services.KeyGone):
        services.open_(scope, sealed, at=AT)
    assert services.erased_scopes() == {scope}
    assert not services.exists(scope)


def test_destroying_twice_does_no_harm_and_leaves_others_alone(scope: uuid.UUID) -> None:
    other = uuid.uuid4()
    services.ensure(other, "engagement")
    sealed = services.seal(other, SECRET, at=AT)
    services.destroy(scope, uuid.uuid4())
    services.destroy(scope)
    assert len(services.erased_scopes()) == 2
    assert services.open_(other, sealed, at=AT) == SECRET


def test_an_erased_scope_never_gets_a_key_again(scope: uuid.UUID) -> None:
    services.destroy(scope)
    with pytest.raises(services.KeyGone):
        services.ensure(scope, "person")
    assert not DataKey.objects.filter(scope=scope).exists()


def test_a_key_put_back_behind_our_back_stays_unused(scope: uuid.UUID) -> None:
    kept = DataKey.objects.get(scope=scope)
    sealed = services.seal(scope, SECRET, at=AT)
    services.destroy(scope)
    DataKey.objects.create(scope=scope, kind=kept.kind, wrapped=bytes(kept.wrapped))
    with pytest.raises(services.KeyGone):
        services.open_(scope, sealed, at=AT)


def test_another_master_key_opens_nothing_and_says_what_to_do(
    scope: uuid.UUID, settings: LazySettings
) -> None:
    services.plant_canary()
    settings.MASTER_KEY = "ab" * 32
    with pytest.raises(services.WrongMasterKey, match=r"Put back the copy of master\.key"):
        services.verify_master_key()
    with pytest.raises(services.WrongMasterKey):
        services.seal(scope, SECRET, at=AT)


def test_an_empty_key_store_fits_any_master_key(db: None) -> None:
    services.verify_master_key()
    services.plant_canary()
    services.plant_canary()
    services.verify_master_key()


def test_a_key_is_committed_before_its_data_whatever_becomes_of_them(transactional_db: None) -> None:
    scope = uuid.uuid4()
    with transaction.atomic():
        services.ensure(scope, "person")
        assert seen_from_elsewhere(scope)
        transaction.set_rollback(True)
    assert services.exists(scope)


def test_a_key_is_gone_for_every_process_before_its_rows_are(transactional_db: None) -> None:
    scope = uuid.uuid4()
    services.ensure(scope, "person")
    with transaction.atomic():
        services.destroy(scope)
        assert not seen_from_elsewhere(scope)
        transaction.set_rollback(True)
    assert not services.exists(scope)


def test_a_transaction_over_the_key_store_is_refused(transactional_db: None) -> None:
    """Its key could be rolled back after the data it seals were written."""
    with transaction.atomic(using="keys"), pytest.raises(RuntimeError, match="durable"):
        services.ensure(uuid.uuid4(), "person")


def seen_from_elsewhere(scope: uuid.UUID) -> bool:
    """Whether another connection finds a key for the scope."""
    found: list[bool] = []

    def look() -> None:
        try:
            found.append(services.exists(scope))
        finally:
            connections.close_all()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    return found[0]


def test_making_and_destroying_at_once_ends_without_a_key(transactional_db: None) -> None:
    scopes = [uuid.uuid4() for _ in range(12)]
    together, failures = threading.Barrier(2), []

    def both(work: str) -> None:
        try:
            for scope in scopes:
                together.wait()
                if work == "make":
                    try:
                        services.ensure(scope, "person")
                    except services.KeyGone:
                        continue
                else:
                    services.destroy(scope)
        except Exception as error:  # noqa: BLE001 (handed to the test's own thread)
            failures.append(error)
            together.abort()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=both, args=[work]) for work in ("make", "destroy")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert not DataKey.objects.filter(scope__in=scopes).exists()


class TestTheFiles:
    """Really read: what is in the key store's files before and after a key is destroyed."""

    @pytest.fixture
    def wrapped(self, transactional_db: None) -> tuple[uuid.UUID, bytes]:
        scope = uuid.uuid4()
        for _ in range(20):  # neighbours in the same page
            services.ensure(uuid.uuid4(), "person")
        # Last in its page, where nothing that moves up overwrites it.
        services.ensure(scope, "engagement")
        return scope, bytes(DataKey.objects.get(scope=scope).wrapped)

    @pytest.mark.sqlite_only
    def test_sqlite_keeps_a_destroyed_key_in_no_file(self, wrapped: tuple[uuid.UUID, bytes]) -> None:
        scope, key = wrapped
        held = [path.name for path in self.files() if key in stored_bytes(path)]
        assert any(name.endswith("-wal") for name in held), "this test looks where keys are written"
        assert all("keys" in name for name in held), "never in the main database"
        wiping.wipe("keys", "vault_datakey")
        held = [path.name for path in self.files() if key in stored_bytes(path)]
        assert held == [Path(str(connections["keys"].settings_dict["NAME"])).name]
        services.destroy(scope)
        assert [path.name for path in self.files() if key in stored_bytes(path)] == []

    @pytest.mark.sqlite_only
    def test_the_main_database_never_holds_a_data_key(self, wrapped: tuple[uuid.UUID, bytes]) -> None:
        scope, key = wrapped
        plain = services.unwrapped(scope, "engagement", key)
        assert not [path for path in self.files() if plain in stored_bytes(path)]
        assert "vault_datakey" not in connections["default"].introspection.table_names()
        assert "people_person" not in connections["keys"].introspection.table_names()

    @pytest.mark.sqlite_only
    def test_a_reader_who_holds_the_store_delays_the_wiping_but_not_the_destroying(
        self, wrapped: tuple[uuid.UUID, bytes]
    ) -> None:
        import sqlite3

        scope, key = wrapped
        reader = sqlite3.connect(str(connections["keys"].settings_dict["NAME"]))
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM vault_datakey").fetchone()
        with connections["keys"].cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 100")
        services.destroy(scope)
        assert not services.exists(scope)
        assert not services.settle()
        reader.close()
        assert services.settle()
        assert [path.name for path in self.files() if key in stored_bytes(path)] == []

    def test_postgresql_keeps_a_destroyed_key_in_no_table_file(
        self, wrapped: tuple[uuid.UUID, bytes]
    ) -> None:
        if connections["keys"].vendor != "postgresql":
            pytest.skip("the key store is on SQLite")
        scope, key = wrapped
        with connections["keys"].cursor() as cursor:
            cursor.execute("SELECT current_setting('is_superuser')")
            if cursor.fetchone()[0] != "on":
                pytest.skip("only a superuser can read the files of PostgreSQL")
        assert key in self.relation()
        services.destroy(scope)
        assert key not in self.relation()

    def test_a_write_that_lasts_in_another_database_of_the_server_holds_no_destroyed_key(
        self, wrapped: tuple[uuid.UUID, bytes], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        if connections["keys"].vendor != "postgresql" or connections["default"].vendor != "postgresql":
            pytest.skip("needs two databases on one PostgreSQL")
        monkeypatch.setattr(wiping, "_TURNS", 1)
        scope, key = wrapped
        assert key in self.relation()
        with transaction.atomic("default"), connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()")
            services.destroy(scope)
            assert wiping.wipe("keys", "vault_datakey")
            assert key not in self.relation()

    @staticmethod
    def relation() -> bytes:
        with connections["keys"].cursor() as cursor:
            cursor.execute("CHECKPOINT")
            cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath('vault_datakey'))")
            return bytes(cursor.fetchone()[0])

    @staticmethod
    def files() -> list[Path]:
        names = {str(connections[alias].settings_dict["NAME"]) for alias in connections}
        return [
            Path(name + end) for name in names for end in ("", "-wal", "-shm") if Path(name + end).exists()
        ]


def test_a_copy_brought_back_joins_the_lists_of_erased_scopes(transactional_db: None) -> None:
    here, there, kept = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    for scope in (here, there, kept):
        services.ensure(scope, "person")
    sealed = services.seal(kept, SECRET, at=AT)
    copy = [(row.scope, row.kind, bytes(row.wrapped)) for row in DataKey.objects.all()]
    services.destroy(here)
    DataKey.objects.filter(scope=kept).delete()
    assert services.take_over(copy, [there]) == {here, there}
    assert services.open_(kept, sealed, at=AT) == SECRET
    assert not services.exists(here)
    assert not services.exists(there)
    assert set(DataKey.objects.values_list("scope", flat=True)) == {kept}


def test_a_copy_under_another_master_key_changes_nothing(scope: uuid.UUID) -> None:
    with pytest.raises(services.WrongMasterKey):
        services.take_over([(uuid.uuid4(), "person", b"\x01" + bytes(60))], [scope])
    assert services.exists(scope)
    assert not ErasedScope.objects.exists()
