"""Opening an item to somebody, taking it back, and freezing what left the gate."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from hansei.core import clock
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases.models import FrozenRelease, PartRelease, SharedItem
from hansei.web.ground.audit import services as audit

audit.register(
    "item.shared", "item.taken_back", "item.read", "item.taken_out", "beliefs.signed", "beliefs.taken_back"
)


def share(
    *, item_id: UUID, owner: Person, reader: Person, scope: UUID, kind: str, ref: UUID, sealed: bytes
) -> SharedItem:
    """Open one item to one reader. `item_id` is the row's id, to which `sealed` is bound.

    Sharing the same item again replaces the copy: the reader never holds two versions.
    """
    with transaction.atomic():
        SharedItem.objects.filter(scope=scope, kind=kind, ref=ref).delete()
        item = SharedItem.objects.create(
            id=item_id,
            owner=owner,
            reader=reader,
            scope=scope,
            kind=kind,
            ref=ref,
            sealed=sealed,
            shared_at=clock.now(),
        )
        audit.record(owner.chain, "item.shared", actor=owner.chain, subject=kind, subject_id=ref)
    return item


def take_back(owner: Person, scope: UUID, kind: str, ref: UUID) -> None:
    """Close an item again. What was read was read; the row is gone at once."""
    with transaction.atomic():
        gone, _ = SharedItem.objects.filter(owner=owner, scope=scope, kind=kind, ref=ref).delete()
        if gone:
            audit.record(owner.chain, "item.taken_back", actor=owner.chain, subject=kind, subject_id=ref)


def close_scope(scope: UUID) -> None:
    """Close everything shared under one engagement: it ended."""
    SharedItem.objects.filter(scope=scope).delete()


def record_read(item: SharedItem, reader: Person) -> None:
    """Another person's reading is recorded for its owner, once a day and item."""
    record_reading(item.owner, reader, subject=item.kind, ref=item.ref)


def record_reading(owner: Person, reader: Person, *, subject: str, ref: UUID) -> None:
    """Record for `owner` that `reader` read their `subject` (a kind) `ref`: once a day and record."""
    record_readings(owner, reader, kind=subject, refs=[ref])


def record_readings(owner: Person, reader: Person, *, kind: str, refs: Collection[UUID]) -> None:
    """That `reader` was shown these records of `owner`, each once a day."""
    today = clock.now().date()
    told = {
        entry.subject_id
        for entry in audit.entries(owner.chain, verb="item.read")
        if entry.actor == reader.chain and entry.at.date() == today
    }
    with transaction.atomic():
        for ref in refs:
            if ref not in told:
                audit.record(owner.chain, "item.read", actor=reader.chain, subject=kind, subject_id=ref)


def freeze(
    *,
    release_id: UUID,
    owner: Person,
    round_id: UUID,
    scope: UUID,
    sealed: bytes,
    occasions: bytes | None = None,
) -> FrozenRelease:
    """Keep what left the gate, once for a round; a second call returns the first release."""
    release, _ = FrozenRelease.objects.get_or_create(
        round=round_id,
        defaults={
            "id": release_id,
            "owner": owner,
            "scope": scope,
            "sealed": sealed,
            "occasions": occasions,
            "released_at": clock.now(),
        },
    )
    return release


def sign_part(release: PartRelease, leader: Person) -> None:
    """Its head opens what their part believes to everybody in the organization. Twice is once.

    NotPossible: it is not theirs, or a part that holds several leaders. No other figure covers any of the
    same people in that wave, so nothing can be taken from anything.
    """
    _change_part(release, leader, signed=True)


def take_part_back(release: PartRelease, leader: Person) -> None:
    """Its head closes it again. What was read was read. NotPossible, as in sign_part."""
    _change_part(release, leader, signed=False)


def _change_part(release: PartRelease, leader: Person, *, signed: bool) -> None:
    if release.head_id != leader.pk:
        raise NotPossible("Only the leader who heads it signs this.")
    with transaction.atomic():
        changed = PartRelease.objects.filter(pk=release.pk, head=leader, signed_on__isnull=signed).update(
            signed_on=clock.now().date() if signed else None
        )
        if changed:
            verb = "beliefs.signed" if signed else "beliefs.taken_back"
            audit.record(
                leader.chain, verb, actor=leader.chain, subject="part_release", subject_id=release.pk
            )
    release.refresh_from_db()
