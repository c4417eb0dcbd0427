"""Who is on the bench. A no and no answer leave the same: nothing."""

from django.conf import settings
from django.db import models


class Place(models.Model):
    """A place on the bench, taken by the coach's own yes and left by deleting it."""

    coach = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bench_place"
    )
    capacity = models.PositiveSmallIntegerField(default=2)
    since = models.DateField()

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
