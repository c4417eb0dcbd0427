"""What a leader takes out of choosing, and how it is erased; a coach's side goes with the request."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person
from hansei.web.steps.choose import selectors, services
from hansei.web.steps.choose.models import Choosing, Meeting
from hansei.web.steps.choose.selectors import OpenMeeting


def take_out(person: Person) -> dict[str, Any]:
    """Whom the leader ruled out, their order and their requests; what is asked of a coach."""
    space = selectors.space_of(person)
    names = dict(Person.objects.filter(pk__in=[*space.not_these, *space.order]).values_list("pk", "name"))
    parts = {
        "not_these": [names[one] for one in space.not_these if one in names],
        "order": [names[one] for one in space.order if one in names],
        "first_meetings": [
            {"coach": one.row.coach.name, **_times(one)} for one in selectors.meetings_of(person)
        ],
        "asked_of_me_first": [
            {"leader": one.row.leader.name, **_times(one)} for one in selectors.meetings_for(person)
        ],
    }
    return {name: part for name, part in parts.items() if part}


def _times(found: OpenMeeting) -> dict[str, Any]:
    return {
        "times": [time.isoformat() for time in found.said.times],
        "agreed_time": found.said.at.isoformat() if found.said.agreed and found.said.at else None,
    }


def erase(person: Person) -> None:
    """Requests and their keys go, in both directions. Safe to run again."""
    services.erase(person)
    services.close_for_coach(person)


@leaving.keeps
def keeps(person: Person) -> Iterator[leaving.Own]:
    """What a leader wrote or asked while choosing."""
    wrote = Choosing.objects.filter(owner=person).exists() or Meeting.objects.filter(leader=person).exists()
    if person.is_leader and wrote:
        yield leaving.Own(_("Choosing a coach"), reverse("name_coach"))


@leaving.by_scope
def erase_scope(scope: UUID) -> int:
    """After a restore: rows under a scope whose key was destroyed."""
    deleted = Meeting.objects.filter(scope=scope).delete()[0]
    return deleted + Choosing.objects.filter(owner__private_scope=scope).delete()[0]


leaving.register("choose", exporter=take_out, eraser=erase, covers=[Choosing, Meeting])
