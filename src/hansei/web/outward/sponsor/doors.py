"""How a person stands to a sponsor's seat, for the policy table."""

from uuid import UUID

from django.http import HttpRequest

from hansei.core.policy import Relation
from hansei.web.common.releases.models import SponsorSeat
from hansei.web.ground.policy.services import NothingThere, loader


@loader("sponsor_seat")
def seat(request: HttpRequest, seat_id: UUID) -> tuple[SponsorSeat, set[Relation]]:
    found = SponsorSeat.objects.filter(pk=seat_id).select_related("owner", "sponsor").first()
    if found is None:
        raise NothingThere
    # Whoever came to run coaching or the server later is no sponsor meanwhile. The steward who made them one
    # is not told: that there is a seat is the leader's to tell.
    person = request.user
    sits = found.sponsor_id == person.pk and not (person.is_steward or person.is_operator)
    return found, {Relation.SPONSOR} if sits else set()
