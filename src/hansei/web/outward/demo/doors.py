"""A visitor exists in a demo database alone. The mark is made with the empty database and by nothing else."""

from django.http import HttpRequest

from hansei.core.policy import Relation
from hansei.web.common.people.models import Organization
from hansei.web.ground.policy.services import NothingThere, loader, standing
from hansei.web.outward.demo.models import Seat, ShutDoor, Stop


@standing(Relation.VISITOR)
def visitor(request: HttpRequest) -> set[Relation]:
    house = Organization.get()
    return {Relation.VISITOR} if house is not None and house.is_demo else set()


@loader("demo_seat")
def seat(request: HttpRequest, key: str) -> tuple[Seat, set[Relation]]:
    found = Seat.objects.filter(key=key).select_related("person").first()
    if found is None:
        raise NothingThere
    return found, set()


@loader("demo_door")
def door(request: HttpRequest, door_id: int) -> tuple[ShutDoor, set[Relation]]:
    found = ShutDoor.objects.filter(pk=door_id).select_related("seat__person").first()
    if found is None:
        raise NothingThere
    return found, set()


@loader("demo_stop")
def stop(request: HttpRequest, rank: int) -> tuple[Stop, set[Relation]]:
    found = Stop.objects.filter(rank=rank).select_related("seat__person").first()
    if found is None:
        raise NothingThere
    return found, set()
