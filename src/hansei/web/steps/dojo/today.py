"""Where the practice room stands on the first page of whoever coaches."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.web.common.bench.selectors import is_on_or_asked
from hansei.web.common.people.models import Person
from hansei.web.ground.ui.today import Line, tells
from hansei.web.steps.dojo import selectors


@tells
def room(person: Person) -> Iterator[Line]:
    """For whoever may go in."""
    if is_on_or_asked(person) or selectors.coaches(person):
        yield Line(
            44,
            _("Practice room"),
            reverse("dojo"),
            note=_("Five minutes to try out what you would say. Nothing of it is kept."),
        )
