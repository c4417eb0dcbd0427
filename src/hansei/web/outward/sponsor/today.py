"""The line of a sponsor: that there is a page, and nothing of what stands on it."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.web.common.people.models import Person
from hansei.web.common.releases.models import SponsorSeat
from hansei.web.ground.prepared import Prepared
from hansei.web.ground.ui.today import Line, tells

_SEATS = Prepared[SponsorSeat](
    lambda sponsor: (
        SponsorSeat.objects.filter(sponsor=sponsor).select_related("owner").order_by("owner__name")
    ),
    sponsor=Person._meta.get_field("id"),
)


@tells
def seats(person: Person) -> Iterator[Line]:
    if person.is_steward or person.is_operator:
        return
    for seat in _SEATS.all(sponsor=person.pk):
        yield Line(
            40,
            _("A page from %(leader)s") % {"leader": seat.owner.name},
            reverse("sponsored", kwargs={"seat_id": seat.pk}),
            note=_("What %(leader)s signed for you, and nothing else.") % {"leader": seat.owner.name},
        )
