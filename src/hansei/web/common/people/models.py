"""The directory: the organization, its units and its people. Facts only; nothing about coaching."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from hansei.core.anonymity import K_MIRROR, K_PULSE
from hansei.web.ground.once import asked_once
from hansei.web.ground.prepared import Prepared


class Organization(models.Model):
    """One row: this installation serves one organization."""

    name = models.CharField(max_length=120)
    product_name = models.CharField(max_length=40, default="Hansei")
    mirror_on = models.BooleanField(default=True)
    talk_on = models.BooleanField(default=True)
    pulse_on = models.BooleanField(default=True)
    respect_on = models.BooleanField(default=True)
    k_mirror = models.PositiveSmallIntegerField(default=K_MIRROR, validators=[MinValueValidator(K_MIRROR)])
    k_pulse = models.PositiveSmallIntegerField(default=K_PULSE, validators=[MinValueValidator(K_PULSE)])
    backup_days = models.PositiveSmallIntegerField(default=30)
    # How long what two shared, and the coach's own side of it, are kept after the planned end.
    keep_shared_days = models.PositiveSmallIntegerField(default=90)
    keep_coach_days = models.PositiveSmallIntegerField(default=30)
    operator_can_read = models.CharField(max_length=300, blank=True)
    misconduct_rules = models.CharField(max_length=300, blank=True)
    contact_inside = models.CharField(max_length=160, blank=True)
    contact_outside = models.CharField(max_length=160, blank=True)
    code_of_ethics = models.CharField(max_length=160, blank=True)
    # A demo is marked when its empty database is made; a trigger refuses the mark anywhere else.
    is_demo = models.BooleanField(default=False, editable=False)
    clock_offset = models.BigIntegerField(default=0, editable=False, help_text="seconds; a demo's clock only")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(id=1), name="one_organization"),
            models.CheckConstraint(condition=models.Q(k_mirror__gte=K_MIRROR), name="k_is_never_lowered"),
            models.CheckConstraint(condition=models.Q(k_pulse__gte=K_PULSE), name="k_pulse_is_never_lowered"),
            models.CheckConstraint(
                condition=models.Q(is_demo=True) | models.Q(clock_offset=0),
                name="only_a_demo_moves_its_clock",
            ),
        )

    def __str__(self) -> str:
        return "organization"

    @classmethod
    def get(cls) -> "Organization | None":
        """The one organization, or None on an installation that has not been set up."""
        return _get()


@asked_once
def _get() -> Organization | None:
    return _THE_ONE.first()


# Nearly every page asks for it.
_THE_ONE = Prepared[Organization](lambda: Organization.objects.filter(id=1))


class Settled(models.Model):
    """One thing that was settled anew for the house, as it was and as it is. Rows are only added."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(editable=False)
    # The steward's name in the audit, which leads nowhere once everything of theirs was erased.
    by = models.UUIDField(editable=False)
    what = models.CharField(max_length=40, editable=False)
    was = models.CharField(max_length=300, blank=True, editable=False)
    now = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        ordering = ("-at", "what")

    def __str__(self) -> str:
        return "something settled"


class Unit(models.Model):
    """A part of the organization."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")

    def __str__(self) -> str:
        return "unit"


class PersonManager(BaseUserManager["Person"]):
    """Accounts are made by import or by the steward; nobody signs up."""

    def create_user(self, email: str, password: str | None = None, **facts: Any) -> "Person":
        person = self.model(email=email.strip().lower(), **facts)
        if password:
            person.set_password(password)
        else:
            person.set_unusable_password()
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody in the directory. No superuser exists, and no permission besides the policy table."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("email"), max_length=254)
    title = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=10, default="en")
    zone = models.CharField(max_length=64, default="Europe/Berlin")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.SET_NULL, related_name="people")
    manager = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="reports"
    )
    dotted = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="dotted_reports")
    is_leader = models.BooleanField(default=False)
    is_steward = models.BooleanField(default=False)
    is_operator = models.BooleanField(default=False)
    is_council = models.BooleanField(default=False)
    left_on = models.DateField(null=True, blank=True)
    # The number by which other systems know somebody. It finds them again in a file, and signs nobody in.
    external_id = models.CharField(max_length=64, blank=True, default="")
    # The key scope of what this person alone can read, and the name under which the audit knows them.
    # Both are replaced when everything is erased, so that what is left leads nowhere.
    private_scope = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    chain = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # When somebody signed in would tell who considers coaching: it is not kept.
    last_login = None

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = (
            models.UniqueConstraint(Lower("email"), name="one_person_an_email"),
            models.UniqueConstraint(
                fields=["external_id"], condition=~models.Q(external_id=""), name="one_person_a_number"
            ),
        )
        ordering = ("name",)
        # The directory is read by name, fifty at a time.
        indexes = (models.Index(fields=["name"], name="people_by_name"),)

    def __str__(self) -> str:
        return "person"

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Whoever left cannot sign in."""
        return self.left_on is None


class FirstStewardLink(models.Model):
    """The open one-time link. Only its hash is kept, and only until it is used or another is made."""

    secret_hash = models.CharField(max_length=64, unique=True)
    valid_until = models.DateTimeField()

    def __str__(self) -> str:
        return "first steward link"
