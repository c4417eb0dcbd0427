"""Writes of the directory, and the one-time link with which the first steward is made."""

import hashlib
import secrets
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse

from hansei.core import clock
from hansei.web.common.people.models import FirstStewardLink, Organization, Person, Settled
from hansei.web.common.people.selectors import line_above
from hansei.web.ground.audit import services as audit

LINK_LASTS = timedelta(minutes=30)

audit.register(
    "person.made_first_steward", "person.added", "person.changed", "person.readdressed", "house.changed"
)

#: What a steward may change of somebody who is there.
CHANGEABLE = frozenset(
    {
        "name", "title", "unit", "manager", "language", "zone", "external_id", "is_leader", "is_steward",
        "is_council", "left_on",
    }
)  # fmt: skip


#: What a steward settles for the house. A demo's marks are no settings.
SETTINGS = frozenset(
    {
        "name", "product_name", "mirror_on", "talk_on", "pulse_on", "respect_on", "k_mirror", "k_pulse",
        "backup_days", "keep_shared_days", "keep_coach_days", "operator_can_read", "misconduct_rules",
        "contact_inside", "contact_outside", "code_of_ethics",
    }
)  # fmt: skip


class NotPossible(Exception):
    """What was asked cannot be done now; the message is a sentence for a person and holds no private text."""


class Apart(NotPossible):
    """Roles that must not meet in one person would, or the last steward would go."""


class StewardExists(NotPossible):
    """A first steward is made once. Later ones are made by a steward."""


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def steward_link() -> str:
    """A path that makes the first steward, valid for 30 minutes and once; earlier ones stop working.

    Raises StewardExists when there is a steward already: the link would be a way past them.
    """
    if Person.objects.filter(is_steward=True, left_on=None).exists():
        raise StewardExists("There is a steward already. Further stewards are made by a steward.")
    secret = secrets.token_urlsafe(24)
    with transaction.atomic():
        FirstStewardLink.objects.all().delete()
        FirstStewardLink.objects.create(secret_hash=_hash(secret), valid_until=clock.now() + LINK_LASTS)
    return reverse("first_steward", kwargs={"secret": secret})


def link_is_open(secret: str) -> bool:
    """Whether this one-time link still makes a steward."""
    return FirstStewardLink.objects.filter(secret_hash=_hash(secret), valid_until__gt=clock.now()).exists()


def make_first_steward(
    secret: str, *, organization: str, name: str, email: str, password: str | None
) -> Person:
    """Set up the organization and its first steward. Raises NotPossible when the link is closed."""
    try:
        with transaction.atomic():
            used, _ = FirstStewardLink.objects.filter(
                secret_hash=_hash(secret), valid_until__gt=clock.now()
            ).delete()
            if not used:
                raise NotPossible("This link is closed. Ask for a new one with: hansei steward-link")
            Organization.objects.get_or_create(id=1, defaults={"name": organization})
            steward = Person.objects.create_user(email, password, name=name, is_steward=True)
            audit.record(steward.chain, "person.made_first_steward", actor=steward.chain)
            return steward
    except IntegrityError:
        raise NotPossible("Somebody with this mail address is in the directory already.") from None


def set_language(person: Person, language: str) -> None:
    """Keep the language a person chose for pages and mail."""
    Person.objects.filter(pk=person.pk).update(language=language)


def loosen(person: Person) -> None:
    """Give a person a fresh private space and a fresh name in the audit: what was erased leads nowhere."""
    person.private_scope = uuid.uuid4()
    person.chain = uuid.uuid4()
    person.save(update_fields=["private_scope", "chain"])


def add_person(by: Person, *, email: str, **facts: Any) -> Person:
    """A steward puts somebody into the directory. NotPossible: the address or the number is taken. Apart."""
    if sum(bool(facts.get(role)) for role in ("is_steward", "is_operator", "is_council")) > 1:
        raise Apart("Steward, operator and council are different people.")
    try:
        with transaction.atomic():
            person = Person.objects.create_user(email, **facts)
            audit.record(person.chain, "person.added", actor=by.chain)
    except IntegrityError:
        raise NotPossible("Somebody with this mail address is in the directory already.") from None
    return person


def change_person(by: Person, person: Person, **facts: object) -> None:
    """A steward changes facts of the directory. NotPossible: a circle of bosses, a mail address,
    a number that somebody else has.

    Whoever can move somebody's address to a mailbox of their own signs in as them with the next code and
    reads everything: a steward cannot. The operator can, with `hansei readdress`, and the person sees it.
    """
    if facts.keys() - CHANGEABLE:
        raise NotPossible("This is not changed here.")
    for name, value in facts.items():
        setattr(person, name, value)
    manager = person.manager
    if manager is not None and (manager.pk == person.pk or person in line_above(manager)):
        raise NotPossible("Nobody can stand above themself in the line.")
    _roles_stand_apart(person, facts)
    try:
        with transaction.atomic():
            person.save(update_fields=list(facts))
            audit.record(person.chain, "person.changed", actor=by.chain)
    except IntegrityError:
        raise NotPossible("Somebody else has this number.") from None


def readdress(person: Person, email: str) -> None:
    """Give somebody another mail address. Their password and sessions end; it stands under Who looked."""
    person.email = email.strip().lower()
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save(update_fields=["email", "password"])
            audit.record(person.chain, "person.readdressed", actor=None)
    except IntegrityError:
        raise NotPossible("Somebody with this mail address is in the directory already.") from None


def _roles_stand_apart(person: Person, facts: Mapping[str, object]) -> None:
    """Who runs coaching, who runs the server and who watches both are different people; a steward stays.

    What was held together before stays until it is changed: the house of one person can still be run.
    """
    roles = [person.is_steward, person.is_operator, person.is_council]
    given = any(facts.get(role) and not _held(person, role) for role in ("is_steward", "is_council"))
    if given and sum(roles) > 1:
        raise Apart("Steward, operator and council are different people.")
    goes = person.left_on is not None or not person.is_steward
    if goes and _held(person, "is_steward"):
        others = Person.objects.filter(is_steward=True, left_on=None).exclude(pk=person.pk)
        if not others.exists():
            raise Apart("There has to be a steward.")


def _held(person: Person, role: str) -> bool:
    """Whether somebody holds a role now, whatever is about to be saved."""
    return Person.objects.filter(pk=person.pk, left_on=None, **{role: True}).exists()


def set_operator(person: Person, *, on: bool) -> None:
    """Give or take the operator's seat: only by whoever runs the server. Raises Apart."""
    if on and (person.is_steward or person.is_council):
        raise Apart("Steward, operator and council are different people.")
    person.is_operator = on
    with transaction.atomic():
        person.save(update_fields=["is_operator"])
        audit.record(person.chain, "person.changed", actor=None)


def bring_back(person: Person) -> None:
    """Somebody who left is here again: only by whoever runs the server, who knows whose the mail box is."""
    person.left_on = None
    person.set_unusable_password()
    with transaction.atomic():
        person.save(update_fields=["left_on", "password"])
        audit.record(person.chain, "person.changed", actor=None)


def change_house(by: Person, **facts: object) -> None:
    """A steward changes what the organization has settled. Each change is on record, as it was and as it is.

    Raises NotPossible for what is not a setting of the house; the database refuses a minimum that is lowered.
    """
    if facts.keys() - SETTINGS:
        raise NotPossible("This is not settled here.")
    with transaction.atomic():
        house = Organization.objects.select_for_update().get(pk=1)
        for what in sorted(facts):
            was, now = getattr(house, what), facts[what]
            if was == now:
                continue
            row = Settled.objects.create(at=clock.now(), by=by.chain, what=what, was=str(was), now=str(now))
            audit.record(by.chain, "house.changed", actor=by.chain, subject="settled", subject_id=row.pk)
        Organization.objects.filter(pk=1).update(**facts)
