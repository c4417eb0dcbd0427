"""What a mirror stores. Everything a leader rated, expected or wrote is sealed in their private space."""

import uuid

from django.conf import settings
from django.db import models

from hansei.web.common.asking.models import Round
from hansei.web.common.engagements.models import Engagement


class Stage(models.TextChoices):
    """How far a mirror is. `seen` begins when the gate has released something to see."""

    PLANNING = "planning"
    ASKING = "asking"
    SEEING = "seeing"
    WITHDRAWN = "withdrawn"


class Way(models.TextChoices):
    """What a mirror is to the one it follows."""

    FIRST = "first"  # to none
    AGAIN = "again"  # the same behaviours, expected anew, some time later
    MORE = "more"  # one of its behaviours, asked of people who were not asked about it then


class Mirror(models.Model):
    """One look around, with everything in it for one leader."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # The agreement it was made under. The mirror stays the leader's when that goes.
    engagement = models.ForeignKey(Engagement, null=True, on_delete=models.SET_NULL, related_name="+")
    round = models.ForeignKey(Round, null=True, on_delete=models.SET_NULL, related_name="+")
    way = models.CharField(max_length=10, choices=Way, default=Way.FIRST)
    follows = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="followed_by")
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.PLANNING)
    version = models.PositiveIntegerField(default=1)
    started_on = models.DateField()
    locked_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    feeling = models.BinaryField(null=True)  # sealed: how the mirror leaves the leader; reported to nobody

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["leader"],
                condition=models.Q(stage__in=["planning", "asking"]),
                name="one_mirror_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(stage__in=["planning", "withdrawn"]) | models.Q(locked_at__isnull=False),
                name="nothing_is_asked_before_the_lock",
            ),
            models.CheckConstraint(
                condition=models.Q(way="first", follows=None)
                | (~models.Q(way="first") & models.Q(follows__isnull=False)),
                name="a_first_mirror_follows_none",
            ),
        )
        # Newest first. One is under way at a time, so those of one day began as they were locked, and what is
        # not locked is the newest.
        ordering = ("-started_on", models.F("locked_at").desc(nulls_first=True), "-id")

    def __str__(self) -> str:
        return "mirror"


class OwnBehaviour(models.Model):
    """A behaviour in the leader's own words, sealed for them alone until people are asked about it.

    Once it was asked it stays as it is: asked again, it is to be the same.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=10)
    sealed = models.BinaryField()
    focus = models.CharField(max_length=20)
    direction = models.CharField(max_length=20)
    sources = models.JSONField()
    period = models.CharField(max_length=20)
    written_on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["leader", "code"], name="own_code_once_a_leader"),)
        ordering = ("written_on", "id")

    def __str__(self) -> str:
        return self.code


class Behaviour(models.Model):
    """One behaviour in one mirror, of the library or the leader's own, with the leader's own rating."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mirror = models.ForeignKey(Mirror, on_delete=models.CASCADE, related_name="behaviours")
    code = models.CharField(max_length=10)
    # Where it is the leader's own; null for one of the library.
    own = models.ForeignKey(OwnBehaviour, null=True, on_delete=models.RESTRICT, related_name="+")
    position = models.PositiveSmallIntegerField()
    sealed_self = models.BinaryField(null=True)
    sealed_known = models.BinaryField(null=True)  # what the leader knew and had not said (S and P differ)
    locked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["mirror", "code"], name="behaviour_once_a_mirror"),)
        ordering = ("position",)

    def __str__(self) -> str:
        return self.code


class Prediction(models.Model):
    """What the leader expects one source to say. Locked, it refuses every change, in the database."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    behaviour = models.ForeignKey(Behaviour, on_delete=models.CASCADE, related_name="predictions")
    source = models.CharField(max_length=10)
    sealed = models.BinaryField()
    locked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["behaviour", "source"], name="expected_once"),)

    def __str__(self) -> str:
        return "prediction"


class Reveal(models.Model):
    """That a leader opened what one source experienced. It cannot exist without its locked prediction."""

    prediction = models.OneToOneField(Prediction, on_delete=models.CASCADE, related_name="reveal")
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return "reveal"


class PersonAround(models.Model):
    """Somebody the leader wants to ask, and as what. Seen by the leader alone."""

    mirror = models.ForeignKey(Mirror, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=10)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["mirror", "person"], name="around_once"),)

    def __str__(self) -> str:
        return "person around"


class Finding(models.Model):
    """The leader's own sentence about one behaviour, and what they want to do about it, sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    behaviour = models.OneToOneField(Behaviour, on_delete=models.CASCADE, related_name="finding")
    sealed = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    written_on = models.DateField()

    class Meta:
        ordering = ("-written_on", "id")

    def __str__(self) -> str:
        return "finding"


class Thanks(models.Model):
    """A leader's one note to all who were asked in a mirror: sealed once for the leader, once to be read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    mirror = models.OneToOneField(Mirror, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    # What the links open, under a key of its own; null once they are closed and that key is destroyed.
    scope = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    shared = models.BinaryField(null=True)
    sent_at = models.DateTimeField()
    # From here on no link opens it, whether or not anybody has tidied up. Closing it early moves it.
    until = models.DateTimeField()

    class Meta:
        ordering = ("sent_at", "id")

    def __str__(self) -> str:
        return "thanks"


class ThanksLink(models.Model):
    """That the note went to one person, by which link (as a hash). Reading it never changes the row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thanks = models.ForeignKey(Thanks, on_delete=models.CASCADE, related_name="links")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["thanks", "person"], name="thanked_once"),)

    def __str__(self) -> str:
        return "thanks link"
