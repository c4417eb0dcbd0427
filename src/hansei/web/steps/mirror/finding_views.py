"""The leader's findings: read, changed, opened to the coach one by one, and taken back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.web.common.engagements.selectors import current, running
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases.selectors import share_of
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.policy.services import route
from hansei.web.steps.mirror import practising, saying, selectors, sentences, services, showing
from hansei.web.steps.mirror.again_views import further
from hansei.web.steps.mirror.forms import CHOICE_NOTES, ChangeForm, OpenForm
from hansei.web.steps.mirror.models import Behaviour, Finding
from hansei.web.steps.practice.selectors import trials_about
from hansei.web.steps.practice.showing import entry
from hansei.web.steps.practice.views import writing_page

PAGE = 50


@route("mirror.see", of="own_mirrors")
def findings(request: HttpRequest, leader: Person) -> HttpResponse:
    """All findings, under what the leader wants to do about them."""
    grouped = selectors.by_choice(leader)
    choices = (*services.CHOICES, services.UNDECIDED)
    flat = [found for choice in choices for found in grouped.get(choice, [])]
    page = Paginator(flat, PAGE).get_page(request.GET.get("page"))
    groups = []
    for choice in choices:
        here = [found for found in page if found.choice == choice]
        if here:
            rows = [
                {
                    "words": found.words,
                    "title": saying.behaviour(found.row.behaviour),
                    "day": saying.day(found.row.written_on, with_year=True),
                    "url": reverse("finding", kwargs={"finding_id": found.row.pk}),
                }
                for found in here
            ]
            groups.append({"label": saying.group(choice), "rows": rows})
    return render(request, "mirror/findings.html", {"groups": groups, "page": page})


@route("mirror.see", of="finding")
def finding(request: HttpRequest, row: Finding) -> HttpResponse:
    opened = selectors.open_finding(row)
    engagement = current(row.leader)
    shared = share_of(engagement.scope, "finding", row.pk) if engagement else None
    runs = running(row.leader)
    context = {
        "opened": opened,
        "row": row,
        "title": saying.behaviour(opened.row.behaviour),
        "choice": saying.choice(opened.choice),
        "gives": saying.gives(row.behaviour),
        "day": saying.day(row.written_on, with_year=True),
        "shared": shared,
        "shared_on": saying.day(shared.shared_at) if shared else "",
        "running": runs,
        "marks_stay": runs is not None and not services.marks_can_be_opened(row, runs),
        "form": OpenForm(of=row.behaviour),
        "working": opened.choice == "work",
        "try_outs": [entry(one) for one in trials_about(row.leader, practising.KIND, row.pk)],
        **further(row.behaviour),
    }
    return render(request, "mirror/finding.html", context)


@route("trial.begin", of="finding")
def try_out(request: HttpRequest, row: Finding) -> HttpResponse:
    """A new try-out about it, while it is worked on."""
    about = practising.origin(row.leader, row.pk)
    if about is None or not about.workable:
        return redirect("finding", finding_id=row.pk)
    return writing_page(request, row.leader, about=about)


@route("mirror.write", of="finding")
def change(request: HttpRequest, row: Finding) -> HttpResponse:
    return change_page(request, row.behaviour)


def change_page(request: HttpRequest, behaviour: Behaviour, *, words_alone: bool = False) -> HttpResponse:
    """The page on which a finding is changed; after a conflict, with what was typed and what stands there.

    `words_alone`: what was sent holds nothing but the words, so the rest is what stands there.
    """
    opened = selectors.finding_of(behaviour)
    if opened is None:
        return redirect("see", behaviour_id=behaviour.pk)
    sent: dict[str, Any] = request.POST.dict()
    if words_alone:
        sent |= {"around": opened.around, "choice": opened.choice}
    form = ChangeForm.of(opened, sent or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            given = form.cleaned_data
            try:
                services.write_finding(
                    behaviour,
                    words=given["words"],
                    # A choice is changed for another, and never lost by a page that sent none.
                    choice=given["choice"] or opened.choice,
                    around=given["around"],
                    read_at=given["version"],
                )
                return redirect("finding", finding_id=opened.row.pk)
            except services.TooManyAtOnce:
                form.add_error("choice", two_already())
            except Stale:
                status = 409
                opened = selectors.finding_of(behaviour) or opened
                form.renewed(opened.row.version)
                form.add_error(None, changed_meanwhile())
            except NotPossible:
                return redirect("finding", finding_id=opened.row.pk)
    context = {
        "form": form,
        "row": opened.row,
        "title": saying.behaviour(opened.row.behaviour),
        "choice_notes": CHOICE_NOTES,
        "now": opened.words if status == 409 else "",
    }
    return render(request, "mirror/change_finding.html", context, status=status)


@route("finding.share", of="finding")
def open_to_coach(request: HttpRequest, row: Finding) -> HttpResponse:
    """Open it to the coach of the running engagement, as it is now; the marks' sentences by a tick apart."""
    engagement = running(row.leader)
    form = OpenForm(request.POST, of=row.behaviour)
    if request.method == "POST" and engagement is not None and form.is_valid():
        try:
            said = _sentences(row) if form.cleaned_data.get("marks") else []
            services.open_finding_to_coach(row, engagement, sentences=said)
        except (NotPossible, selectors.NotYet):
            messages.info(request, _("That is not possible at this point. Nothing was changed."))
    return redirect("finding", finding_id=row.pk)


@route("finding.share", of="finding")
def take_back(request: HttpRequest, row: Finding) -> HttpResponse:
    engagement = current(row.leader)
    if request.method == "POST" and engagement is not None:
        services.take_back(row, engagement)
    return redirect("finding", finding_id=row.pk)


def _sentences(row: Finding) -> list[str]:
    found = row.behaviour.mirror
    one = next(said for said in selectors.said(found) if said.row.pk == row.behaviour_id)
    return sentences.after(selectors.seen(one), showing.boss_of(found))


def two_already() -> str:
    """Why a third cannot be worked on."""
    return _("You are working on two already. Park this one, or change what you chose for one of the two.")


def changed_meanwhile() -> str:
    """What is said after a conflict."""
    return _("This was changed on another page meanwhile. What you typed is still here.")
