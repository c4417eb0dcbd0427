"""Who is on the bench, what they say of themselves, and what keeps them from being offered.

A no and no answer leave the same: nothing. What stands in a profile and a reference is written for every
leader who looks for a coach; it is not private. Declarations are read by nobody but their coach.
"""

import uuid

from django.conf import settings
from django.db import models

from hansei.core.matching.eligibility import Hand
from hansei.web.common.people.models import Unit


class Place(models.Model):
    """A place on the bench, taken by the coach's own yes and left by deleting it."""

    coach = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bench_place"
    )
    capacity = models.PositiveSmallIntegerField(default=2)
    since = models.DateField()
    # When the coach last went through their declarations and said that these are all.
    declared_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return "place on the bench"


class Asked(models.Model):
    """That a steward asked somebody whether they want to coach. A no is recorded nowhere."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bench_asked"
    )
    on = models.DateField()

    def __str__(self) -> str:
        return "asked to coach"


class Profile(models.Model):
    """What a coach says of themself. Skill with tools and skill in coaching are two things, kept apart."""

    coach = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    tool_skill = models.TextField(blank=True)
    coaching_skill = models.TextField(blank=True)
    languages = models.CharField(max_length=200, blank=True)
    leading_lean = models.BooleanField(default=False)
    lean_leadership = models.BooleanField(default=False)
    structure = models.TextField(blank=True)
    written_on = models.DateField()

    def __str__(self) -> str:
        return "profile of a coach"


class Case(models.Model):
    """One success, told as a case: what changed, who saw it, whether one may ask them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    changed = models.TextField()
    seen_by = models.CharField(max_length=300, blank=True)
    may_ask = models.BooleanField(default=False)
    written_on = models.DateField()

    class Meta:
        ordering = ("written_on", "id")

    def __str__(self) -> str:
        return "case of a coach"


class Respect(models.Model):
    """On what it rests that people here respect this person's skill and capability.

    For now a reference that the steward records. What a round among the people here comes to will be a
    second kind; without any of them somebody is offered to no leader.
    """

    REFERENCE = "reference"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=[(REFERENCE, REFERENCE)])
    words = models.TextField(blank=True)
    on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "kind"], name="one_of_each_kind"),)

    def __str__(self) -> str:
        return "respect"


class Declaration(models.Model):
    """What a coach declared about a person or a part of the organization. Read by the coach alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    hand = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Hand])
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["coach", "hand", "about"], name="declared_once_of_a_person"),
            models.UniqueConstraint(fields=["coach", "hand", "unit"], name="declared_once_of_a_part"),
            models.CheckConstraint(
                condition=models.Q(about__isnull=False, unit__isnull=True)
                | models.Q(about__isnull=True, unit__isnull=False),
                name="a_person_or_a_part",
            ),
        )

    def __str__(self) -> str:
        return "declaration"


class NextBoss(models.Model):
    """Who is expected to become somebody's boss, as the steward knows it. Shown to no leader."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    boss = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return "next boss"
