"""Holding a conversation: beginning it, one stage at a time, ending it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hansei.core.conversation import NoteKind, Passed, Stand
from hansei.web.common.people.services import NotPossible
from hansei.web.common.people.signed_in import me
from hansei.web.ground.policy.services import route
from hansei.web.steps.conversations import saying, selectors, services, writing
from hansei.web.steps.conversations.doors import AtStage
from hansei.web.steps.conversations.forms import NamedFirstForm
from hansei.web.steps.conversations.models import Conversation
from hansei.web.steps.conversations.views import stages


@route("conversation.hold", of="conversation")
def begin(request: HttpRequest, row: Conversation) -> HttpResponse:
    if request.method == "POST":
        try:
            services.begin(row, me(request))
        except NotPossible:
            messages.info(request, _("That is not possible at this point. Nothing was changed."))
        else:
            row.refresh_from_db()
            if row.course is not None:
                return redirect("conversation_stage", conversation_id=row.pk, number=1)
    return redirect("conversation", conversation_id=row.pk)


@route("conversation.read", of="conversation_stage")
def stage(request: HttpRequest, at: AtStage) -> HttpResponse:
    """One stage: what it is for, and one question at a time."""
    row, person, language = at.conversation, me(request), get_language()
    asked = request.GET.get("question", "")
    last = len(at.stage.ask)
    nth = int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 3 else 1
    nth = min(max(nth, 1), max(last, 1))
    shown = selectors.notes(row, person, stage=at.stage.id)
    writing.record_readings(row, person, shown)
    here = stages(row)[at.number - 1]
    context = {
        "row": row,
        "at": at,
        "other": saying.other(row, person),
        "count": len(at.method.stages),
        "label": at.method.label.get(language),
        "name": at.stage.name.get(language),
        "purpose": at.stage.purpose.get(language),
        "question": at.stage.ask[nth - 1].get(language) if last else "",
        "another": nth % last + 1 if last > 1 else 0,
        "on_record": here["on_record"],
        "worth": here["worth"],
        "notes": shown,
        "person": person,
        "own": NoteKind.LEADER if person.pk == row.engagement.leader_id else NoteKind.COACH,
        "shared": NoteKind.SHARED,
        "free_order": at.method.free_order,
        "moves": selectors.is_open(row) and row.stand == Stand.BEGUN,
        "open": selectors.is_open(row),
        "rows": stages(row),
    }
    return render(request, "conversations/stage.html", context)


@route("conversation.hold", of="conversation_stage")
def go(request: HttpRequest, at: AtStage) -> HttpResponse:
    """On, skip or back. After the last stage comes the conversation as a whole."""
    how = request.POST.get("how", "")
    last = len(at.method.stages)
    number = max(at.number - 1, 1) if how == "back" else at.number + 1
    if request.method != "POST" or how not in {"on", "skip", "back"}:
        return redirect("conversation_stage", conversation_id=at.conversation.pk, number=at.number)
    passed = {"on": Passed.BEEN, "skip": Passed.SKIPPED, "back": None}[how]
    to = at.method.stages[number - 1].id if number <= last else ""
    try:
        services.go(at.conversation, at.stage.id, passed, to=to)
    except NotPossible:
        messages.info(request, _("That is not possible at this point. Nothing was changed."))
        return redirect("conversation", conversation_id=at.conversation.pk)
    if number > last:
        return redirect("conversation", conversation_id=at.conversation.pk)
    return redirect("conversation_stage", conversation_id=at.conversation.pk, number=number)


@route("conversation.hold", of="conversation_stage")
def circle(request: HttpRequest, at: AtStage) -> HttpResponse:
    if request.method == "POST":
        try:
            services.mark(at.conversation, at.stage.id, on_record=bool(request.POST.get("filled")))
        except NotPossible:
            messages.info(request, _("That is not possible at this point. Nothing was changed."))
    return redirect("conversation_stage", conversation_id=at.conversation.pk, number=at.number)


@route("conversation.hold", of="conversation")
def end(request: HttpRequest, row: Conversation) -> HttpResponse:
    """It was held. The leader goes on to the one question, the coach to theirs."""
    person = me(request)
    if request.method == "POST":
        try:
            services.end(row, person)
        except NotPossible:
            messages.info(request, _("That is not possible at this point. Nothing was changed."))
        else:
            if person.pk == row.engagement.leader_id:
                return redirect("found_out", conversation_id=row.pk)
            return redirect("named_first", conversation_id=row.pk)
        return redirect("conversation", conversation_id=row.pk)
    if row.stand != Stand.BEGUN or not selectors.is_open(row):
        return redirect("conversation", conversation_id=row.pk)
    left = [one["title"] for one in stages(row) if not one["when"]]
    return render(request, "conversations/end.html", {"row": row, "left": left})


@route("conversation.named_first", of="conversation")
def named_first(request: HttpRequest, row: Conversation) -> HttpResponse:
    """Asked of the coach alone."""
    back = redirect("conversation", conversation_id=row.pk)
    if row.stand != Stand.HELD or not selectors.is_open(row):
        return back
    form = NamedFirstForm(request.POST or None, initial={"answer": selectors.named_first(row)})
    if request.method == "POST" and form.is_valid():
        try:
            services.say_named_first(row, me(request), form.cleaned_data["answer"])
        except NotPossible:
            messages.info(request, _("That is not possible at this point. Nothing was changed."))
        return back
    context = {"form": form, "row": row, "other": row.engagement.leader}
    return render(request, "conversations/named_first.html", context, status=400 if form.errors else 200)
