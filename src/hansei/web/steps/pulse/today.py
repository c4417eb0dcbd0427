"""What the pulse has to say on somebody's first page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.web.common.people.models import Person
from hansei.web.common.people.selectors import switched_on
from hansei.web.common.releases.selectors import are_parts_open
from hansei.web.ground.ui.today import Line, tells
from hansei.web.steps.pulse import selectors


@tells
def for_everybody(person: Person) -> Iterator[Line]:
    if not switched_on("pulse"):
        return
    if person.is_steward:
        yield Line(
            24, _("The pulse"), reverse("pulse_waves"),
            note=_("What people believe, by part of the organization: plan a wave, see until when."),
        )  # fmt: skip
    if selectors.has_own(person):
        yield Line(
            60, _("What your part believes"), reverse("pulse_own"),
            note=_("For you alone, until you show it to others."),
        )  # fmt: skip
    if are_parts_open():
        yield Line(
            80, _("What people here believe"), reverse("pulse"),
            note=_("By part of the organization. It is about no single person."),
        )  # fmt: skip
