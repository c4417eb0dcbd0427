"""The way to stewardship, for stewards."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.web.common.people.models import Person
from hansei.web.ground.ui.today import Line, Way, leads, tells


@leads
def ways(person: Person) -> Iterator[Way]:
    if person.is_steward:
        yield Way(30, _("Bench"), "stewardship")
        yield Way(31, _("People"), "directory")


@tells
def bench(person: Person) -> Iterator[Line]:
    if person.is_steward:
        yield Line(
            20,
            _("The bench"),
            reverse("stewardship"),
            note=_("Who coaches, and how many places there are. Not who is coached."),
        )
        yield Line(
            21,
            _("People"),
            reverse("directory"),
            note=_("The directory: who is here, who leads, who reports to whom."),
        )
        yield Line(
            22,
            _("The house"),
            reverse("house"),
            note=_("Switches, the minimum, contacts and rules that agreements name."),
        )
