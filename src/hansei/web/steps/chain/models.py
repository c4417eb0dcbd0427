"""The leader's hypothesis, sealed in their private space. What was written before stays, with its day."""

import uuid

from django.conf import settings
from django.db import models


class Hypothesis(models.Model):
    """One version of what a leader supposes; the newest holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()
    written_on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["leader", "number"], name="one_supposition_a_number"),)
        ordering = ("-number",)

    def __str__(self) -> str:
        return "hypothesis"
