"""The question whether one wants to coach, on the first page of who is asked."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hansei.web.common.bench.selectors import place_of, was_asked
from hansei.web.common.people.models import Person
from hansei.web.ground.ui.today import Line, tells


@tells
def bench(person: Person) -> Iterator[Line]:
    place = place_of(person)
    if place is not None:
        leaders = ngettext("%(n)s leader at a time", "%(n)s leaders at a time", place.capacity)
        yield Line(
            65,
            _("You are on the bench"),
            reverse("bench"),
            when=leaders % {"n": place.capacity},
            note=_("By your own yes. Change it or leave at any time."),
        )
    elif was_asked(person):
        yield Line(
            25,
            _("Would you coach a leader?"),
            reverse("bench"),
            note=_("You are free to say no, or nothing. From outside the two look the same."),
        )
