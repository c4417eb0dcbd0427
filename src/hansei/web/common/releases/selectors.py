"""Reads of what was shared, always for one owner or one reader."""

from uuid import UUID

from django.db.models import Q, QuerySet

from hansei.web.common.people.models import Person
from hansei.web.common.releases.models import FrozenRelease, PartRelease, SharedItem
from hansei.web.ground.once import asked_once
from hansei.web.ground.prepared import Prepared, PreparedExists


def shared_with(reader: Person) -> QuerySet[SharedItem]:
    """Items that somebody opened to this reader and did not take back."""
    return SharedItem.objects.filter(reader=reader).select_related("owner")


def shared_by(owner: Person) -> QuerySet[SharedItem]:
    """Items that this owner opened to somebody."""
    return SharedItem.objects.filter(owner=owner).select_related("reader")


def share_of(scope: UUID, kind: str, ref: UUID) -> SharedItem | None:
    """The shared copy of one item under one engagement, if it is open."""
    return SharedItem.objects.filter(scope=scope, kind=kind, ref=ref).select_related("reader").first()


def parts_headed_by(leader: Person) -> QuerySet[PartRelease]:
    """Beliefs of the parts that this leader heads, signed or not, newest first: for that leader alone."""
    return PartRelease.objects.filter(head=leader)


def open_parts() -> QuerySet[PartRelease]:
    """Beliefs that everybody in the organization may read: of several leaders' parts, and what was signed."""
    return PartRelease.objects.filter(Q(head=None) | Q(signed_on__isnull=False)).select_related("head")


def heads_a_part(leader: Person) -> bool:
    """Whether there are beliefs of a part that this leader heads."""
    return _HEADED.ask(head=leader.pk)


def are_parts_open() -> bool:
    """Whether there are any of `open_parts`."""
    return _OPEN.ask()


_HEADED = PreparedExists(
    lambda head: PartRelease.objects.filter(head=head), head=Person._meta.get_field("id")
)
_OPEN = PreparedExists(open_parts)


@asked_once
def release_of(round_id: UUID) -> FrozenRelease | None:
    """The frozen release of a round."""
    return _OF_ROUND.first(round_id=round_id)


_OF_ROUND = Prepared[FrozenRelease](
    lambda round_id: FrozenRelease.objects.filter(round=round_id),
    round_id=FrozenRelease._meta.get_field("round"),
)
