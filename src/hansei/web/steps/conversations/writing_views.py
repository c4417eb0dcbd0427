"""Writing down, changing and taking back; what the leader found out."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.core.conversation import NoteKind, Stand
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.people.signed_in import me
from hansei.web.common.releases.selectors import share_of
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.policy.services import route
from hansei.web.steps.conversations import saying, selectors, writing
from hansei.web.steps.conversations.forms import WordsForm
from hansei.web.steps.conversations.models import Conversation, Note

PAGE = 50


@route("note.write", of="conversation")
def write_own(request: HttpRequest, row: Conversation) -> HttpResponse:
    leads = me(request).pk == row.engagement.leader_id
    return _write(request, row, NoteKind.LEADER if leads else NoteKind.COACH)


@route("note.write", of="conversation")
def write_shared(request: HttpRequest, row: Conversation) -> HttpResponse:
    return _write(request, row, NoteKind.SHARED)


def _write(request: HttpRequest, row: Conversation, kind: NoteKind) -> HttpResponse:
    person = me(request)
    method = selectors.method_of(row) if row.course is not None else None
    ids = {each.id: n for n, each in enumerate(method.stages, 1)} if method else {}
    asked = request.GET.get("at", "")
    stage = asked if asked in ids else ""
    back = reverse("conversation", args=[row.pk])
    if stage:
        back = reverse("conversation_stage", args=[row.pk, ids[stage]])
    if not selectors.is_open(row):
        return redirect(back)
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            writing.write(row, person, kind=kind, words=form.cleaned_data["words"], stage=stage)
        except NotPossible:
            messages.info(request, _("That is not possible at this point. Nothing was changed."))
        return redirect(back)
    context = {
        "form": form,
        "label": saying.kind(kind),
        "reads": saying.who_reads(row, kind, person),
        "back": back,
    }
    return render(request, "conversations/note.html", context, status=400 if form.errors else 200)


@route("note.change", of="conversation_note")
def note(request: HttpRequest, row: Note) -> HttpResponse:
    """One's own entry. After the agreement has ended it can be read and taken back."""
    conversation = row.conversation
    words = selectors.open_note(conversation, row)
    back = _back(row, me(request))
    form = WordsForm(request.POST or None, initial={"words": words, "version": row.version})
    status, now = 200, ""
    writable = selectors.is_open(conversation)
    if request.method == "POST":
        if not writable:
            messages.info(request, _("That is not possible at this point. Nothing was changed."))
            return redirect(back)
        status = 400
        if form.is_valid():
            try:
                writing.change(
                    row,
                    me(request),
                    read_at=form.cleaned_data["version"] or 0,
                    words=form.cleaned_data["words"],
                )
                return redirect(back)
            except Stale:
                newest = (
                    Note.objects.select_related("conversation__engagement__leader").filter(pk=row.pk).first()
                )
                if newest is None:
                    return redirect(back)
                status, now = 409, selectors.open_note(conversation, newest)
                form.renewed(newest.version)
                form.add_error(
                    None, _("This was changed on another page meanwhile. What you typed is still here.")
                )
            except NotPossible:
                return redirect(back)
    context = {
        "form": form,
        "row": row,
        "words": words,
        "now": now,
        "writable": writable,
        "label": saying.kind(row.kind),
        "reads": saying.who_reads(conversation, row.kind, me(request)),
        "back": back,
    }
    return render(request, "conversations/note.html", context, status=status)


@route("note.change", of="conversation_note")
def withdraw(request: HttpRequest, row: Note) -> HttpResponse:
    back = _back(row, me(request))
    if request.method == "POST":
        writing.withdraw(row, me(request))
        return redirect(back)
    words = selectors.open_note(row.conversation, row)
    return render(request, "conversations/withdraw.html", {"row": row, "words": words})


def _back(row: Note, person: Person) -> str:
    """The conversation, as long as its page is there for this person; a coach's ended ones are not."""
    engagement = row.conversation.engagement
    if engagement.coach_id == person.pk and engagement.state == "ended":
        return reverse("today")
    return reverse("conversation", args=[row.conversation_id])


@route("note.list", of="own_coach_notes")
def own_notes(request: HttpRequest, coach: Person) -> HttpResponse:
    """A coach's own notes over all coachings, also those that have ended."""
    page = Paginator(selectors.coach_notes(coach), PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "words": selectors.open_note(one.conversation, one),
            "who": one.conversation.engagement.leader.name,
            "when": saying.day(one.written_at.date()),
            "url": reverse("conversation_note", args=[one.pk]),
        }
        for one in page
    ]
    return render(request, "conversations/own_notes.html", {"rows": rows, "page": page})


# ----------------------------------------------------------------------------------- what did you find out?
@route("found_out.write", of="conversation")
def found_out(request: HttpRequest, row: Conversation) -> HttpResponse:
    """The one question at the end, to the leader."""
    if row.stand != Stand.HELD:
        return redirect("conversation", conversation_id=row.pk)
    held = selectors.found_out(row)
    initial = {"words": held[1], "version": held[0].version} if held else {}
    form = WordsForm(request.POST or None, initial=initial)
    status, now = 200, ""
    writable = selectors.is_open(row)
    if request.method == "POST":
        status = 400
        if form.is_valid():
            given = form.cleaned_data
            try:
                writing.write_found_out(row, me(request), words=given["words"], read_at=given["version"] or 0)
                return redirect("conversation", conversation_id=row.pk)
            except Stale:
                newest = selectors.found_out(row)
                status, now = 409, newest[1] if newest else ""
                form.renewed(newest[0].version if newest else 0)
                form.add_error(
                    None, _("This was changed on another page meanwhile. What you typed is still here.")
                )
            except NotPossible:
                messages.info(request, _("That is not possible at this point. Nothing was changed."))
                return redirect("conversation", conversation_id=row.pk)
    shared = share_of(row.engagement.scope, "found_out", held[0].pk) if held else None
    context = {
        "form": form, "row": row, "held": held, "now": now, "shared": shared, "writable": writable,
        "coach": row.engagement.coach,
    }  # fmt: skip
    return render(request, "conversations/found_out.html", context, status=status)


@route("found_out.write", of="conversation")
def open_found_out(request: HttpRequest, row: Conversation) -> HttpResponse:
    if request.method == "POST":
        try:
            writing.open_found_out(row)
        except NotPossible:
            messages.info(request, _("That is not possible at this point. Nothing was changed."))
    return redirect("conversation", conversation_id=row.pk)


@route("found_out.write", of="conversation")
def close_found_out(request: HttpRequest, row: Conversation) -> HttpResponse:
    held = selectors.found_out(row)
    if request.method == "POST" and held is not None:
        writing.close_found_out(row, held[0])
    return redirect("conversation", conversation_id=row.pk)


@route("found_out.write", of="conversation")
def drop_found_out(request: HttpRequest, row: Conversation) -> HttpResponse:
    if request.method == "POST":
        writing.drop_found_out(row, me(request))
    return redirect("conversation", conversation_id=row.pk)
