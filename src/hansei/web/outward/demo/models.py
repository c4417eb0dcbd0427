"""What only a demo database holds: seats to sit down in, and the mail that was caught."""

from django.conf import settings
from django.db import models


class Seat(models.Model):
    """Somebody a visitor can be. `path`: where sitting down leads; without a person it is a bare link."""

    key = models.SlugField(unique=True)
    rank = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=20)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    path = models.CharField(max_length=200, default="/")
    story = models.JSONField(default=dict)  # {"en": ..., "de": ...}: what this person could do now

    class Meta:
        ordering = ("rank",)

    def __str__(self) -> str:
        return self.key


class ShutDoor(models.Model):
    """An address to try from a seat that may not open it."""

    rank = models.PositiveSmallIntegerField()
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="doors")
    path = models.CharField(max_length=200)
    what = models.JSONField(default=dict)

    class Meta:
        ordering = ("rank",)

    def __str__(self) -> str:
        return "shut door"


class Stop(models.Model):
    """One stop of the tour: whose chair, which page, and what to look for there."""

    rank = models.PositiveSmallIntegerField(unique=True)
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="stops")
    path = models.CharField(max_length=200)
    title = models.JSONField(default=dict)  # {"en": ..., "de": ...}
    look = models.JSONField(default=dict)

    class Meta:
        ordering = ("rank",)

    def __str__(self) -> str:
        return "stop"


class CaughtMail(models.Model):
    """A mail that would have left. A demo sends nothing."""

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return "caught mail"
