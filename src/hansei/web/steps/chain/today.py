"""What the chain has to say on a leader's first page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.web.common.people.models import Person
from hansei.web.ground.ui.today import Line, tells


@tells
def for_leader(person: Person) -> Iterator[Line]:
    if person.is_leader:
        yield Line(
            64,
            _("The chain"),
            reverse("chain"),
            note=_("What you do, what people live through, what they come to believe: side by side."),
        )
