"""Engagements, their signed agreements, and the leader's objectives."""

import uuid

from django.conf import settings
from django.db import models

from hansei.core.agreement import Party, State


def _choices(words: type[State]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class Engagement(models.Model):
    """One leader with one coach. A change of coach ends it and starts another: nothing is handed over."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=_choices(State))
    # Raised by every change of state or text: what is signed or moved carries the version it was read at.
    version = models.PositiveIntegerField(default=1)
    # Key scopes: what the two share, and the coach's own side.
    scope = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    coach_scope = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asked_on = models.DateField()
    agreed_on = models.DateField(null=True, blank=True)
    planned_end = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    # How many conversations were held; what was said in them is nowhere near this row.
    conversations = models.PositiveSmallIntegerField(default=0)
    leader_says_go_on = models.BooleanField(default=False)
    coach_says_go_on = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["leader"],
                condition=models.Q(state__in=["choosing", "agreed", "paused"]),
                name="one_coach_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(leader=models.F("coach")), name="nobody_coaches_themself"
            ),
        )
        ordering = ("-asked_on",)

    def __str__(self) -> str:
        return "engagement"


class AgreementVersion(models.Model):
    """The text as it stood, in all languages, sealed for the two. A change is a new version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()
    drafted_on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["engagement", "number"], name="one_text_a_number"),)
        ordering = ("-number",)

    def __str__(self) -> str:
        return "agreement"


class Signature(models.Model):
    """One party's yes to one version."""

    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="signatures")
    party = models.CharField(max_length=10, choices=[(p.value, p.value) for p in (Party.LEADER, Party.COACH)])
    signed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["version", "party"], name="signed_once"),)

    def __str__(self) -> str:
        return "signature"


class Objective(models.Model):
    """What a leader wants, in the leader's own words. There is no author column: the leader is the author."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    focus = models.CharField(max_length=20)
    direction = models.CharField(max_length=20)
    version = models.PositiveIntegerField(default=1)
    # The engagement it was written under, as an identifier: the objective stays the leader's when that goes.
    under = models.UUIDField(null=True, blank=True)
    written_on = models.DateField()

    class Meta:
        ordering = ("written_on", "id")

    def __str__(self) -> str:
        return "objective"
