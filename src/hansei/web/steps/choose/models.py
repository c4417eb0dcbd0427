"""What a leader keeps while choosing, and the one thing that leaves it: a request for a first meeting."""

import uuid

from django.conf import settings
from django.db import models


class Choosing(models.Model):
    """Whom the leader ruled out, and in which order the others stand: sealed, for the leader alone.

    Whoever only looks has no row. There is no time in it.
    """

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return "choosing"


class Meeting(models.Model):
    """A request for a first meeting. The coach sees who asks and which times; erased when choosing ends."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # Times and answer are sealed for the two, all of one length: a yes does not look like a no at rest.
    scope = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sealed = models.BinaryField()
    # The last time that was named. After it the request is over, whatever was answered or not.
    lapses_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["leader", "coach"], name="one_request_a_coach"),
            models.CheckConstraint(
                condition=~models.Q(leader=models.F("coach")), name="nobody_meets_themself_first"
            ),
        )

    def __str__(self) -> str:
        return "first meeting"
