"""The outbox: to whom, of what kind, about which record. No subject, no text, no link."""

import uuid

from django.conf import settings
from django.db import models


class Mail(models.Model):
    """One mail on its way or gone. Its words exist only while it is being sent."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    ref = models.UUIDField()
    # Which one of several about the same record (a first reminder, a second); empty: any number may go.
    number = models.PositiveSmallIntegerField(null=True)
    message_id = models.CharField(max_length=320, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Why the last attempt failed, as a code.
    code = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("kind", "to", "ref", "number"), name="one_mail_of_each_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=("waiting", "sending", "sent", "dropped")),
                name="mail_state_known",
            ),
        )
        indexes = (
            models.Index(fields=("ref",), name="mail_about"),
            models.Index(fields=("state", "created_at"), name="mail_by_state"),
        )

    def __str__(self) -> str:
        return "mail"
