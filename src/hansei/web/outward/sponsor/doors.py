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
    return found, {Relation.SPONSOR} if found.sponsor_id == request.user.pk else set()
