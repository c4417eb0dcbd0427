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
    if person.is_council:
        yield Way(32, _("The house"), "house_settled")
    if person.is_operator:
        yield Way(33, _("The server"), "operator")


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
    if person.is_council:
        yield Line(
            23,
            _("What is settled here"),
            reverse("house_settled"),
            note=_("Switches, minimums, texts and when each was changed. Nothing of anybody."),
        )
    if person.is_operator:
        yield Line(24, _("The server"), reverse("operator"), note=_("The commands that keep it running."))
