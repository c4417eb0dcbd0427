"""A sponsor's seat, taken out by the leader who made it, and erased with either of the two."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from hansei.web.common.engagements import sponsor_page
from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person
from hansei.web.common.releases.models import SponsorSeat


def take_out(person: Person) -> dict[str, Any]:
    made = [
        {
            "sponsor": seat.sponsor.name,
            "made_on": seat.made_on.isoformat(),
            "signed_on": seat.signed_at.date().isoformat() if seat.signed_at else None,
            "page": sponsor_page.page(seat) or {},
        }
        for seat in SponsorSeat.objects.filter(owner=person).select_related("sponsor")
    ]
    seats = [
        {"leader": seat.owner.name, "made_on": seat.made_on.isoformat()}
        for seat in SponsorSeat.objects.filter(sponsor=person).select_related("owner")
    ]
    parts = {"sponsors_seats": made, "sponsor_of": seats}
    return {name: part for name, part in parts.items() if part}


def erase(person: Person) -> None:
    SponsorSeat.objects.filter(Q(owner=person) | Q(sponsor=person)).delete()


@leaving.by_scope
def erase_scope(scope: UUID) -> int:
    """After a restore: the page under an engagement whose key was destroyed."""
    return SponsorSeat.objects.filter(scope=scope).delete()[0]


leaving.register("sponsor", exporter=take_out, eraser=erase, covers=[SponsorSeat])
