"""What talk reports have to say on somebody's first page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.core.agreement import State
from hansei.web.common.engagements.selectors import coached_by
from hansei.web.common.people.models import Person
from hansei.web.common.people.selectors import switched_on
from hansei.web.ground.ui.today import Line, Way, leads, tells
from hansei.web.steps.talk import consent, saying, selectors
from hansei.web.steps.talk.models import Stage


@leads
def ways(person: Person) -> Iterator[Way]:
    if selectors.has_place(person):
        yield Way(60, _("Talk"), "talks")


@tells
def of_talk(person: Person) -> Iterator[Line]:
    if not selectors.has_place(person):
        return
    talks = selectors.talks(person)
    sent = {talk.proposal_id for talk in talks if talk.stage != Stage.FAILED}
    for each in consent.proposals(person, but=sent):
        if each.waiting or each.opened:
            row = saying.proposal_row(each)
            yield Line(
                34, _("May it be written down?"), row.url, when=row.when, note=f"{row.title}. {row.note}"
            )
    mine = [talk for talk in talks if talk.coach_id == person.pk]
    if any(each.state == State.AGREED for each in coached_by(person)) and switched_on("talk"):
        yield Line(
            46,
            _("Talk report"),
            reverse("talks"),
            note=_("How what you say is heard: a few lines from memory, for you alone.")
            if not mine
            else _("Your conversations, and another one."),
        )
