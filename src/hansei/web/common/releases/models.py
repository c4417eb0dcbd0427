"""Rows hold sealed copies only; the app that shares seals and opens them."""

import uuid

from django.conf import settings
from django.db import models


class SharedItem(models.Model):
    """One item that its owner opened to one reader, as it was then. Taking it back deletes the row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # The engagement's key scope: destroying it makes every copy unreadable.
    scope = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=20)  # objective, finding
    ref = models.UUIDField()
    sealed = models.BinaryField()
    shared_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["scope", "kind", "ref"], name="shared_once"),)
        ordering = ("-shared_at",)

    def __str__(self) -> str:
        return "shared item"


class FrozenRelease(models.Model):
    """What left the gate for one round, frozen. Comes back only through `core.anonymity.restore`.

    `occasions`: what people remember, in their words, past its own gate; `restore_occasions`. Null: none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    round = models.UUIDField(unique=True)
    scope = models.UUIDField(db_index=True)
    sealed = models.BinaryField()
    occasions = models.BinaryField(null=True)
    released_at = models.DateTimeField()

    def __str__(self) -> str:
        return "release"


class PartRelease(models.Model):
    """What one part of the organization believes, from one wave of the pulse: past the gate, frozen, sealed.

    With a `head` it is the part that this leader heads, and theirs alone until they sign it; without, a part
    that holds several leaders, for everybody. No two of one wave have anybody in common. It has a key of its
    own, which goes when its head erases everything. Comes back only through `asking.beliefs`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.UUIDField(db_index=True)
    round = models.UUIDField(unique=True)
    name = models.CharField(max_length=120)
    head = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    scope = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    sealed = models.BinaryField()
    asked_on = models.DateField()
    closed_on = models.DateField()
    signed_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(signed_on=None) | models.Q(head__isnull=False),
                name="signed_by_its_head_alone",
            ),
        )
        ordering = ("-closed_on", "name", "pk")

    def __str__(self) -> str:
        return "part release"


class SponsorSeat(models.Model):
    """A seat that a leader made for one person, and the page that the leader signed onto it; empty at first.

    It outlives an early end: what it shows changes by the leader's hand alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    sponsor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # The engagement, as an identifier, and its key scope: destroying that makes the page unreadable.
    engagement = models.UUIDField(unique=True)
    scope = models.UUIDField(db_index=True)
    # What was signed, as it was then. Null: nothing yet, or taken off again.
    sealed = models.BinaryField(null=True)
    signed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    made_on = models.DateField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(sealed__isnull=True, signed_at__isnull=True)
                | models.Q(sealed__isnull=False, signed_at__isnull=False),
                name="a_sponsors_page_is_signed",
            ),
            models.CheckConstraint(
                condition=~models.Q(owner=models.F("sponsor")), name="nobody_sponsors_themself"
            ),
        )

    def __str__(self) -> str:
        return "sponsor's seat"
