"""What practice stores. Everything a leader wrote is sealed in their private space."""

import uuid

from django.conf import settings
from django.db import models


class Trial(models.Model):
    """One try-out of a leader. Locked, it refuses every change, in the database; it can only be erased."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # What it is about, as an identifier: nothing, an objective, or whatever a later step lets one start from.
    about_kind = models.CharField(max_length=20, blank=True)
    about = models.UUIDField(null=True)
    # The try-out it was planned from.
    follows = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    sealed = models.BinaryField()  # what, on which occasion, and what is expected
    due = models.DateField()
    version = models.PositiveIntegerField(default=1)
    # The engagement it was written under, as an identifier: the try-out stays the leader's when that goes.
    under = models.UUIDField(null=True, blank=True)
    written_on = models.DateField()
    locked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(about_kind="", about__isnull=True)
                | (~models.Q(about_kind="") & models.Q(about__isnull=False)),
                name="about_something_or_nothing",
            ),
        )
        ordering = ("-due", "-written_on", "id")

    def __str__(self) -> str:
        return "try-out"


class Outcome(models.Model):
    """What happened, and what the leader takes from it. It cannot exist without a locked expectation."""

    trial = models.OneToOneField(Trial, primary_key=True, on_delete=models.CASCADE, related_name="outcome")
    sealed = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    written_on = models.DateField()

    def __str__(self) -> str:
        return "outcome"
