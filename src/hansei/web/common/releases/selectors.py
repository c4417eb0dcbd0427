"""Reads of what was shared, always for one owner or one reader."""

from uuid import UUID

from django.db.models import QuerySet

from hansei.web.common.people.models import Person
from hansei.web.common.releases.models import FrozenRelease, SharedItem


def shared_with(reader: Person) -> QuerySet[SharedItem]:
    """Items that somebody opened to this reader and did not take back."""
    return SharedItem.objects.filter(reader=reader).select_related("owner")


def shared_by(owner: Person) -> QuerySet[SharedItem]:
    """Items that this owner opened to somebody."""
    return SharedItem.objects.filter(owner=owner).select_related("reader")


def share_of(scope: UUID, kind: str, ref: UUID) -> SharedItem | None:
    """The shared copy of one item under one engagement, if it is open."""
    return SharedItem.objects.filter(scope=scope, kind=kind, ref=ref).select_related("reader").first()


def release_of(round_id: UUID) -> FrozenRelease | None:
    """The frozen release of a round."""
    return FrozenRelease.objects.filter(round=round_id).first()
