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
    # The coach stands below the leader: agreed only with a third person's signature and a second coach.
    protected = models.BooleanField(default=False)
    # Who stands behind the coach, from the signed text, and whether the leader lets them know the name.
    second_coach = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    second_knows = models.BooleanField(default=False)
    protection = models.ForeignKey(
        "Protection", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # When the coach's own side, and all that the two share, are deleted: as the signed text says.
    erase_coach_on = models.DateField(null=True, blank=True)
    erase_on = models.DateField(null=True, blank=True)
    # From when, and from how many conversations, the next "does it still suit?" is counted.
    suits_since = models.DateField(null=True, blank=True)
    suits_from = models.PositiveSmallIntegerField(default=0)
    # That the three questions of the close were answered; what was said is nowhere near this row.
    close_answered = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(protected=True, state="agreed")
                | models.Q(second_coach__isnull=False, protection__isnull=False),
                name="no_protected_pair_without_protection",
            ),
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


class Protection(models.Model):
    """A third person's part: the one clause they sign, sealed under a key that opens nothing else.

    It stays until its day, also when the coaching ends before or the engagement is deleted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The engagement, as an identifier: the clause outlives it.
    under = models.UUIDField(db_index=True)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    third_person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    scope = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sealed = models.BinaryField()
    until = models.DateField()
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(third_person=models.F("leader"))
                & ~models.Q(third_person=models.F("coach")),
                name="the_third_is_neither_of_the_two",
            ),
        )

    def __str__(self) -> str:
        return "protection"


class AgreementVersion(models.Model):
    """The text as it stood, in all languages, sealed for the two. A change is a new version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()
    drafted_on = models.DateField()
    planned_end = models.DateField(null=True, blank=True)
    erase_coach_on = models.DateField(null=True, blank=True)
    erase_on = models.DateField(null=True, blank=True)
    # When all had signed: from then on it holds, until a later one does.
    in_force_on = models.DateField(null=True, blank=True)
    # Whom this text names. They stand behind the engagement once it is in force.
    second_coach = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    protection = models.ForeignKey(
        Protection, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=["engagement", "number"], name="one_text_a_number"),)
        ordering = ("-number",)

    def __str__(self) -> str:
        return "agreement"


class SecondAsked(models.Model):
    """Whether somebody would stand behind a coach. They know the coach, and not the leader.

    It is there until the text that names them holds, or names somebody else; a no stays, so that it is not
    asked twice.
    """

    YES, NO = "yes", "no"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="seconds_asked")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=3, blank=True, choices=[(YES, YES), (NO, NO)])
    asked_on = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["engagement", "person"], name="asked_once_to_stand_behind"),
        )
        verbose_name_plural = "seconds asked"

    def __str__(self) -> str:
        return "second asked"


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


class Wish(models.Model):
    """What somebody else hopes for, kept apart from the objectives. The leader may leave it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="wishes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    as_party = models.CharField(max_length=10, choices=[("coach", "coach"), ("sponsor", "sponsor")])
    sealed = models.BinaryField()
    written_on = models.DateField()
    # What the leader made of it, which the author is not told.
    became = models.CharField(
        max_length=10, blank=True, choices=[("dropped", "dropped"), ("adopted", "adopted")]
    )

    class Meta:
        ordering = ("written_on", "id")

    def __str__(self) -> str:
        return "wish"


class Recheck(models.Model):
    """Both are asked, each in private, whether it still suits. Without both answers it pauses."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="rechecks")
    asked_on = models.DateField()
    due_on = models.DateField()
    leader_yes = models.BooleanField(default=False)
    coach_yes = models.BooleanField(default=False)
    # Whether anything unwanted came of it, for the leader alone: under their private scope.
    leader_sealed = models.BinaryField(null=True, blank=True)
    closed = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["engagement"], condition=models.Q(closed=False), name="asked_once_at_a_time"
            ),
        )
        ordering = ("-asked_on",)

    def __str__(self) -> str:
        return "recheck"


class Closing(models.Model):
    """What a leader keeps of one coaching, and their own three answers: for them alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # The engagement, as an identifier: what the leader keeps stays when that goes.
    under = models.UUIDField(unique=True)
    sealed = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    written_on = models.DateField()

    class Meta:
        ordering = ("-written_on",)

    def __str__(self) -> str:
        return "closing"


class Slip(models.Model):
    """Three answers in the box, sealed, without whose they are. All are laid anew with each that comes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return "slip"


class InTheBox(models.Model):
    """Whose slip is in the box now, so that nobody is in one total twice. Emptied with the box."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    leader = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return "in the box"


class CloseTotal(models.Model):
    """What left the box at once, frozen: how many said yes to each question, coarsely."""

    number = models.PositiveIntegerField(unique=True)
    released_on = models.DateField()
    again = models.CharField(max_length=4, blank=True)
    acts_on = models.CharField(max_length=4, blank=True)
    unwanted = models.CharField(max_length=4, blank=True)

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return "total of closes"
