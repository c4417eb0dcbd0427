"""Rounds, invitations and answers. No column leads from an answer to an invitation, and none to a time.

While a round is open its key (in the key store) joins the two, and tables of their own hold what could tell
who answered: `Sent`, `SentWords` and `Progress`. None of them is ever in a backup. At the close the key is
destroyed, what was sent is written anew as `Answer` and `GivenWords`, and these tables are emptied. See
`services` for sending and `closing` for the close.
"""

import uuid
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db import models

from hansei.core.anonymity import Kind, Source
from hansei.web.ground.prepared import Prepared

_KINDS = [(kind.value, kind.value) for kind in Kind]
#: As what everybody in a part of the organization is asked in the pulse, and how far back.
PART = "part"
BELIEF = "belief"
_SOURCES = [(source.value, source.value) for source in Source if source is not Source.AROUND] + [(PART, PART)]


class Round(models.Model):
    """One time of asking, under one key: about one person, or in the pulse about nobody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Null in the pulse, which is about no person.
    about = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=_KINDS)
    opened_at = models.DateTimeField()
    # From here on nothing is taken, whether or not anybody has tidied up. An early close moves it.
    closes_at = models.DateTimeField()
    # When the answers were written again. Null: open, or over and not yet tidied.
    closed_at = models.DateTimeField(null=True)
    # Whether the files hold nothing any more of what the close removed.
    settled = models.BooleanField(default=False)
    # What makes links and answer tokens; destroyed at the close.
    key_scope = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # What the ratings are sealed under; destroyed when the leader erases.
    answers_scope = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    k = models.PositiveSmallIntegerField()
    # Whether peers and reports stand together whatever the numbers, where the other way could set somebody
    # apart beside an earlier round. Null: the numbers of those who answer decide.
    merged = models.BooleanField(null=True)
    # The declared partition: how many were asked in each source.
    asked = models.JSONField()
    # How many of each source sent at least one answer, counted at the close. Null once withdrawn.
    respondents = models.JSONField(null=True)

    class Meta:
        indexes = (models.Index(fields=("about", "opened_at"), name="rounds_about"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind=Kind.PULSE.value, about=None)
                | (~models.Q(kind=Kind.PULSE.value) & models.Q(about__isnull=False)),
                name="a_pulse_and_nothing_else_is_about_nobody",
            ),
        )

    def __str__(self) -> str:
        return "round"

    @property
    def chain(self) -> uuid.UUID:
        """Where the audit tells of it: with whom it is about; of a pulse in a chain of its own."""
        return self.pk if self.about is None else self.about.chain

    @cached_property
    def in_order(self) -> "tuple[RoundItem, ...]":
        """Everything that is asked about. It is settled when the round opens, so one look is enough."""
        if "items" in getattr(self, "_prefetched_objects_cache", {}):
            return tuple(self.items.all())
        found = tuple(_ITEMS.all(round_id=self.pk))
        for item in found:
            item.round = self
        return found

    def open_at(self, moment: datetime) -> bool:
        """Whether answers are taken at `moment`."""
        return self.closed_at is None and moment < self.closes_at


class RoundItem(models.Model):
    """One thing that is asked about, who is asked about it, and how far back."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="items")
    ref = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    sources = models.JSONField()
    period = models.CharField(max_length=20)
    # The boss alone could see it: no rating, but a reply in words that is read under the boss's name.
    in_words = models.BooleanField(default=False)
    # How the leader worded it, where it is their own and not the library's; sealed with the answers.
    wording = models.BinaryField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("round", "ref"), name="item_once_a_round"),
            models.UniqueConstraint(fields=("round", "position"), name="item_at_its_place"),
        )
        ordering = ("position",)

    def __str__(self) -> str:
        return "item"


_ITEMS = Prepared[RoundItem](
    lambda round_id: RoundItem.objects.filter(round=round_id), round_id=Round._meta.get_field("id")
)


class Invitation(models.Model):
    """That one person is asked, as what, and by which link (as a hash).

    The row never changes: not even its place in the file tells who answered.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=10, choices=_SOURCES)
    secret_hash = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("round", "person"), name="asked_once_a_round"),)

    def __str__(self) -> str:
        return "invitation"

    @cached_property
    def items(self) -> tuple[RoundItem, ...]:
        """What this person is asked about, in order."""
        return tuple(item for item in self.round.in_order if self.source in item.sources)


class Progress(models.Model):
    """What reminders need to know of one link, without any time. There is one exactly while it is open.

    It tells who answered: so it is never in a backup, and the close deletes it. Whoever sends holds it, and
    whoever closes takes it away, so each answer is either before the close or refused.
    """

    invitation = models.OneToOneField(
        Invitation, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    answered = models.BooleanField(default=False)
    reminders = models.PositiveSmallIntegerField(default=0)
    stopped = models.BooleanField(default=False)

    def __str__(self) -> str:
        return "progress"


class _Given(models.Model):
    """One rating or one text, sealed, under a token."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    token = models.BinaryField(max_length=32)
    item = models.ForeignKey(RoundItem, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=10, choices=_SOURCES)
    value = models.BinaryField()

    class Meta:
        abstract = True


class Sent(_Given):
    """One rating of an open round; the token is the same for all of one link.

    Rows come in the order in which people answered: so they are never in a backup, and the close deletes
    them.
    """

    class Meta:
        constraints = (models.UniqueConstraint(fields=("token", "item"), name="one_sent_a_link_and_item"),)

    def __str__(self) -> str:
        return "sent"


class Answer(_Given):
    """One rating of a closed round, under a random token of its own, in no order."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=("token", "item"), name="one_answer_a_token_and_item"),)

    def __str__(self) -> str:
        return "answer"


class SentWords(_Given):
    """One occasion somebody remembers, or the boss's reply in words, of an open round; beside `Sent`, as it.

    Never in a backup, and the close deletes it.
    """

    class Meta:
        constraints = (models.UniqueConstraint(fields=("token", "item"), name="one_text_a_link_and_item"),)

    def __str__(self) -> str:
        return "sent words"


class GivenWords(_Given):
    """The same of a closed round, under a random token of its own, in no order.

    A reply of the boss stays here. Occasions stay until whoever asked lets through the gate what may be read;
    then all of them go, those that may not be read unread.
    """

    class Meta:
        constraints = (models.UniqueConstraint(fields=("token", "item"), name="one_text_a_token_and_item"),)

    def __str__(self) -> str:
        return "given words"
