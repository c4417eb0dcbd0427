"""Looking again, and asking more people: what it means, in words, before anything begins."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.web.common.asking.wording import number_word
from hansei.web.common.engagements.selectors import is_running
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.policy.services import route
from hansei.web.ground.ui.shapes import RowItem
from hansei.web.steps.mirror import again, plan_sentences, saying, selectors, services
from hansei.web.steps.mirror.forms import SameForm
from hansei.web.steps.mirror.models import Behaviour, Mirror, Stage, Way
from hansei.web.steps.mirror.plan_views import tried


@route("mirror.write", of="mirror")
def look_again(request: HttpRequest, found: Mirror) -> HttpResponse:
    """The same behaviours, expected anew; what it will show, and which groups cannot be asked as then."""
    if not again.can_look_again(found):
        return redirect("mirror", mirror_id=found.pk)
    if request.method == "POST":
        try:
            begun = services.look_again(found)
        except NotPossible:
            return _not_now(request)
        return redirect("mirror", mirror_id=begun.pk)
    context = {
        "mirror": found,
        "titles": [saying.behaviour(row) for row in selectors.rows_of(found)],
        "day": saying.day(found.closes_at, with_year=True) if found.closes_at else "",
        "gone": [plan_sentences.gone(one.source, one.number) for one in again.gone(found)],
        **_can_begin(found),
    }
    return render(request, "mirror/look_again.html", context)


@route("mirror.write", of="mirror")
def leave_out(request: HttpRequest, found: Mirror) -> HttpResponse:
    """Which of the behaviours of then are looked at again, until it is locked."""
    same = again.same(found)
    if found.stage != Stage.PLANNING or len(same) < 2:
        return redirect("mirror", mirror_id=found.pk)
    form = SameForm(
        request.POST or None,
        same=[(row.code, saying.behaviour(row)) for row in same],
        initial={"codes": [row.code for row in selectors.rows_of(found)]},
    )
    status = 200
    if request.method == "POST":
        if form.is_valid():
            problem = tried(request, lambda: services.choose(found, form.cleaned_data["codes"]))
            return problem or redirect("mirror_outlook", mirror_id=found.pk)
        status = 400
    return render(request, "mirror/leave_out.html", {"mirror": found, "form": form}, status=status)


@route("mirror.write", of="mirror_behaviour")
def ask_more(request: HttpRequest, row: Behaviour) -> HttpResponse:
    """More people about one behaviour, apart from the first; what it takes, in words."""
    if not again.can_ask_more(row):
        return redirect("mirror", mirror_id=row.mirror_id)
    if request.method == "POST":
        try:
            begun = services.ask_more(row)
        except NotPossible:
            return _not_now(request)
        return redirect("mirror_people", mirror_id=begun.pk)
    context = {
        "row": row,
        "title": saying.behaviour(row),
        "number": number_word(selectors.minimum()),
        "above": selectors.in_words(row),
        "enough": again.enough_left(row),
        **_can_begin(row.mirror),
    }
    return render(request, "mirror/ask_more.html", context)


def _can_begin(found: Mirror) -> dict[str, Any]:
    under_way = selectors.under_way(found.leader)
    can = under_way is None and is_running(found.leader) and selectors.switched_on()
    return {"can": can, "under_way": under_way}


def _not_now(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("That is not possible at this point. Nothing was changed."))
    return redirect("mirrors")


def further(row: Behaviour) -> dict[str, Any]:
    """What else was asked about a behaviour: beside it, before it and after it; for its pages."""
    then = again.before(row)
    items = [
        RowItem(
            _("More people, asked apart"),
            reverse("see", kwargs={"behaviour_id": one.pk}),
            when=saying.day(one.mirror.closes_at, with_year=True) if one.mirror.closes_at else "",
            note=_("Never added to what is above."),
        )
        for one in again.more_about(row)
    ]
    items += [
        RowItem(
            _("Looked at again"),
            reverse("see", kwargs={"behaviour_id": one.pk}),
            when=saying.day(one.mirror.closes_at, with_year=True) if one.mirror.closes_at else "",
        )
        for one in again.after(row)
    ]
    if then is not None and then.mirror.closes_at:
        items.append(
            RowItem(
                _("The time before"),
                reverse("see", kwargs={"behaviour_id": then.pk}),
                when=saying.day(then.mirror.closes_at, with_year=True),
            )
        )
    return {"further": items, "can_ask_more": again.can_ask_more(row)}


def apart(row: Behaviour) -> Behaviour | None:
    """Where more people were asked: the behaviour of the first mirror, to which the finding belongs."""
    mirror = row.mirror
    if mirror.way != Way.MORE or mirror.follows is None or mirror.follows.stage != Stage.SEEING:
        return None
    return mirror.follows.behaviours.select_related("mirror__leader").filter(code=row.code).first()
