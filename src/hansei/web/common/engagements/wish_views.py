"""Wishes: written by the coach, read by the leader, and never on the way into an objective."""

from contextlib import suppress

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hansei.core.agreement import ALIVE, State
from hansei.web.common.engagements import selectors, services
from hansei.web.common.engagements import wishes as writes
from hansei.web.common.engagements.forms import ObjectiveForm, WishForm, notes_of
from hansei.web.common.engagements.models import Engagement, Wish
from hansei.web.common.people.services import NotPossible
from hansei.web.common.people.signed_in import me
from hansei.web.ground.policy.services import route


@route("wish.write", of="engagement")
def write(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    form = WishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            writes.write(engagement, me(request), form.cleaned_data["words"], writes.COACH)
        except NotPossible:
            form.add_error(None, _("No wish can be written now: it is paused, or there are five already."))
        else:
            messages.success(request, _("The leader can read it now, and decides what becomes of it."))
            return redirect("coaching", engagement_id=engagement.pk)
    if request.method == "GET" and engagement.state != State.AGREED:
        return redirect("coaching", engagement_id=engagement.pk)
    context = {"form": form, "engagement": engagement}
    return render(request, "engagements/write_wish.html", context, status=400 if form.errors else 200)


@route("wish.read", of="engagement")
def wishes(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    if engagement.state not in ALIVE:
        return redirect("agreement", engagement_id=engagement.pk)
    found = selectors.wishes(engagement)
    return render(request, "engagements/wishes.html", {"engagement": engagement, "wishes": found})


@route("wish.answer", of="wish")
def adopt(request: HttpRequest, wish: Wish) -> HttpResponse:
    # Never with the words of the wish in the field: what is signed here is the leader's own.
    form = ObjectiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.adopt_wish(
                wish,
                me(request),
                words=form.cleaned_data["words"],
                focus=form.cleaned_data["focus"],
                direction=form.cleaned_data["direction"],
            )
            return redirect("objectives")
        except writes.Copied:
            form.add_error("words", _("These are the words of a wish. What would you say?"))
        except NotPossible:
            return redirect("wishes", engagement_id=wish.engagement_id)
    context = {
        "form": form,
        "wish": selectors.OpenWish(wish, selectors.open_wish(wish)),
        "focus_notes": notes_of("focus"),
        "direction_notes": notes_of("direction"),
    }
    return render(request, "engagements/adopt_wish.html", context, status=400 if form.errors else 200)


@route("wish.answer", of="wish")
def drop(request: HttpRequest, wish: Wish) -> HttpResponse:
    if request.method == "POST":
        with suppress(NotPossible):
            writes.drop(wish, me(request))
        return redirect("wishes", engagement_id=wish.engagement_id)
    context = {"wish": selectors.OpenWish(wish, selectors.open_wish(wish))}
    return render(request, "engagements/drop_wish.html", context)
