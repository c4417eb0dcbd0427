"""What a leader keeps for themself before anything is agreed. Sealed in the scope that they alone can open.

Neither table has a time: when somebody looked, or was asked whether they are ready, is nobody's business.
"""

import uuid

from django.conf import settings
from django.db import models


class FirstLook(models.Model):
    """A first look that its owner chose to keep."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    kept_on = models.DateField()

    def __str__(self) -> str:
        return "first look"


class Readiness(models.Model):
    """Whether its owner wants to be coached, with everything they wrote about it: rulers, answers, outcome.

    All of it is in the one sealed value, which has the same length for every short answer: the row of a yes
    and the row of a no cannot be told apart.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        verbose_name_plural = "readiness"

    def __str__(self) -> str:
        return "readiness"
