"""What was opened to somebody is one copy for one reader, closed at one press; a release is frozen once."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from hansei.core import clock
from hansei.web.common.releases import selectors, services
from hansei.web.common.releases.models import FrozenRelease, SharedItem
from hansei.web.ground.audit import services as audit
from tests.world import World

SCOPE, REF = uuid.uuid4(), uuid.uuid4()


def _share(world: World, sealed: bytes = b"first", *, ref: uuid.UUID = REF) -> SharedItem:
    return services.share(
        item_id=uuid.uuid4(), owner=world.leader, reader=world.coach, scope=SCOPE, kind="finding",
        ref=ref, sealed=sealed,
    )  # fmt: skip


def _verbs(world: World) -> list[str]:
    return [entry.verb for entry in audit.entries(world.leader.chain)]


def test_an_item_shared_again_replaces_the_copy_so_that_its_reader_never_holds_two(world: World) -> None:
    first = _share(world)
    again = _share(world, b"second")
    assert [bytes(item.sealed) for item in selectors.shared_with(world.coach)] == [b"second"]
    assert first.pk != again.pk, "the address of the older copy leads nowhere"
    assert _verbs(world) == ["item.shared", "item.shared"]


def test_a_list_holds_what_was_opened_to_this_reader_by_this_owner_and_nothing_else(world: World) -> None:
    item = _share(world)
    assert list(selectors.shared_with(world.coach)) == [item]
    assert list(selectors.shared_by(world.leader)) == [item]
    for person in (world.boss, world.other_leader, world.stranger):
        assert not selectors.shared_with(person).exists()
        assert not selectors.shared_by(person).exists()
    assert not selectors.shared_with(world.leader).exists()


def test_only_its_owner_takes_an_item_back_and_then_it_is_gone(world: World) -> None:
    _share(world)
    for somebody in (world.coach, world.boss):
        services.take_back(somebody, SCOPE, "finding", REF)
    assert selectors.share_of(SCOPE, "finding", REF) is not None
    services.take_back(world.leader, SCOPE, "finding", REF)
    services.take_back(world.leader, SCOPE, "finding", REF)
    assert selectors.share_of(SCOPE, "finding", REF) is None
    assert _verbs(world) == ["item.shared", "item.taken_back"]


def test_closing_a_scope_closes_all_of_it_and_no_other(world: World) -> None:
    _share(world)
    _share(world, ref=uuid.uuid4())
    services.close_scope(uuid.uuid4())
    assert SharedItem.objects.count() == 2
    services.close_scope(SCOPE)
    assert not SharedItem.objects.exists()


def test_a_reading_is_recorded_with_its_owner_once_a_day_an_item_and_a_reader(world: World) -> None:
    item, other = _share(world), _share(world, ref=uuid.uuid4())
    for _ in range(3):
        services.record_read(item, world.coach)
    services.record_read(other, world.coach)
    services.record_read(item, world.boss)
    with clock.shifted(timedelta(days=1)):
        services.record_read(item, world.coach)
    read = [entry for entry in audit.entries(world.leader.chain) if entry.verb == "item.read"]
    assert [(entry.actor, entry.subject_id) for entry in read] == [
        (world.coach.chain, item.ref), (world.coach.chain, other.ref), (world.boss.chain, item.ref),
        (world.coach.chain, item.ref),
    ]  # fmt: skip
    assert not [entry for entry in audit.entries(world.coach.chain) if entry.verb == "item.read"]


def test_a_release_is_frozen_once_whoever_comes_second(world: World) -> None:
    round_id = uuid.uuid4()
    facts = {"owner": world.leader, "round_id": round_id, "scope": SCOPE}
    first = services.freeze(release_id=uuid.uuid4(), sealed=b"first", **facts)
    second = services.freeze(release_id=uuid.uuid4(), sealed=b"second", **facts)
    assert first.pk == second.pk
    assert bytes(FrozenRelease.objects.get().sealed) == b"first"
    found = selectors.release_of(round_id)
    assert found is not None
    assert found.pk == first.pk
    assert selectors.release_of(uuid.uuid4()) is None


@pytest.mark.parametrize("model", [SharedItem, FrozenRelease])
def test_a_row_holds_nothing_in_words(model: type) -> None:
    """The app that shares seals: here are identifiers, a moment, and bytes."""
    kinds = {field.get_internal_type() for field in model._meta.concrete_fields}  # type: ignore[attr-defined]
    assert kinds <= {"UUIDField", "ForeignKey", "BinaryField", "DateTimeField", "CharField"}
    words = [field.name for field in model._meta.concrete_fields if field.get_internal_type() == "CharField"]  # type: ignore[attr-defined]
    assert words in ([], ["kind"])
