"""A wave of the pulse and its parts. What was answered is in `asking`, what may be seen in `releases`."""

import uuid

from django.conf import settings
from django.db import models

from hansei.web.common.asking.models import Round


class Wave(models.Model):
    """One time of asking: five sentences, the same for everybody, in parts that have nobody in common."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    items = models.JSONField()
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    class Meta:
        ordering = ("-opened_at",)

    def __str__(self) -> str:
        return "wave"


class Part(models.Model):
    """All below one leader (`of_one`), or all below three leaders or more, themselves included.

    Without a round there was nobody who could be asked. The people are those of the directory at the
    opening; who of them was asked knows the round alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="parts")
    name = models.CharField(max_length=120)
    of_one = models.BooleanField()
    heads = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    round = models.OneToOneField(Round, null=True, on_delete=models.SET_NULL, related_name="+")
    # How many the directory knew in it; of them, nobody learns how many were asked.
    people = models.PositiveIntegerField()
    settled = models.BooleanField(default=False)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return "part"
