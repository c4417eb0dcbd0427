"""Who stands around a pair: the second coach's page, the coach's notes to them, the third person's clause."""

from contextlib import suppress

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hansei.core.agreement import State
from hansei.web.common.engagements import protecting, selectors, services
from hansei.web.common.engagements.forms import NoteForm
from hansei.web.common.engagements.models import Engagement, Protection, SecondAsked
from hansei.web.common.people.services import NotPossible
from hansei.web.common.people.signed_in import me
from hansei.web.common.releases.selectors import shared_by, shared_with
from hansei.web.ground.policy.services import route


@route("second.answer", of="second_asked")
def asked(request: HttpRequest, row: SecondAsked) -> HttpResponse:
    """Before anything begins: the coach's name, what it would be, and yes or no."""
    problem, status = "", 200
    if request.method == "POST":
        try:
            # A press of one of the two, and nothing else, is an answer.
            services.answer_second(row, me(request), yes={"yes": True, "no": False}[request.POST["answer"]])
            return redirect("today")
        except KeyError:
            problem, status = _("Choose one of the two."), 400
        except NotPossible:
            problem, status = _("This is not asked any more."), 409
    context = {"row": row, "problem": problem}
    return render(request, "engagements/asked_second.html", context, status=status)


@route("engagement.stand_behind", of="engagement")
def behind(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    notes = shared_with(me(request)).filter(scope=engagement.coach_scope)
    context = {
        "engagement": engagement,
        "notes": notes,
        "paused": engagement.state == State.PAUSED,
        "leader": engagement.leader.name if engagement.second_knows else "",
    }
    return render(request, "engagements/behind.html", context)


@route("engagement.stand_behind", of="engagement")
def step_back(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    if request.method == "POST":
        with suppress(NotPossible):
            protecting.step_back(engagement, me(request))
        return redirect("today")
    return render(request, "engagements/step_back.html", {"engagement": engagement})


@route("engagement.note", of="engagement")
def note(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    if engagement.second_coach is None:
        return redirect("coaching", engagement_id=engagement.pk)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            protecting.write_note(engagement, me(request), form.cleaned_data["words"])
        except NotPossible:
            form.add_error(None, _("There is no second coach any more. What you typed is still here."))
        else:
            messages.success(request, _("They can read it now."))
            return redirect("note_to_second", engagement_id=engagement.pk)
    rows = shared_by(me(request)).filter(scope=engagement.coach_scope, kind=protecting.NOTE)
    context = {
        "form": form,
        "engagement": engagement,
        "notes": [{"row": row, "words": selectors.open_shared(row)["words"]} for row in rows],
    }
    return render(request, "engagements/note.html", context, status=400 if form.errors else 200)


@route("agreement.draft", of="engagement")
def let_know(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    if request.method == "POST":
        with suppress(NotPossible):
            protecting.let_know(engagement, me(request), name=request.POST.get("name") == "on")
    return redirect("agreement", engagement_id=engagement.pk)


@route("protection.sign", of="protection")
def protection(request: HttpRequest, row: Protection) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        try:
            services.sign_protection(row, me(request))
            return redirect("protection", protection_id=row.pk)
        except NotPossible:
            problem = _("This is not to be signed any more.")
    context = {"row": row, "clause": selectors.clause_for_third(row, get_language()), "problem": problem}
    return render(request, "engagements/protection.html", context, status=409 if problem else 200)
