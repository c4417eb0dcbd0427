"""An import that waits to be confirmed. It holds what was recognized in the file, and goes after an hour."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models

#: After this a file that nobody confirmed is gone.
WAITS = timedelta(hours=1)


class Waiting(models.Model):
    """One file of one steward, read and planned, not written; only columns that were recognized."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    leaders = models.CharField(max_length=10)
    headings = models.JSONField()
    rows = models.JSONField()
    not_read = models.JSONField()
    # Of the plan that was made from it: what it would do, in one number, and how much of each kind.
    digest = models.CharField(max_length=64)
    counts = models.JSONField()
    with_role = models.JSONField()

    def __str__(self) -> str:
        return "import that waits"


class Kind(models.TextChoices):
    """What a line is about."""

    ADDED = "added"
    CHANGED = "changed"
    LEAVING = "leaving"
    PROBLEM = "problem"


class Line(models.Model):
    """One thing that the preview shows, so that no page has to plan or load all of it."""

    waiting = models.ForeignKey(Waiting, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    place = models.PositiveIntegerField()
    row = models.PositiveIntegerField()
    email = models.CharField(max_length=254)
    name = models.CharField(max_length=120)
    said = models.JSONField()
    # The steward says that this person has left.
    left = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["waiting", "kind", "place"], name="one_line_a_place_of_an_import"
            ),
        )
        ordering = ("kind", "place")

    def __str__(self) -> str:
        return "line of an import"
