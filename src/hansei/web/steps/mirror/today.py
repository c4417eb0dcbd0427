"""What the mirror has to say on a leader's first page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hansei.core import clock
from hansei.web.common.engagements.selectors import is_running
from hansei.web.common.people.models import Person
from hansei.web.ground.ui.today import Highlight, Line, Way, leads, tells
from hansei.web.steps.mirror import saying, selectors
from hansei.web.steps.mirror.models import Mirror, Stage


@leads
def ways(person: Person) -> Iterator[Way]:
    if person.is_leader:
        yield Way(30, _("Mirror"), "mirrors")


@tells
def for_leader(person: Person) -> Iterator[Highlight | Line]:
    if not person.is_leader:
        return
    mirrors = selectors.mirrors(person)
    # How many, without unsealing which: that is for the page of the mirror.
    opened = selectors.all_opened(mirror for mirror in mirrors if _can_be_seen(mirror))
    for mirror in mirrors:
        yield from _of(mirror, *opened.get(mirror.pk, (0, 0)))
    under_way = any(mirror.stage in {Stage.PLANNING, Stage.ASKING} for mirror in mirrors)
    if not under_way and is_running(person) and selectors.switched_on():
        if not mirrors:
            yield Highlight(
                30,
                _("Look"),
                _("What would the people around you say, and what do you expect them to say?"),
                _("Plan a mirror"),
                reverse("mirrors"),
                note=_("You choose what is asked and of whom. You expect first; then they answer."),
            )
        else:
            yield Line(
                58, _("Mirror"), reverse("mirrors"), note=_("The ones you have made, and another one.")
            )
    if selectors.has_findings(person):
        yield Line(
            40,
            _("Your findings"),
            reverse("findings"),
            note=_("In your own words. Nobody reads one unless you open it."),
        )


def _is_over(mirror: Mirror) -> bool:
    return mirror.stage == Stage.ASKING and mirror.closes_at is not None and mirror.closes_at <= clock.now()


def _can_be_seen(mirror: Mirror) -> bool:
    return mirror.stage == Stage.SEEING or _is_over(mirror)


def _of(mirror: Mirror, opened: int, of: int) -> Iterator[Highlight | Line]:
    address = reverse("mirror", kwargs={"mirror_id": mirror.pk})
    if mirror.stage == Stage.PLANNING:
        yield Highlight(
            32,
            _("Look"),
            _("What do you want to know from the people around you?"),
            _("Go on planning your mirror"),
            address,
            note=_("Nothing is asked before you lock what you expect."),
        )
    elif _can_be_seen(mirror):
        if not _is_over(mirror) and opened == of:
            return
        yield Highlight(
            5,
            _("See"),
            _("How was it experienced?"),
            _("See the next one") if opened else _("See the first one"),
            address,
            note=_("One at a time. You can stop after any of them."),
            # Another mirror may wait as well, and ask the same.
            beside=saying.mirror(mirror),
        )
    elif mirror.stage == Stage.ASKING and mirror.closes_at is not None:
        local = localtime(mirror.closes_at)
        until = _("to %(day)s, %(time)s") % {"day": saying.day(local), "time": date_format(local, "H:i")}
        yield Line(
            20,
            pgettext("something that is going on", "People around you are being asked"),
            address,
            when=until,
            note=_("It closes by itself. Nobody can see who has answered, and neither can you."),
        )
