"""Importing people: choose a file, look at what it would do, confirm."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hansei.core import clock, roster
from hansei.core.roster import Leaders
from hansei.web.common.people.services import NotPossible
from hansei.web.common.people.signed_in import me
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.policy.services import route
from hansei.web.ground.policy.uploads import MOST_BYTES, too_large
from hansei.web.outward.stewardship import import_sentences as sentences
from hansei.web.outward.stewardship import importing
from hansei.web.outward.stewardship.models import WAITS, Kind, Waiting

PAGE = 50


class FileForm(forms.Form):
    """One file of people."""

    people = forms.FileField(
        label=gettext_lazy("A list of people, as CSV or XLSX"),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages={"required": gettext_lazy("Choose a file."), "empty": gettext_lazy("Choose a file.")},
    )


class LeadersForm(forms.Form):
    """Who becomes a leader by this import."""

    leaders = forms.ChoiceField(
        label=gettext_lazy("Who becomes a leader here?"), widget=forms.RadioSelect, choices=()
    )

    def __init__(self, *args: Any, column: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (Leaders.REPORTS.value, _("Whoever has at least one report")),
            (Leaders.KEEP.value, _("Nobody: all stay what they are")),
        ]
        if column:
            choices.insert(0, (Leaders.COLUMN.value, _("As the file says")))
        self.fields["leaders"].choices = choices  # type: ignore[attr-defined]


@route("directory.import")
def import_people(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and too_large(request):
        form = FileForm(request.POST)
        form.errors.clear()
        form.add_error("people", _("This file is larger than %(n)s MB.") % {"n": MOST_BYTES // (1024 * 1024)})
        return _choose(request, form, 413)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid():
        try:
            table = roster.table(roster.read(form.cleaned_data["people"].read()))
        except roster.Unreadable as error:
            form.add_error("people", sentences.unreadable(error))
        else:
            return redirect("import_preview", waiting_id=importing.put_away(me(request), table).pk)
    return _choose(request, form, 400 if form.errors else 200)


def _choose(request: HttpRequest, form: FileForm, status: int) -> HttpResponse:
    since = clock.now() - WAITS
    waiting = Waiting.objects.filter(by=me(request), made_at__gt=since).only("pk").first()
    return render(request, "stewardship/import.html", {"form": form, "waiting": waiting}, status=status)


@route("directory.confirm", of="waiting_import")
def preview(request: HttpRequest, waiting: Waiting) -> HttpResponse:
    if request.method != "POST":
        return _preview(request, waiting, 200)
    act = request.POST.get("act", "")
    try:
        if act == "confirm":
            result = importing.confirm(waiting, seen=request.POST.get("seen", ""))
            messages.success(request, sentences.done(result))
            return redirect("directory")
        if act == "drop":
            importing.drop(waiting)
            messages.success(request, _("Forgotten. Nothing was written."))
            return redirect("directory")
        if act == "leaders":
            importing.choose_leaders(waiting, Leaders(request.POST.get("leaders", "")))
        elif act == "tick":
            importing.tick(waiting, _numbers(request, "shown"), _numbers(request, "left"))
        elif act in {"tick_all", "tick_none"}:
            importing.tick_all(waiting, left=act == "tick_all")
    except Stale:
        waiting.refresh_from_db()
        return _preview(request, waiting, 409)
    except (NotPossible, ValueError):
        return redirect("import_people")
    return redirect(request.get_full_path())


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [int(one) for one in request.POST.getlist(name)]


def _preview(request: HttpRequest, waiting: Waiting, status: int) -> HttpResponse:
    counts = waiting.counts
    kinds = [kind for kind in _order() if counts[kind]]
    asked = request.GET.get("show", "")
    kind = asked if asked in kinds else next(iter(kinds), "")
    query = request.GET.get("q", "").strip()
    lines = waiting.lines.filter(kind=kind)
    if query:
        lines = lines.filter(Q(name__icontains=query) | Q(email__icontains=query))
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    ticked = waiting.lines.filter(kind=Kind.LEAVING, left=True).count()
    parts = [{"kind": one, "name": _names()[one], "count": counts[one], "here": one == kind} for one in kinds]
    context = {
        "waiting": waiting,
        "parts": parts,
        "kind": kind,
        "heading": _names().get(kind, ""),
        "page": page,
        "shown": [sentences.line(one) for one in page],
        "q": query,
        "ticked": ticked,
        "something": bool(counts["added"] or counts["changed"] or ticked),
        "version": importing.version(waiting),
        "leaders": LeadersForm(
            initial={"leaders": waiting.leaders}, column=roster.Field.LEADER in waiting.headings
        ),
        "read": list(waiting.headings.values()),
        "stale": status == 409,
    }
    return render(request, "stewardship/import_preview.html", context, status=status)


def _order() -> tuple[str, ...]:
    return (Kind.PROBLEM, Kind.ADDED, Kind.CHANGED, Kind.LEAVING)


def _names() -> dict[str, str]:
    return {
        Kind.PROBLEM: _("To look at"),
        Kind.ADDED: _("Would be added"),
        Kind.CHANGED: _("Would be changed"),
        Kind.LEAVING: _("Could have left"),
    }
