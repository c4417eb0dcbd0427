"""Audit entries: identifiers only: no foreign keys, no content, no free text."""

import uuid

from django.db import models


class Entry(models.Model):
    """One link of a chain. Triggers in the database refuse changing, deleting and replacing it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    chain = models.UUIDField(editable=False)
    number = models.PositiveIntegerField(editable=False)
    at = models.DateTimeField(editable=False)
    verb = models.CharField(max_length=60, editable=False)
    actor = models.UUIDField(null=True, editable=False)
    subject = models.CharField(max_length=60, blank=True, editable=False)
    subject_id = models.UUIDField(null=True, editable=False)
    previous = models.BinaryField(max_length=32, editable=False)
    hash = models.BinaryField(max_length=32, editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["chain", "number"], name="one_entry_a_position"),)
        ordering = ("chain", "number")

    def __str__(self) -> str:
        return "audit entry"
