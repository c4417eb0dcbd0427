"""The list of conversations, planning one, and one as a whole."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hansei.core.agreement import State
from hansei.core.conversation import NoteKind, Passed, Stand
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people.services import NotPossible
from hansei.web.common.people.signed_in import me
from hansei.web.common.releases.selectors import share_of
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.policy.services import may, route
from hansei.web.steps.conversations import appointment, saying, selectors, services, writing
from hansei.web.steps.conversations.forms import NamedFirstForm, PlanForm
from hansei.web.steps.conversations.models import Conversation

PAGE = 50


@route("conversation.list", of="conversations_of")
def conversations(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    person = me(request)
    ahead = selectors.ahead(engagement)
    page = Paginator(selectors.conversations(engagement).filter(stand=Stand.HELD), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "engagement": engagement,
        "other": engagement.coach if person.pk == engagement.leader_id else engagement.leader,
        "leads": person.pk == engagement.leader_id,
        "ahead": ahead,
        "ahead_rows": [_row(ahead)] if ahead else [],
        "held": [_row(one) for one in page],
        "page": page,
        "open": engagement.state == State.AGREED,
        "ended": engagement.state == State.ENDED,
    }
    return render(request, "conversations/conversations.html", context)


def _row(one: Conversation) -> dict[str, Any]:
    stand = "" if one.stand == Stand.HELD else saying.stand(one)
    return {
        "title": saying.when(one),
        "url": reverse("conversation", kwargs={"conversation_id": one.pk}),
        "when": stand,
        "note": saying.method(one),
    }


@route("conversation.plan", of="conversations_of")
def plan(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    back = redirect("conversations", engagement_id=engagement.pk)
    if engagement.state != State.AGREED or (request.method != "POST" and selectors.ahead(engagement)):
        return back
    form = PlanForm(request.POST or None, used=selectors.used_before(engagement))
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                row = services.plan(engagement, me(request), **_planned(form))
            except NotPossible:
                messages.info(request, _("One is planned or begun already. Here it is."))
                return back
            return redirect("conversation", conversation_id=row.pk)
    url = reverse("conversations", kwargs={"engagement_id": engagement.pk})
    return render(request, "conversations/plan.html", {"form": form, "back": url, "new": True}, status=status)


@route("conversation.plan", of="conversation")
def change(request: HttpRequest, row: Conversation) -> HttpResponse:
    if not selectors.is_open(row) or row.stand == Stand.HELD:
        return redirect("conversation", conversation_id=row.pk)
    starts = timezone.localtime(row.starts_at) if row.starts_at else None
    initial = {
        "day": row.day, "time": starts, "focus": row.focus, "method": row.method, "version": row.version,
    }  # fmt: skip
    form = PlanForm(
        request.POST or None,
        initial=initial,
        used=selectors.used_before(row.engagement),
        fixed_method=row.stand == Stand.BEGUN,
    )
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                services.change(row, me(request), read_at=form.cleaned_data["version"] or 0, **_planned(form))
                return redirect("conversation", conversation_id=row.pk)
            except Stale:
                status = 409
                now = Conversation.objects.get(pk=row.pk)
                form.data = {**request.POST.dict(), "version": str(now.version)}
                form.add_error(
                    None, _("This was changed on another page meanwhile. What you chose still stands.")
                )
            except NotPossible:
                return redirect("conversation", conversation_id=row.pk)
    back = reverse("conversation", kwargs={"conversation_id": row.pk})
    return render(request, "conversations/plan.html", {"form": form, "back": back, "row": row}, status=status)


def _planned(form: PlanForm) -> dict[str, Any]:
    given = form.cleaned_data
    return {
        "day": given["day"],
        "time": given["time"],
        "method": given.get("method", ""),
        "focus": given["focus"],
    }


@route("conversation.plan", of="conversation")
def call_off(request: HttpRequest, row: Conversation) -> HttpResponse:
    if request.method == "POST":
        engagement = row.engagement_id
        try:
            services.call_off(row, me(request))
        except NotPossible:
            messages.info(request, _("That is not possible at this point. Nothing was changed."))
            return redirect("conversation", conversation_id=row.pk)
        return redirect("conversations", engagement_id=engagement)
    if row.stand != Stand.PLANNED or not selectors.is_open(row):
        return redirect("conversation", conversation_id=row.pk)
    return render(request, "conversations/call_off.html", {"row": row, "when": saying.when(row)})


@route("conversation.read", of="conversation")
def conversation(request: HttpRequest, row: Conversation) -> HttpResponse:
    person = me(request)
    shown = selectors.notes(row, person)
    writing.record_readings(row, person, shown)
    leads = person.pk == row.engagement.leader_id
    found = selectors.found_out(row) if leads and row.stand == Stand.HELD else None
    shared = share_of(row.engagement.scope, "found_out", found[0].pk) if found else None
    own_kind = NoteKind.LEADER if leads else NoteKind.COACH
    context = {
        "row": row,
        "other": saying.other(row, person),
        "leads": leads,
        "when": saying.when(row),
        "stand": saying.stand(row),
        "planned": row.stand == Stand.PLANNED,
        "begun": row.stand == Stand.BEGUN,
        "was_held": row.stand == Stand.HELD,
        "open": selectors.is_open(row),
        "paused": row.engagement.state == State.PAUSED,
        "method": selectors.method_of(row),
        "label": saying.method(row),
        "focus": saying.focus(row),
        "drifted": selectors.drifted(row, person),
        "stages": stages(row),
        "here": _here(row),
        "groups": [
            {
                "kind": kind,
                "label": saying.kind(kind),
                "reads": saying.who_reads(row, kind, person),
                "notes": [note for note in shown if note.row.kind == kind],
            }
            for kind in (NoteKind.SHARED, own_kind)
        ],
        "person": person,
        "found": found,
        "shared": shared,
        "first_form": NamedFirstForm(initial={"answer": selectors.named_first(row)}) if not leads else None,
        "named_first": selectors.named_first(row) if not leads else "",
        "craft": may(request, "craft.read"),
    }
    return render(request, "conversations/conversation.html", context)


def stages(row: Conversation) -> list[dict[str, Any]]:
    """The stages with what became of each, as rows of a list."""
    method = selectors.method_of(row)
    if method is None:
        return []
    language = get_language()
    passages = {passage.stage: passage for passage in row.passages.all()}
    words = {Passed.BEEN: _("been there"), Passed.SKIPPED: _("skipped")}
    found = []
    for number, stage in enumerate(method.stages, 1):
        passage = passages.get(stage.id)
        here = row.here == stage.id and row.stand == Stand.BEGUN
        passed = Passed(passage.passed) if passage and passage.passed else None
        found.append(
            {
                "number": number,
                "title": stage.name.get(language),
                "purpose": stage.purpose.get(language),
                "worth": stage.worth_having.get(language),
                "on_record": bool(passage and passage.on_record),
                "when": _("you are here") if here else words[passed] if passed else "",
                "url": reverse("conversation_stage", args=[row.pk, number]) if row.course else "",
            }
        )
    return found


def _here(row: Conversation) -> str:
    method = selectors.method_of(row)
    if method is None or row.course is None:
        return ""
    return reverse("conversation_stage", args=[row.pk, selectors.number_of(method, row.here)])


@route("conversation.read", of="conversation")
def calendar(request: HttpRequest, row: Conversation) -> HttpResponse:
    """A file for the reader's own calendar, with a neutral title."""
    if row.day is None:
        return redirect("conversation", conversation_id=row.pk)
    response = HttpResponse(appointment.ics(row), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    response["Cache-Control"] = "no-store"
    return response
