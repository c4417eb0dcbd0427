"""What conversations have to say on somebody's first page. Nothing here asks twice."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.core.agreement import ALIVE, State
from hansei.core.conversation import Stand
from hansei.web.common.bench.selectors import is_on_or_asked
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.engagements.selectors import coached_by, led_by
from hansei.web.common.people.models import Person
from hansei.web.ground.ui.today import Line, tells
from hansei.web.steps.conversations import saying, selectors


@tells
def with_the_other(person: Person) -> Iterator[Line]:
    """The conversations of each running coaching, for both; to a leader also those that have ended."""
    for engagement in led_by(person):
        if engagement.state in ALIVE or (
            engagement.state == State.ENDED and selectors.conversations(engagement).exists()
        ):
            yield _line(25 if engagement.state in ALIVE else 72, engagement, engagement.coach)
    for engagement in coached_by(person):
        if engagement.state in ALIVE:
            yield _line(31, engagement, engagement.leader)


def _line(rank: int, engagement: Engagement, other: Person) -> Line:
    ahead = selectors.ahead(engagement)
    note = ""
    if ahead is not None:
        note = {Stand.PLANNED: _("One is planned."), Stand.BEGUN: _("One has begun.")}[Stand(ahead.stand)]
    return Line(
        rank,
        _("Conversations with %(name)s") % {"name": other.name},
        reverse("conversations", kwargs={"engagement_id": engagement.pk}),
        when=saying.when(ahead) if ahead is not None and ahead.day else "",
        note=note,
    )


@tells
def craft(person: Person) -> Iterator[Line]:
    """For whoever is on the bench or was asked: there when they look for it."""
    if is_on_or_asked(person):
        yield Line(
            45,
            _("Craft"),
            reverse("craft"),
            note=_("Short pages for a coach, from the first meeting to the last."),
        )
        yield Line(
            46, _("Methods"), reverse("methods"), note=_("Ways through one conversation, stage by stage.")
        )
    elif person.is_steward:
        yield Line(
            23,
            _("Methods"),
            reverse("methods"),
            note=_("The methods that conversations can follow, with the organization’s own."),
        )
    if selectors.has_coach_notes(person):
        yield Line(
            47, _("Your own notes"), reverse("own_notes"), note=_("What you wrote for yourself as a coach.")
        )
