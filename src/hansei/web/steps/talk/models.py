"""What a talk report stores. Words, codes and answers are sealed; only when what goes stands beside them."""

import uuid

from django.conf import settings
from django.db import models

from hansei.web.common.engagements.models import Engagement


class Stage(models.TextChoices):
    """How far a talk is: who coached is asked, a job codes it, the report is there, or it cannot be."""

    WHO = "who"
    CODING = "coding"
    READY = "ready"
    FAILED = "failed"


class Proposal(models.Model):
    """One of the two proposed that one conversation may be written down.

    Each answer is sealed in a space of its own party's, always there and always of the same length: a row
    that was never answered looks like a yes and like a no. There is no time of an answer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="+")
    by_leader = models.BooleanField()
    held_on = models.DateField()  # the day of the conversation
    decides_at = models.DateTimeField()  # until then each may answer; nothing shows before it
    ends_at = models.DateTimeField()  # then the row goes, whatever came of it
    # Which words stood beside the question (consent.TERMS): a yes is a yes to those.
    terms = models.PositiveSmallIntegerField(default=1)
    leader_says = models.BinaryField()
    coach_says = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["engagement", "held_on"], name="proposed_once_a_conversation"),
        )
        ordering = ("-held_on",)

    def __str__(self) -> str:
        return "proposal"


class Talk(models.Model):
    """One conversation in one report: the coach's own lines from memory, or a transcript that both opened."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="+")
    # Null: the coach's own lines, sealed on the coach's side. A transcript has a key of its own.
    proposal = models.OneToOneField(Proposal, null=True, on_delete=models.CASCADE, related_name="+")
    scope = models.UUIDField(db_index=True)
    stage = models.CharField(max_length=10, choices=Stage)
    version = models.PositiveIntegerField(default=1)
    held_on = models.DateField()
    sealed = models.BinaryField()  # what was said; from `ready` on, what was said with its codes
    sealed_own = models.BinaryField(null=True)  # what the coach overruled, and other wordings that were kept
    goes_at = models.DateTimeField(null=True)  # a transcript's words go then, unless both keep them
    leader_keeps = models.BinaryField(null=True)
    coach_keeps = models.BinaryField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(proposal__isnull=True) | models.Q(goes_at__isnull=False),
                name="a_transcript_has_a_last_day",
            ),
        )
        ordering = ("-held_on", "id")

    def __str__(self) -> str:
        return "talk"


class Counted(models.Model):
    """What a report counted, for its coach alone: no leader, no engagement, no day.

    Its id is drawn from the key of the words it was counted from. While they are there, the report finds its
    counts by it; when the key is destroyed, nothing joins the two any more, in no backup either.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()  # the month, the counts, the codes that were overruled

    class Meta:
        verbose_name_plural = "counted"

    def __str__(self) -> str:
        return "counts"
