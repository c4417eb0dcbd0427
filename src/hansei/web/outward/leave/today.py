"""The way to one's own page, and who looked last."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from hansei.web.common.people.models import Person
from hansei.web.ground.ui.today import Line, Way, leads, tells
from hansei.web.outward.leave import selectors


@leads
def ways(person: Person) -> Iterator[Way]:
    yield Way(90, _("Yours"), "yours")


@tells
def last_look(person: Person) -> Iterator[Line]:
    if not person.is_leader:
        return
    newest = selectors.last_look(person)
    if newest is not None:
        day = formats.date_format(timezone.localtime(newest.at), "MONTH_DAY_FORMAT")
        yield Line(
            75,
            _("Who looked"),
            reverse("who_looked"),
            note=(
                _("%(who)s took %(what)s out as a file on %(day)s.")
                if newest.taken_out
                else _("%(who)s read %(what)s on %(day)s.")
            )
            % {"who": newest.who, "what": newest.what, "day": day},
        )
