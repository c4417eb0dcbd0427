"""What workers leave behind for each other. The tasks themselves lie in django-tasks' own table."""

import uuid

from django.db import models


class Beat(models.Model):
    """A running worker's sign of life. What a worker without one had in hand is run again."""

    worker = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return "beat"


class Rhythm(models.Model):
    """When periodic work is next due. Moving it on is how one of several workers claims a turn."""

    name = models.CharField(max_length=160, primary_key=True)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
