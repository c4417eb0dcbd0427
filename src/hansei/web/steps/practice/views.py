"""Try-outs: planned, locked, looked back at, opened to the coach one by one, and taken back."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hansei.core import clock, diary
from hansei.web.common.engagements.models import Engagement, Objective
from hansei.web.common.engagements.selectors import current, running
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.people.signed_in import me
from hansei.web.common.releases.selectors import share_of
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.policy.services import route
from hansei.web.steps.practice import selectors, services, showing
from hansei.web.steps.practice.forms import DiaryForm, LookBackForm, PlanForm
from hansei.web.steps.practice.models import Trial
from hansei.web.steps.practice.origins import Origin, offered, open_origin
from hansei.web.steps.practice.selectors import OpenTrial, Step

PAGE = 50


# ---------------------------------------------------------------------------------------------- all of them
@route("trial.list", of="own_trials")
def try_outs(request: HttpRequest, leader: Person) -> HttpResponse:
    """What is planned and locked, then the record and its run charts."""
    found = selectors.trials(leader)
    done = [one for one in found if one.step is Step.DONE]
    page = Paginator(done, PAGE).get_page(request.GET.get("page"))
    context = {
        "waiting": [showing.entry(one) for one in reversed(found) if one.step is Step.WAITING],
        "drafts": [showing.entry(one) for one in found if one.step is Step.DRAFT],
        "record": [showing.entry(one) for one in page],
        "charts": _charts(leader, found),
        "page": page,
        "offered": offered(leader),
        "leads": leader.is_leader,
    }
    return render(request, "practice/try_outs.html", context)


def _charts(leader: Person, found: list[OpenTrial]) -> list[showing.Chart]:
    made = []
    for place, thread in enumerate(selectors.threads(found)):
        about = open_origin(leader, thread[0].row.about_kind, thread[0].row.about)
        title = about.words if about else thread[-1].plan.what
        chart = showing.chart(thread, prefix=f"run{place}", title=title)
        if chart is not None:
            made.append(chart)
    return made


# ------------------------------------------------------------------------------------------------ a new one
@route("trial.write")
def new_try_out(request: HttpRequest) -> HttpResponse:
    return writing_page(request, me(request))


@route("trial.begin", of="objective")
def try_objective(request: HttpRequest, row: Objective) -> HttpResponse:
    return writing_page(request, row.leader, about=open_origin(row.leader, "objective", row.pk))


@route("trial.begin", of="trial")
def next_try_out(request: HttpRequest, row: Trial) -> HttpResponse:
    about = open_origin(row.leader, row.about_kind, row.about)
    return writing_page(request, row.leader, about=about, follows=row)


def writing_page(
    request: HttpRequest, leader: Person, *, about: Origin | None = None, follows: Trial | None = None
) -> HttpResponse:
    """The page on which a new try-out is written, about something or about nothing.

    Also for a step that lets one start from its own: it makes sure that `about` is the leader's.
    """
    form = PlanForm(request.POST or None, initial={"version": 0})
    if request.method == "POST" and form.is_valid():
        row = services.write(leader, form.plan, due=form.cleaned_data["due"], about=about, follows=follows)
        return _locked_or_kept(request, row, form)
    before = selectors.open_trial(follows) if follows is not None else None
    context = {"form": form, "about": about, "before": before and showing.entry(before)}
    return render(request, "practice/write.html", context, status=400 if form.errors else 200)


def _locked_or_kept(request: HttpRequest, row: Trial, form: PlanForm) -> HttpResponse:
    """By the first of the two buttons it is locked as well; what cannot be locked now is kept."""
    if request.POST.get("go") == "lock":
        try:
            services.lock(row, read_at=row.version)
        except services.TooManyAtOnce:
            messages.info(request, two_already())
        except NotPossible:
            messages.info(request, not_worked_on())
    return redirect("try_out", trial_id=row.pk)


# ---------------------------------------------------------------------------------------------- one of them
@route("trial.list", of="trial")
def try_out(request: HttpRequest, row: Trial) -> HttpResponse:
    opened = selectors.open_trial(row)
    engagement = current(row.leader)
    shared = share_of(engagement.scope, services.KIND, row.pk) if engagement else None
    context = {
        "row": row,
        "one": showing.entry(opened),
        "about": open_origin(row.leader, row.about_kind, row.about),
        "draft": opened.step is Step.DRAFT,
        "waiting": opened.step is Step.WAITING,
        "ahead": opened.step is Step.WAITING and not opened.is_due,
        "written_on": showing.day(opened.said.written_on, with_year=True) if opened.said else "",
        "locked_on": showing.day(timezone.localtime(row.locked_at).date()) if row.locked_at else "",
        "shared": shared,
        "shared_on": showing.day(timezone.localtime(shared.shared_at).date()) if shared else "",
        "running": running(row.leader) if row.locked_at else None,
        "leads": row.leader.is_leader,
    }
    return render(request, "practice/try_out.html", context)


@route("trial.change", of="trial")
def change_try_out(request: HttpRequest, row: Trial) -> HttpResponse:
    """Change what is not locked yet, and lock it."""
    if row.locked_at is not None:
        return redirect("try_out", trial_id=row.pk)
    opened = selectors.open_trial(row)
    form = PlanForm.of(opened, request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                services.change(
                    row, form.plan, due=form.cleaned_data["due"], read_at=form.cleaned_data["version"]
                )
                row.refresh_from_db()
                return _locked_or_kept(request, row, form)
            except Stale:
                row.refresh_from_db()
                status = 409
                form.renewed(row.version)
                form.add_error(None, changed_meanwhile())
            except NotPossible:
                return redirect("try_out", trial_id=row.pk)
    about = open_origin(row.leader, row.about_kind, row.about)
    context = {"form": form, "row": row, "about": about}
    return render(request, "practice/write.html", context, status=status)


@route("trial.change", of="trial")
def look_back(request: HttpRequest, row: Trial) -> HttpResponse:
    """What happened, beside what was expected."""
    if row.locked_at is None:
        return redirect("try_out", trial_id=row.pk)
    opened = selectors.open_trial(row)
    form = LookBackForm(request.POST or None, opened=opened)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            given = form.cleaned_data
            try:
                services.look_back(
                    row,
                    came=given["came"] == "yes",
                    happened=given["happened"],
                    learned=given["learned"],
                    number=given.get("number"),
                    read_at=given["version"],
                )
                return redirect("try_out", trial_id=row.pk)
            except Stale:
                opened = selectors.open_trial(row)
                status = 409
                form.renewed(opened.said.version if opened.said else 0)
                form.add_error(None, changed_meanwhile())
    context = {
        "form": form,
        "row": row,
        "one": showing.entry(opened),
        "times": opened.plan.count.times if opened.plan.count else 0,
    }
    return render(request, "practice/look_back.html", context, status=status)


@route("trial.change", of="trial")
def drop_try_out(request: HttpRequest, row: Trial) -> HttpResponse:
    if request.method == "POST":
        services.drop(row)
        return redirect("try_outs")
    return render(request, "practice/drop.html", {"row": row})


@route("trial.change", of="trial")
def diary_entry(request: HttpRequest, row: Trial) -> HttpResponse:
    """A file for the leader's own diary, made now and kept nowhere; not once it was looked back at."""
    if selectors.open_trial(row).step is Step.DONE:
        return redirect("try_out", trial_id=row.pk)
    form = DiaryForm(request.POST or None, initial={"day": row.due, "time": "09:00", "minutes": 15})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        begins = timezone.make_aware(datetime.combine(given["day"], given["time"]))
        title = _("A note to myself")
        text = diary.entry(begins=begins, minutes=given["minutes"], title=title, now=clock.now())
        response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
        # Neutral words: a diary is read by assistants, and the file lies in a download folder.
        response["Content-Disposition"] = 'attachment; filename="note.ics"'
        return response
    context = {"form": form, "row": row}
    return render(request, "practice/diary.html", context, status=400 if form.errors else 200)


# --------------------------------------------------------------------------------------------- who reads it
@route("trial.share", of="trial")
def open_to_coach(request: HttpRequest, row: Trial) -> HttpResponse:
    return _with(request, row, running, services.open_to_coach)


@route("trial.share", of="trial")
def take_back(request: HttpRequest, row: Trial) -> HttpResponse:
    return _with(request, row, current, services.take_back)


def _with(
    request: HttpRequest,
    row: Trial,
    which: Callable[[Person], Engagement | None],
    act: Callable[[Trial, Engagement], Any],
) -> HttpResponse:
    engagement = which(row.leader)
    if request.method == "POST" and engagement is not None:
        # Paused or ended since the page was made: the page that follows says how it stands.
        with suppress(NotPossible):
            act(row, engagement)
    return redirect("try_out", trial_id=row.pk)


def two_already() -> str:
    """Why a third is not locked."""
    return _(
        "Two are being tried already, so this one is kept and not locked. "
        "Look back at one of the two first, or erase one."
    )


def not_worked_on() -> str:
    """Why a try-out about a parked finding is not locked."""
    return _("You have put aside what this is about, so it is kept and not locked.")


def changed_meanwhile() -> str:
    """What is said after a conflict."""
    return _("This was changed on another page meanwhile. What you typed is still here.")
