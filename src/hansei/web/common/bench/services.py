"""Taking and leaving a place on the bench, by one's own yes; what a coach says of themself and declares."""

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction

from hansei.core import clock
from hansei.core.matching.eligibility import Hand
from hansei.web.common.bench.models import Asked, Case, Declaration, NextBoss, Place, Profile, Respect
from hansei.web.common.people.models import Person, Unit
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.audit import services as audit
from hansei.web.ground.mail import services as mail

audit.register(
    "bench.asked", "bench.taken", "bench.left", "bench.profile_written", "bench.declared",
    "bench.referred", "bench.reference_taken_back", "bench.next_boss_recorded",
)  # fmt: skip

MOST_PLACES = 10
MOST_CASES = 12


def ask(person: Person, by: Person) -> None:
    """A steward asks somebody whether they want to coach. Asking again changes nothing."""
    if person.left_on is not None or person.is_steward:
        # Steward and coach must not meet in one person.
        raise NotPossible("Whoever runs coaching does not coach, and whoever left cannot be asked.")
    with transaction.atomic():
        _, fresh = Asked.objects.get_or_create(person=person, defaults={"on": _today()})
        if fresh:
            audit.record(person.chain, "bench.asked", actor=by.chain)
            mail.send("bench.asked", to=person, ref=person.pk, number=0)


def say_yes(person: Person, capacity: int) -> None:
    """Take a place on the bench, or change for how many leaders. Only who was asked or is there can."""
    if capacity not in range(1, MOST_PLACES + 1):
        raise NotPossible("Between one and ten leaders at a time.")
    with transaction.atomic():
        there = Asked.objects.filter(person=person).exists() or Place.objects.filter(coach=person).exists()
        if person.is_steward or not there:
            raise NotPossible("A place is taken after being asked, and not by whoever runs coaching.")
        _, fresh = Place.objects.update_or_create(
            coach=person, defaults={"capacity": capacity}, create_defaults=_place(capacity)
        )
        if fresh:
            audit.record(person.chain, "bench.taken", actor=person.chain)


def leave(person: Person) -> None:
    """Leave the bench, without a reason. Coaching that runs goes on; nobody new can ask."""
    with transaction.atomic():
        gone, _ = Place.objects.filter(coach=person).delete()
        if gone:
            audit.record(person.chain, "bench.left", actor=person.chain)


# ----------------------------------------------------------------------------- what a coach says of themself
def write_profile(coach: Person, said: Mapping[str, object]) -> None:
    """Write one's own profile; `said` has fields of Profile. NotPossible for whoever is not on the bench."""
    _require_place(coach)
    with transaction.atomic():
        Profile.objects.update_or_create(coach=coach, defaults={**said, "written_on": _today()})
        audit.record(coach.chain, "bench.profile_written", actor=coach.chain)


def write_case(coach: Person, *, changed: str, seen_by: str, may_ask: bool, case: Case | None = None) -> Case:
    """Tell of one success, or tell it anew. NotPossible off the bench, or with twelve cases already."""
    _require_place(coach)
    with transaction.atomic():
        if case is None:
            if Case.objects.filter(coach=coach).count() >= MOST_CASES:
                raise NotPossible("Twelve cases at most.")
            case = Case(coach=coach)
        case.changed, case.seen_by, case.may_ask = changed, seen_by, may_ask
        case.written_on = _today()
        case.save()
        audit.record(coach.chain, "bench.profile_written", actor=coach.chain)
    return case


def drop_case(case: Case) -> None:
    """Take a case out of one's profile."""
    with transaction.atomic():
        audit.record(case.coach.chain, "bench.profile_written", actor=case.coach.chain)
        case.delete()


# ---------------------------------------------------------------------------------------------- declarations
def declare(
    coach: Person, hand: Hand, *, about: Person | None = None, unit: Unit | None = None
) -> Declaration:
    """Declare a hand in something of one person or one part of the organization. Twice is once.

    What is declared is on no record but this row: the audit would tell who is looked into by whom.
    """
    _require_place(coach)
    if (about is None) == (unit is None) or about == coach:
        raise NotPossible("Declare it about one other person, or about one part of the organization.")
    return Declaration.objects.get_or_create(coach=coach, hand=hand, about=about, unit=unit)[0]


def take_back(declaration: Declaration) -> None:
    """It does not hold any more."""
    Declaration.objects.filter(pk=declaration.pk).delete()


def declare_all(coach: Person) -> None:
    """The coach has gone through it and says that these are all, or that there is nothing."""
    _require_place(coach)
    with transaction.atomic():
        Place.objects.filter(coach=coach).update(declared_on=_today())
        audit.record(coach.chain, "bench.declared", actor=coach.chain)


# ------------------------------------------------------------------------------------- what a steward records
def refer(person: Person, words: str, by: Person) -> None:
    """A steward records a reference: that people here respect this person's skill and capability.

    Whether somebody said yes to coaching plays no part, so recording one tells nothing about that.
    """
    if not words.strip():
        raise NotPossible("A reference says who respects what.")
    if person.left_on is not None or person.is_steward or person == by:
        raise NotPossible("Whoever runs coaching does not coach, and whoever left cannot be referred to.")
    with transaction.atomic():
        Respect.objects.update_or_create(
            person=person, kind=Respect.REFERENCE, defaults={"words": words, "on": _today()}
        )
        audit.record(person.chain, "bench.referred", actor=by.chain)


def take_reference_back(person: Person, by: Person) -> None:
    """The reference does not hold: the person is offered to nobody new. Coaching that runs goes on."""
    with transaction.atomic():
        gone, _ = Respect.objects.filter(person=person, kind=Respect.REFERENCE).delete()
        if gone:
            audit.record(person.chain, "bench.reference_taken_back", actor=by.chain)


def expect_boss(person: Person, boss: Person | None, by: Person) -> None:
    """A steward records who is expected to become somebody's boss, or that nobody is any more."""
    if boss is not None and (boss == person or boss.left_on is not None):
        raise NotPossible("Somebody else, who is here.")
    try:
        with transaction.atomic():
            if boss is None:
                NextBoss.objects.filter(person=person).delete()
            else:
                NextBoss.objects.update_or_create(person=person, defaults={"boss": boss})
            audit.record(person.chain, "bench.next_boss_recorded", actor=by.chain)
    except IntegrityError:
        raise NotPossible("Somebody else recorded it at the same moment.") from None


# ---------------------------------------------------------------------------------------------------- inside
def _place(capacity: int) -> dict[str, object]:
    return {"capacity": capacity, "since": _today()}


def _require_place(coach: Person) -> None:
    if not Place.objects.filter(coach=coach).exists():
        raise NotPossible("This is for whoever is on the bench.")


def _today() -> date:
    return clock.now().date()
