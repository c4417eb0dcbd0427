"""The room: one's own moments, lines of the library, and leaders to talk with."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hansei.core import library
from hansei.web.common.engagements import moments
from hansei.web.common.people.signed_in import me
from hansei.web.ground.policy.services import route
from hansei.web.ground.ui.shapes import RowItem
from hansei.web.steps.dojo import selectors, showing

#: So many of one's own conversations are listed, the latest first.
MOST_LISTED = 50


@route("dojo.use", of="practice_room")
def room(request: HttpRequest, _record: None) -> HttpResponse:
    lang = get_language()
    own = [
        RowItem(
            title=_("With %(name)s") % {"name": each.leader},
            url=reverse("dojo_own", args=[each.id]),
            when=date_format(each.held_on, "MONTH_DAY_FORMAT"),
        )
        for each in moments.conversations(me(request))[:MOST_LISTED]
    ]
    context = {
        "line": reverse("dojo_line", args=[selectors.line_of_today().id]),
        # One's own come first. None of them is opened for it: that happens, and is recorded, by the press.
        "mine": own[0].url if own else "",
        "coded": showing.can_be_coded(),
        "own": own,
        "situations": [
            {
                "name": situation.name.get(lang),
                "rows": [
                    RowItem(title=line.text.get(lang), url=reverse("dojo_line", args=[line.id]))
                    for line in situation.lines
                ],
            }
            for situation in library.moments().situations
        ],
        "leaders": [
            RowItem(title=each.name, url=reverse("dojo_talk", args=[each.id]), note=each.role.get(lang))
            for each in library.leaders().leaders
        ],
    }
    return render(request, "dojo/room.html", context)
