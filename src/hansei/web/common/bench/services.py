"""Taking and leaving a place on the bench: by one's own yes."""

from django.db import transaction

from hansei.core import clock
from hansei.web.common.bench.models import Asked, Place
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.audit import services as audit
from hansei.web.ground.mail import services as mail

audit.register("bench.asked", "bench.taken", "bench.left")

MOST_PLACES = 10


def ask(person: Person, by: Person) -> None:
    """A steward asks somebody whether they want to coach. Asking again changes nothing."""
    if person.left_on is not None or person.is_steward:
        # Steward and coach must not meet in one person.
        raise NotPossible("Whoever runs coaching does not coach, and whoever left cannot be asked.")
    with transaction.atomic():
        _, fresh = Asked.objects.get_or_create(person=person, defaults={"on": clock.now().date()})
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


def _place(capacity: int) -> dict[str, object]:
    return {"capacity": capacity, "since": clock.now().date()}
