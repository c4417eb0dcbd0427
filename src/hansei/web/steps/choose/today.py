"""First meetings on the first page of the two whom they concern, and the way to the bench."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.web.common.engagements.selectors import is_with_coach
from hansei.web.common.people.models import Person
from hansei.web.ground.ui.today import Highlight, Line, tells
from hansei.web.steps.choose import selectors
from hansei.web.steps.choose.meeting import Answer
from hansei.web.steps.choose.saying import day_and_time


@tells
def for_leader(person: Person) -> Iterator[Highlight | Line]:
    if not person.is_leader:
        return
    if is_with_coach(person):
        yield Line(
            93,
            _("Who coaches here"),
            reverse("name_coach"),
            note=_("The bench, and what is known of each. Looking tells nobody."),
        )
        return
    for found in selectors.meetings_of(person):
        if found.said.agreed and found.said.at is not None and not found.lapsed:
            yield Line(
                13,
                _("A first meeting with %(coach)s") % {"coach": found.row.coach.name},
                reverse("name_coach"),
                when=day_and_time(found.said.at),
            )


@tells
def for_coach(person: Person) -> Iterator[Highlight | Line]:
    for found in selectors.meetings_for(person):
        leader = found.row.leader.name
        address = reverse("first_meeting", kwargs={"meeting_id": found.row.pk})
        if found.said.answer is None:
            yield Highlight(
                13,
                _("You are asked"),
                _("%(leader)s would like to meet you first") % {"leader": leader},
                _("See which times"),
                address,
                note=_("You are free to say not now. No reason is asked."),
            )
        else:
            when = day_and_time(found.said.at) if found.said.answer is Answer.YES and found.said.at else ""
            yield Line(16, _("A first meeting with %(leader)s") % {"leader": leader}, address, when=when)
