"""A place on the bench, taken out and erased: whoever erases leaves the bench."""

from typing import Any

from hansei.web.common.bench.models import Asked, Place
from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person


def take_out(person: Person) -> dict[str, Any]:
    place = Place.objects.filter(coach=person).first()
    return {"since": place.since.isoformat(), "leaders_at_a_time": place.capacity} if place else {}


def erase(person: Person) -> None:
    Place.objects.filter(coach=person).delete()
    Asked.objects.filter(person=person).delete()


leaving.register("bench", exporter=take_out, eraser=erase, covers=[Place, Asked])
