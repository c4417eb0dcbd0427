"""What practice has to say on a leader's first page. Nothing here counts, and nothing reminds by mail."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.core import clock
from hansei.web.common.people.models import Person
from hansei.web.ground.ui.today import Highlight, Line, Way, leads, tells
from hansei.web.steps.practice import selectors, showing


@leads
def ways(person: Person) -> Iterator[Way]:
    if person.is_leader:
        yield Way(35, _("Try-outs"), "try_outs")


@tells
def for_leader(person: Person) -> Iterator[Highlight | Line]:
    if not person.is_leader:
        return
    today = clock.now().date()
    waiting = selectors.waiting(person)
    for row in waiting:
        address = reverse("try_out", kwargs={"trial_id": row.pk})
        if row.due <= today:
            yield Highlight(
                33,
                _("Practise"),
                _("What happened when you tried it?"),
                _("Look back at your try-out"),
                address,
                note=_("What you expected stands there, as you locked it."),
            )
        else:
            yield Line(
                36,
                _("A try-out"),
                address,
                when=_("by %(day)s") % {"day": showing.day(row.due)},
                note=_("What you expect is locked. What happened can be written at any time."),
            )
    if not waiting and not selectors.has_any(person):
        yield Line(
            62,
            _("Try something out"),
            reverse("try_outs"),
            note=_("Small, with what you expect written down before. Nobody reads it unless you open it."),
        )
