"""Conversations of an engagement, what is written down in them, and what the leader found out."""

import uuid

from django.conf import settings
from django.db import models

from hansei.core.conversation import NoteKind, Passed, Stand
from hansei.web.common.engagements.models import Engagement


class Conversation(models.Model):
    """One conversation of a leader and their coach. What was said in it is nowhere in this row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="+")
    stand = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in Stand], default=Stand.PLANNED
    )
    # A day is enough; with a time there is a moment too, for whoever reads it in another zone.
    day = models.DateField(null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    method = models.CharField(max_length=41, blank=True)
    # The method as it stood when the conversation began: an organization may change its file meanwhile.
    course = models.JSONField(null=True, blank=True)
    focus = models.CharField(max_length=20, blank=True)
    here = models.CharField(max_length=41, blank=True)  # the stage one was at last
    version = models.PositiveIntegerField(default=1)
    planned_on = models.DateField()
    held_on = models.DateField(null=True, blank=True)
    # The coach alone says it and reads it: sealed on the coach's side.
    named_first = models.BinaryField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["engagement"],
                condition=models.Q(stand__in=["planned", "begun"]),
                name="one_conversation_ahead",
            ),
            models.CheckConstraint(
                condition=models.Q(stand="held", held_on__isnull=False)
                | models.Q(stand__in=["planned", "begun"], held_on__isnull=True),
                name="held_on_a_day",
            ),
        )
        ordering = (models.F("held_on").desc(nulls_first=True), "-planned_on", "-id")

    def __str__(self) -> str:
        return "conversation"


class Passage(models.Model):
    """What became of one stage, and whether what is worth having there is on record. Counted by nobody."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="passages")
    stage = models.CharField(max_length=41)
    passed = models.CharField(max_length=10, choices=[(p.value, p.value) for p in Passed], blank=True)
    on_record = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["conversation", "stage"], name="a_stage_once"),)

    def __str__(self) -> str:
        return "passage"


class Note(models.Model):
    """Something written down, by one author, sealed for whoever may read this kind."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in NoteKind])
    stage = models.CharField(max_length=41, blank=True)
    sealed = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("written_at", "id")

    def __str__(self) -> str:
        return "note"


class FoundOut(models.Model):
    """The leader's answer to the one question at the end, in the leader's private space."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="found_out")
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    written_on = models.DateField()

    def __str__(self) -> str:
        return "found out"
