"""The agreement, and what a coach was shown."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hansei.core import library
from hansei.core.agreement import ALIVE, Party, State
from hansei.web.common.engagements import closing, seconds, selectors, services
from hansei.web.common.engagements.forms import VersionForm
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.engagements.opened import shown
from hansei.web.common.engagements.protecting import NOTE
from hansei.web.common.engagements.sponsor_page import seat_of
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.people.signed_in import me
from hansei.web.common.releases import services as releases
from hansei.web.common.releases.models import SharedItem
from hansei.web.common.releases.selectors import shared_with
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.policy.services import route


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
    context = {
        "engagement": engagement,
        "items": items,
        "wishes": selectors.wishes_of(me(request), engagement),
        "agreed": engagement.state == State.AGREED,
        "asked": selectors.still_to_say(engagement, Party.COACH),
    }
    return render(request, "engagements/coaching.html", context)


@route("shared.read", of="shared")
def shared_item(request: HttpRequest, item: SharedItem) -> HttpResponse:
    opened = selectors.open_shared(item)
    releases.record_read(item, me(request))
    behaviour = opened.get("own_behaviour") or _behaviour(opened.get("behaviour"))
    names = {
        kind: library.word(kind, opened[kind]).name.get(get_language())
        for kind in ("focus", "direction")
        if opened.get(kind)
    }
    engagement = Engagement.objects.filter(Q(scope=item.scope) | Q(coach_scope=item.scope)).first()
    context = {
        "item": item,
        "opened": opened,
        "behaviour": behaviour,
        "names": names,
        "what": _kind(item),
        "engagement": engagement,
        "is_note": item.kind == NOTE,
    }
    how = shown(item.kind)
    if how.facts is not None:
        context |= {"of_its_kind": how.template, "facts": how.facts(opened)}
    return render(request, "engagements/shared_item.html", context)


# ------------------------------------------------------------------------------------------------- inside
def _behaviour(code: str | None) -> str | None:
    """A behaviour of the library in its words; by its code, if the library no longer has it."""
    try:
        return library.behaviour(code).text.get(get_language()) if code else None
    except library.UnknownEntry:
        return code


def _kind(item: SharedItem) -> str:
    return str(shown(item.kind).name)


def _agreement_page(
    request: HttpRequest, engagement: Engagement, *, status: int = 200, problem: str = ""
) -> HttpResponse:
    mine = Party.LEADER if engagement.leader_id == me(request).pk else Party.COACH
    other = Party.COACH if mine is Party.LEADER else Party.LEADER
    language = get_language()
    newest = selectors.newest_version(engagement) if engagement.versions.exists() else None
    holds = selectors.version_in_force(engagement)
    shown = holds or newest
    alive = engagement.state in ALIVE
    proposed = newest if alive and newest is not None and newest.in_force_on is None else None
    text = selectors.open_version(shown, language) if shown else None
    signing = selectors.open_version(newest, language) if newest else None
    context: dict[str, Any] = {
        "engagement": engagement,
        "text": text,
        "proposed": proposed,
        "changes": selectors.changes(newest, language) if newest and (proposed or not holds) else [],
        "signing": signing,
        "protection": newest.protection if newest else None,
        "second": newest.second_coach if newest else None,
        "second_asked": seconds.asked_by(newest) if newest else None,
        "versions": [] if newest is None or newest.number < 2 else range(newest.number, 0, -1),
        "leads": mine is Party.LEADER,
        "seat": seat_of(engagement) if mine is Party.LEADER else None,
        "other": engagement.coach if mine is Party.LEADER else engagement.leader,
        "i_signed": bool(signing and signing.signed_by(mine)),
        "other_signed": bool(signing and signing.signed_by(other)),
        "i_say_go_on": engagement.leader_says_go_on if mine is Party.LEADER else engagement.coach_says_go_on,
        "choosing": engagement.state == State.CHOOSING,
        "agreed": engagement.state == State.AGREED,
        "paused": engagement.state == State.PAUSED,
        "ended": engagement.state == State.ENDED,
        "alive": alive,
        "asked": selectors.still_to_say(engagement, mine),
        "near_end": closing.is_near(engagement),
        "wished": mine is Party.LEADER and alive and selectors.has_wishes(engagement),
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
