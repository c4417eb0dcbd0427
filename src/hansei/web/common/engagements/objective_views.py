"""The leader's objectives: written by the leader alone, opened to the coach one by one."""

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hansei.core import library
from hansei.web.common.engagements import selectors, services
from hansei.web.common.engagements.forms import AidForm, ObjectiveForm, carry_on, notes_of
from hansei.web.common.engagements.models import Engagement, Objective
from hansei.web.common.engagements.wishes import Copied
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.people.signed_in import me
from hansei.web.common.releases.selectors import share_of
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.policy.services import route


@route("objective.list", of="own_objectives")
def objectives(request: HttpRequest, leader: Person) -> HttpResponse:
    found = selectors.objectives(leader)
    language = get_language()
    rows = [
        {
            "row": one.row,
            "words": one.words,
            "focus": library.word("focus", one.row.focus).name.get(language),
            "direction": library.word("direction", one.row.direction).name.get(language),
        }
        for one in found
    ]
    return render(
        request,
        "engagements/objectives.html",
        {"rows": rows, "only_down": selectors.only_looks_down(found), "leads": leader.is_leader},
    )


@route("objective.write")
def new_objective(request: HttpRequest) -> HttpResponse:
    form = ObjectiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.write_objective(
                me(request),
                words=form.cleaned_data["words"],
                focus=form.cleaned_data["focus"],
                direction=form.cleaned_data["direction"],
            )
            return redirect("objectives")
        except Copied:
            form.add_error("words", _("These are the words of a wish. What would you say?"))
    return _form_page(request, form, 400 if form.errors else 200)


@route("objective.change", of="objective")
def objective(request: HttpRequest, row: Objective) -> HttpResponse:
    opened = selectors.open_objective(row)
    initial = {"words": opened.words, "focus": row.focus, "direction": row.direction, "version": row.version}
    form = ObjectiveForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                services.change_objective(
                    row,
                    read_at=form.cleaned_data["version"] or 0,
                    words=form.cleaned_data["words"],
                    focus=form.cleaned_data["focus"],
                    direction=form.cleaned_data["direction"],
                )
                return redirect("objectives")
            except Copied:
                form.add_error("words", _("These are the words of a wish. What would you say?"))
            except Stale:
                status = 409
                carry_on(form, Objective.objects.get(pk=row.pk).version)
                form.add_error(
                    None,
                    _("This objective was changed on another page meanwhile. What you typed is still here."),
                )
    return _form_page(request, form, status, row=row)


@route("objective.share", of="objective")
def open_objective(request: HttpRequest, row: Objective) -> HttpResponse:
    engagement = selectors.running(me(request))
    if request.method == "POST" and engagement is not None:
        words = selectors.open_objective(row).words
        payload = {"words": words, "focus": row.focus, "direction": row.direction}
        # Paused or ended since the page was made: the page that follows says how it stands.
        with suppress(NotPossible):
            services.open_to_coach(engagement, kind="objective", ref=row.pk, payload=payload)
    return redirect("objective", objective_id=row.pk)


@route("objective.share", of="objective")
def close_objective(request: HttpRequest, row: Objective) -> HttpResponse:
    engagement = selectors.current(me(request))
    if request.method == "POST" and engagement is not None:
        services.close_to_coach(engagement, kind="objective", ref=row.pk)
    return redirect("objective", objective_id=row.pk)


@route("objective.change", of="objective")
def drop_objective(request: HttpRequest, row: Objective) -> HttpResponse:
    if request.method == "POST":
        services.drop_objective(row)
        return redirect("objectives")
    return render(request, "engagements/drop_objective.html", {"row": row})


@route("objective.write")
def which_of_the_two(request: HttpRequest) -> HttpResponse:
    """The aid: answers are laid under two headings and shown back; nothing is stored, nothing added up."""
    form = AidForm(request.POST or None)
    language = get_language()
    aid = library.aid()
    laid: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        for word in library.words("focus"):
            said = [
                {"question": question.text.get(language), "answer": answer.text.get(language)}
                for question in aid.questions
                for answer in question.answers
                if answer.focus == word.code and form.cleaned_data[question.id] == word.code
            ]
            laid.append({"name": word.name.get(language), "line": word.line.get(language), "said": said})
    context = {
        "form": form,
        "laid": laid,
        "name": aid.name.get(language),
        "closing": aid.closing.get(language),
    }
    return render(request, "engagements/which.html", context)


def _form_page(
    request: HttpRequest, form: ObjectiveForm, status: int, row: Objective | None = None
) -> HttpResponse:
    engagement: Engagement | None = selectors.current(me(request))
    shared = share_of(engagement.scope, "objective", row.pk) if engagement and row else None
    context = {
        "form": form,
        "row": row,
        "shared": shared,
        "running": selectors.running(me(request)),
        "leads": me(request).is_leader,
        "focus_notes": notes_of("focus"),
        "direction_notes": notes_of("direction"),
    }
    return render(request, "engagements/objective.html", context, status=status)
