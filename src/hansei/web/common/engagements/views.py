"""Naming a coach, the agreement, and what a coach was shown."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hansei.core import library
from hansei.core.agreement import ALIVE, Party, State
from hansei.web.common.engagements import selectors, services
from hansei.web.common.engagements.forms import NameCoachForm, TermForm, VersionForm, carry_on
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.engagements.sponsor_page import seat_of
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.people.signed_in import me
from hansei.web.common.releases import services as releases
from hansei.web.common.releases.models import SharedItem
from hansei.web.common.releases.selectors import shared_with
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.policy.services import route


@route("coach.name")
def name_coach(request: HttpRequest) -> HttpResponse:
    current = selectors.current(me(request))
    if current is not None:
        return redirect("agreement", engagement_id=current.pk)
    coaches = selectors.offered(me(request))
    form = NameCoachForm(request.POST or None, coaches=coaches)
    if request.method == "POST" and form.is_valid():
        chosen = next(c for c in coaches if str(c.pk) == form.cleaned_data["coach"])
        try:
            engagement = services.name_coach(me(request), chosen)
        except NotPossible:
            form.add_error("coach", _("This coach cannot be asked any more. Choose somebody else."))
        else:
            return redirect("agreement", engagement_id=engagement.pk)
    notes = {str(c.pk): c.title for c in coaches}
    hidden = len([c for c in selectors.candidates(me(request)) if c.against])
    return render(
        request,
        "engagements/name_coach.html",
        {"form": form, "coaches": coaches, "notes": notes, "hidden": hidden},
        status=400 if form.errors else 200,
    )


@route("agreement.read", of="engagement")
def agreement(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    return _agreement_page(request, engagement)


@route("agreement.sign", of="engagement")
def sign(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    return _act(request, engagement, lambda read_at: services.sign(engagement, me(request), read_at=read_at))


@route("agreement.decline", of="engagement")
def decline(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    return _leave_request(request, engagement, "engagements/decline.html")


@route("agreement.withdraw", of="engagement")
def withdraw(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    return _leave_request(request, engagement, "engagements/withdraw.html")


@route("agreement.draft", of="engagement")
def term(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    if engagement.state != State.CHOOSING:
        return redirect("agreement", engagement_id=engagement.pk)
    now = selectors.agreement(engagement, get_language())
    initial = {
        "version": engagement.version,
        "conversations": now.terms["conversations"],
        "planned_end": engagement.planned_end,
        "hours": now.terms["leader_hours"],
    }
    form = TermForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                services.draft(
                    engagement,
                    me(request),
                    read_at=form.cleaned_data["version"],
                    conversations=form.cleaned_data["conversations"],
                    planned_end=form.cleaned_data["planned_end"],
                    hours=form.cleaned_data["hours"],
                )
                return redirect("agreement", engagement_id=engagement.pk)
            except Stale:
                status = 409
                # What was typed stays; the next press is about what stands there now.
                carry_on(form, Engagement.objects.get(pk=engagement.pk).version)
                form.add_error(None, _("The agreement changed meanwhile. What you typed is still here."))
            except NotPossible:
                return redirect("agreement", engagement_id=engagement.pk)
    return render(request, "engagements/term.html", {"form": form, "engagement": engagement}, status=status)


@route("engagement.pause", of="engagement")
def pause(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    return _confirm(
        request, engagement, "engagements/pause.html", services.pause, _("It is paused."), {State.AGREED}
    )


@route("engagement.resume", of="engagement")
def go_on(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    form = VersionForm(request.POST)
    read_at = form.cleaned_data["version"] if form.is_valid() else 0

    def act(row: Engagement, by: Person) -> State:
        return services.go_on(row, by, read_at=read_at)

    return _confirm(
        request, engagement, "engagements/go_on.html", act, _("You want to go on."), {State.PAUSED}
    )


@route("engagement.end", of="engagement")
def end(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    return _confirm(request, engagement, "engagements/end.html", services.end, _("It has ended."), ALIVE)


@route("engagement.read", of="engagement")
def coaching(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    if engagement.leader_id == me(request).pk:
        return redirect("agreement", engagement_id=engagement.pk)
    items = [
        {"row": item, "what": _kind(item)} for item in shared_with(me(request)).filter(scope=engagement.scope)
    ]
    return render(request, "engagements/coaching.html", {"engagement": engagement, "items": items})


@route("shared.read", of="shared")
def shared_item(request: HttpRequest, item: SharedItem) -> HttpResponse:
    opened = selectors.open_shared(item)
    releases.record_read(item, me(request))
    behaviour = None
    if code := opened.get("behaviour"):
        behaviour = library.behaviour(code).text.get(get_language())
    names = {
        kind: library.word(kind, opened[kind]).name.get(get_language())
        for kind in ("focus", "direction")
        if opened.get(kind)
    }
    engagement = Engagement.objects.filter(scope=item.scope).first()
    context = {
        "item": item,
        "opened": opened,
        "behaviour": behaviour,
        "names": names,
        "what": _kind(item),
        "engagement": engagement,
    }
    return render(request, "engagements/shared_item.html", context)


# ------------------------------------------------------------------------------------------------- inside
def _kind(item: SharedItem) -> str:
    return {"objective": _("An objective"), "finding": _("A finding")}.get(item.kind, _("Something written"))


def _agreement_page(
    request: HttpRequest, engagement: Engagement, *, status: int = 200, problem: str = ""
) -> HttpResponse:
    mine = Party.LEADER if engagement.leader_id == me(request).pk else Party.COACH
    other = Party.COACH if mine is Party.LEADER else Party.LEADER
    text = selectors.agreement(engagement, get_language()) if engagement.versions.exists() else None
    context: dict[str, Any] = {
        "engagement": engagement,
        "text": text,
        "leads": mine is Party.LEADER,
        "seat": seat_of(engagement) if mine is Party.LEADER else None,
        "other": engagement.coach if mine is Party.LEADER else engagement.leader,
        "i_signed": bool(text and text.signed_by(mine)),
        "other_signed": bool(text and text.signed_by(other)),
        "i_say_go_on": engagement.leader_says_go_on if mine is Party.LEADER else engagement.coach_says_go_on,
        "choosing": engagement.state == State.CHOOSING,
        "agreed": engagement.state == State.AGREED,
        "paused": engagement.state == State.PAUSED,
        "ended": engagement.state == State.ENDED,
        "version_form": VersionForm(initial={"version": engagement.version}),
        "problem": problem,
    }
    return render(request, "engagements/agreement.html", context, status=status)


def _act(request: HttpRequest, engagement: Engagement, act: Any) -> HttpResponse:
    """Do what carries a version; when the text changed meanwhile, show what stands there now."""
    form = VersionForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return redirect("agreement", engagement_id=engagement.pk)
    try:
        act(form.cleaned_data["version"])
    except Stale:
        now = Engagement.objects.select_related("leader", "coach").get(pk=engagement.pk)
        return _agreement_page(
            request,
            now,
            status=409,
            problem=_(
                "The agreement changed while you read it. Nothing was signed; this is how it stands now."
            ),
        )
    except NotPossible:
        left = Engagement.objects.select_related("leader", "coach").filter(pk=engagement.pk).first()
        if left is None:
            return redirect("today")
        return _agreement_page(
            request,
            left,
            status=409,
            problem=_(
                "This cannot be signed now. If the last day has passed, the leader can change the term."
            ),
        )
    return redirect("agreement", engagement_id=engagement.pk)


def _leave_request(request: HttpRequest, engagement: Engagement, template: str) -> HttpResponse:
    if request.method == "POST":
        try:
            services.decline(engagement, me(request))
        except NotPossible:
            return redirect("agreement", engagement_id=engagement.pk)
        return redirect("today")
    if engagement.state != State.CHOOSING:
        return redirect("agreement", engagement_id=engagement.pk)
    return render(request, template, {"engagement": engagement})


def _confirm(
    request: HttpRequest,
    engagement: Engagement,
    template: str,
    act: Any,
    said: str,
    possible_in: Collection[State],
) -> HttpResponse:
    """Ask once more, then do it. Where it is not possible any more, nothing is asked."""
    if request.method == "POST":
        try:
            act(engagement, me(request))
        except NotPossible:
            messages.info(request, _("That is not possible at this point. Nothing was changed."))
        else:
            messages.success(request, said)
        return redirect("today")
    if engagement.state not in possible_in:
        return redirect("agreement", engagement_id=engagement.pk)
    other = engagement.coach if engagement.leader_id == me(request).pk else engagement.leader
    leads = engagement.leader_id == me(request).pk
    return render(request, template, {"engagement": engagement, "other": other, "leads": leads})
