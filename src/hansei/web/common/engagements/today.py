"""What engagements have to say on somebody's first page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from hansei.core.agreement import Party, State
from hansei.web.common.engagements import selectors
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people.models import Person
from hansei.web.ground.ui.today import Highlight, Line, Way, leads, tells


@leads
def ways(person: Person) -> Iterator[Way]:
    yield Way(0, _("Today"), "today")
    if person.is_leader:
        yield Way(20, _("Objectives"), "objectives")


@tells
def for_leader(person: Person) -> Iterator[Highlight | Line]:
    if not person.is_leader:
        return
    engagements = selectors.led_by(person)
    for engagement in engagements:
        if engagement.state != State.ENDED or engagement is engagements[0]:
            yield from _of_leader(engagement)
    if not engagements or engagements[0].state in {State.ENDED, State.NONE}:
        yield Line(
            50,
            _("Name a coach"),
            reverse("name_coach"),
            note=_("When you want one. You see who can be asked, and you choose."),
        )


def _of_leader(engagement: Engagement) -> Iterator[Highlight | Line]:
    address = reverse("agreement", kwargs={"engagement_id": engagement.pk})
    coach = engagement.coach.name
    until = formats.date_format(engagement.planned_end, "MONTH_DAY_FORMAT")
    if engagement.state == State.NONE:
        yield Line(
            12,
            _("%(coach)s cannot take it on now") % {"coach": coach},
            reverse("name_coach"),
            note=_("Nothing of your request is kept there. You can name somebody else, or leave it."),
        )
    elif engagement.state == State.CHOOSING:
        signed = selectors.has_signed(engagement, Party.LEADER)
        if signed:
            yield Line(
                15,
                _("Your agreement with %(coach)s") % {"coach": coach},
                address,
                note=_("You have signed. It holds once %(coach)s has signed too.") % {"coach": coach},
            )
        else:
            yield Highlight(
                15,
                _("Agree"),
                _("What would you and %(coach)s agree on?") % {"coach": coach},
                _("Read the agreement"),
                address,
                note=_("Nothing holds before both of you have signed."),
            )
    elif engagement.state == State.AGREED:
        yield Line(
            60,
            _("Your agreement with %(coach)s") % {"coach": coach},
            address,
            when=_("to %(day)s") % {"day": until},
            note=_("Pause it or end it at any time. No reason needed."),
        )
    elif engagement.state == State.PAUSED:
        yield Line(
            11,
            _("Paused with %(coach)s") % {"coach": coach},
            address,
            note=_("It goes on when both of you say so. No answer is not a yes."),
        )
    elif engagement.state == State.ENDED:
        yield Line(
            70,
            _("The coaching with %(coach)s has ended") % {"coach": coach},
            address,
            note=_(
                "Every open link is closed. What you wrote is still yours: "
                "keep it, take it with you, or erase it."
            ),
        )


@tells
def for_coach(person: Person) -> Iterator[Highlight | Line]:
    for engagement in selectors.coached_by(person):
        leader = engagement.leader.name
        if engagement.state == State.CHOOSING:
            address = reverse("agreement", kwargs={"engagement_id": engagement.pk})
            if selectors.has_signed(engagement, Party.COACH):
                yield Line(
                    15,
                    _("Your agreement with %(leader)s") % {"leader": leader},
                    address,
                    note=_("You have signed. It holds once %(leader)s has signed too.") % {"leader": leader},
                )
            else:
                yield Highlight(
                    14,
                    _("You are asked"),
                    _("%(leader)s would like you as coach") % {"leader": leader},
                    _("Read the agreement"),
                    address,
                    note=_("You are free to say no. No reason is asked."),
                )
        else:
            until = formats.date_format(engagement.planned_end, "MONTH_DAY_FORMAT")
            yield Line(
                30,
                _("Coaching %(leader)s") % {"leader": leader},
                reverse("coaching", kwargs={"engagement_id": engagement.pk}),
                when=_("paused") if engagement.state == State.PAUSED else _("to %(day)s") % {"day": until},
                note=_("What has been opened to you, and the agreement."),
            )
    for engagement in selectors.ended_for_coach(person):
        yield Line(
            80,
            _("The coaching with %(leader)s has ended") % {"leader": engagement.leader.name},
            "",
            note=_("There is nothing you need to do."),
        )
