"""What engagements have to say on somebody's first page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from hansei.core.agreement import Party, State
from hansei.web.common.engagements import closing, protecting, seconds, selectors
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
        yield from _asked(engagement, Party.LEADER)
        yield from _to_sign(engagement, Party.LEADER)
        if selectors.has_wishes(engagement):
            yield Line(
                16,
                _("What others hope for"),
                reverse("wishes", kwargs={"engagement_id": engagement.pk}),
                note=_("Kept apart from your objectives. Leave it, drop it, or make something of your own."),
            )
        if closing.is_near(engagement):
            yield Line(
                17,
                _("A last conversation, and a look back"),
                reverse("close", kwargs={"engagement_id": engagement.pk}),
                when=_("ends %(day)s") % {"day": until},
                note=_("It is over then, unless both of you sign again."),
            )
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
            reverse("close", kwargs={"engagement_id": engagement.pk}),
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
            yield from _asked(engagement, Party.COACH)
            yield from _to_sign(engagement, Party.COACH)
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


def _asked(engagement: Engagement, party: Party) -> Iterator[Highlight]:
    found = selectors.open_recheck(engagement)
    if found is not None and selectors.still_to_say(engagement, party):
        other = engagement.coach if party is Party.LEADER else engagement.leader
        yield Highlight(
            13,
            _("Does it still suit?"),
            _("Does the coaching with %(other)s still suit you?") % {"other": other.name},
            _("Say it, for yourself"),
            reverse("suits", kwargs={"engagement_id": engagement.pk}),
            note=_("Without an answer by %(day)s it pauses.")
            % {"day": formats.date_format(found.due_on, "MONTH_DAY_FORMAT")},
        )


def _to_sign(engagement: Engagement, party: Party) -> Iterator[Line]:
    version = selectors.newest_version(engagement)
    if version.in_force_on is None and not selectors.has_signed(engagement, party):
        yield Line(
            14,
            _("A new version of your agreement"),
            reverse("agreement", kwargs={"engagement_id": engagement.pk}),
            note=_("What you agreed before holds until all have signed the new one."),
        )


@tells
def for_second_coach(person: Person) -> Iterator[Line]:
    for engagement in selectors.behind(person):
        yield Line(
            31,
            _("You stand behind %(coach)s") % {"coach": engagement.coach.name},
            reverse("behind", kwargs={"engagement_id": engagement.pk}),
            when=_("paused") if engagement.state == State.PAUSED else "",
            note=_("What was written for you, and nothing else."),
        )


@tells
def for_whom_is_asked_to_stand_behind(person: Person) -> Iterator[Highlight | Line]:
    for asked in seconds.asks(person):
        coach = asked.engagement.coach.name
        address = reverse("asked_second", kwargs={"asked_id": asked.pk})
        if not asked.answer:
            yield Highlight(
                19,
                _("You are asked"),
                _("Would you stand behind %(coach)s while they coach somebody?") % {"coach": coach},
                _("Read it"),
                address,
                note=_("You are free not to. No reason is asked."),
            )
        else:
            yield Line(
                32,
                _("You were asked to stand behind %(coach)s") % {"coach": coach},
                address,
                when=_("yes") if asked.answer == seconds.YES else _("no"),
                note=_("You can still say otherwise."),
            )


@tells
def for_third_person(person: Person) -> Iterator[Highlight | Line]:
    for found in protecting.protected_by(person):
        address = reverse("protection", kwargs={"protection_id": found.pk})
        until = formats.date_format(found.until, "DATE_FORMAT")
        if found.signed_at is None:
            yield Highlight(
                18,
                _("You are asked"),
                _("Would you decide about pay, appraisal and posting of %(coach)s for a while?")
                % {"coach": found.coach.name},
                _("Read it"),
                address,
                note=_("You are free not to. No reason is asked."),
            )
        else:
            yield Line(
                65,
                _("You decide about pay, appraisal and posting of %(coach)s") % {"coach": found.coach.name},
                address,
                when=_("to %(day)s") % {"day": until},
            )
