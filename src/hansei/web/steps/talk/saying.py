"""Sentences about conversations, proposals and days, in the reader's language."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hansei.core.talk import LEAST_LINES, MOST_LINES, Reason
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people.models import Person
from hansei.web.ground.ui.shapes import RowItem
from hansei.web.steps.talk import consent, selectors
from hansei.web.steps.talk.consent import Stand
from hansei.web.steps.talk.models import Stage, Talk


def day(of: date | datetime) -> str:
    """A day as people say it: Friday 6 March."""
    local = timezone.localtime(of) if isinstance(of, datetime) else of
    return date_format(local, pgettext("format of a day with its weekday", "l j F"))


def moment(of: datetime) -> str:
    """A day with its hour."""
    local = timezone.localtime(of)
    return _("%(day)s, %(time)s") % {"day": day(of), "time": date_format(local, "H:i")}


def place_name(letter: str, minute: int | None) -> str:
    """What a place of telling is called."""
    if minute is None:
        return _("Place %(letter)s") % {"letter": letter}
    return _("Place %(letter)s, minute %(n)s") % {"letter": letter, "n": minute}


def other(engagement: Engagement, person: Person) -> str:
    """The name of the other one of the two."""
    return engagement.coach.name if engagement.leader_id == person.pk else engagement.leader.name


def answer(said: str) -> str:
    """One's own answer, in words; nothing while there is none."""
    return {
        consent.YES: pgettext("answer", "Yes"),
        consent.NOT_YET: pgettext("answer", "Not yet"),
        consent.NO: pgettext("answer", "No"),
    }.get(said, "")


def not_now() -> str:
    """Why nothing new can be made under this agreement."""
    return _(
        "This needs an agreement that both have signed and that is not paused, and talk reports switched on."
    )


def unreadable(reason: Reason) -> str:
    """Why something could not be read as a conversation, and what can be done."""
    return {
        Reason.EMPTY: _("There are no words in it."),
        Reason.NOT_TEXT: _(
            "This file cannot be read as text. Take the .vtt, .docx, .txt, .srt or .json of the meeting tool."
        ),
        Reason.UNKNOWN_FORMAT: _(
            "This is another kind of file. Take the .vtt, .docx, .txt, .srt or .json of the meeting tool."
        ),
        Reason.BROKEN: _(
            "This file is damaged, or holds what no transcript holds. Get it anew, or take another kind."
        ),
        Reason.NO_SPEAKERS: _(
            "It does not say who speaks. Take the file with names, or begin each line with a name and “:”."
        ),
        Reason.ONE_SPEAKER: _(
            "Only one speaker was found in it. If two speak, take another kind of file, or begin each"
            " line with a name and “:”."
        ),
        Reason.TOO_LONG: _("This is longer than can be read: some five hours of talk at most."),
        Reason.TOO_MANY_SPEAKERS: _("More people speak in it than in a conversation of two or a few."),
        Reason.TOO_FEW_LINES: _("Write %(n)s lines at least, each on a line by itself.") % {"n": LEAST_LINES},
        Reason.TOO_MANY_LINES: _("Write %(n)s lines at most.") % {"n": MOST_LINES},
    }[reason]


def of_talk(talk: Talk, reader: Person) -> dict[str, Any]:
    """What stands over every page of a talk."""
    return {
        "held": day(talk.held_on),
        "other": other(talk.engagement, reader),
        "memory": talk.proposal_id is None,
        "gives_lines": selectors.gives_lines(talk),
    }


def talk_row(talk: Talk, reader: Person) -> RowItem:
    """One report in the list."""
    stages = {
        Stage.WHO: _("Read. One question before it is coded."),
        Stage.CODING: _("It is being coded."),
        Stage.FAILED: _("It could not be coded. Its words are gone."),
    }
    note = stages.get(Stage(talk.stage), "")
    if not note:
        note = _("Your own lines, from memory") if talk.proposal_id is None else _("From a transcript")
    return RowItem(
        title=_("With %(name)s") % {"name": other(talk.engagement, reader)},
        url=reverse("talk_report", kwargs={"talk_id": talk.pk}),
        when=day(talk.held_on),
        note=note,
    )


def proposal_row(stand: Stand) -> RowItem:
    """One proposal in the list. Nothing in it comes from what the other said but an opening."""
    person = stand.row.engagement.coach if stand.party.value == "leader" else stand.row.engagement.leader
    if stand.opened:
        note = _("It is open: both of you said yes.")
    elif stand.decided:
        note = _("It has not opened.")
    elif said := answer(stand.mine):
        note = _("You said: %(answer)s. It is decided on %(moment)s.") % {
            "answer": said,
            "moment": moment(stand.row.decides_at),
        }
    else:
        # Whether it may is what stands above it, wherever it is listed.
        note = _("It is decided on %(moment)s.") % {"moment": moment(stand.row.decides_at)}
    return RowItem(
        title=_("With %(name)s") % {"name": person.name},
        url=reverse("talk_proposal", kwargs={"proposal_id": stand.row.pk}),
        when=day(stand.row.held_on),
        note=note,
    )
