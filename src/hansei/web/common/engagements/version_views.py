"""Versions of an agreement: drafting one, who stands around the pair, what reads otherwise than before."""

from collections.abc import Callable
from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hansei.core.agreement import ALIVE, TAKEN
from hansei.web.common.engagements import protecting, seconds, selectors, services
from hansei.web.common.engagements.forms import PeopleForm, TermForm, VersionForm, carry_on
from hansei.web.common.engagements.models import AgreementVersion, Engagement
from hansei.web.common.people.services import NotPossible
from hansei.web.common.people.signed_in import me
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.policy.services import route


@route("agreement.draft", of="engagement")
def term(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    if engagement.state not in TAKEN:
        return redirect("agreement", engagement_id=engagement.pk)
    now = selectors.agreement(engagement, get_language())
    initial = {
        "version": engagement.version,
        "conversations": now.terms["conversations"],
        "planned_end": now.planned_end,
        "hours": now.terms["leader_hours"],
        "about": now.terms["about"],
    }
    form = TermForm(request.POST or None, initial=initial)

    def keep() -> None:
        services.draft(
            engagement,
            me(request),
            read_at=form.cleaned_data["version"],
            conversations=form.cleaned_data["conversations"],
            planned_end=form.cleaned_data["planned_end"],
            hours=form.cleaned_data["hours"],
            about=form.cleaned_data["about"],
        )

    return _draft(request, engagement, form, keep, "engagements/term.html")


@route("agreement.draft", of="engagement")
def people(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    if engagement.state not in TAKEN:
        return redirect("agreement", engagement_id=engagement.pk)
    newest = selectors.newest_version(engagement)
    initial = {
        "version": engagement.version,
        "second_coach": str(newest.second_coach_id or ""),
        "third_person": newest.protection.third_person.email if newest.protection else "",
    }
    able = protecting.second_coaches(engagement.leader, engagement.coach)
    unwilling = seconds.said_no(engagement)
    coaches = [one for one in able if one.pk not in unwilling]
    form = PeopleForm(request.POST or None, initial=initial, coaches=coaches, protected=engagement.protected)

    def keep() -> None:
        services.name_people(
            engagement,
            me(request),
            read_at=form.cleaned_data["version"],
            second_coach=form.cleaned_data["second_coach"],
            third_person=form.cleaned_data.get("third_person"),
        )

    return _draft(request, engagement, form, keep, "engagements/people.html", coaches=coaches)


@route("agreement.draft", of="engagement")
def leave_as_it_was(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    if request.method == "POST":
        # Signed by all meanwhile: the page that follows says how it stands.
        with suppress(NotPossible):
            services.leave_as_it_was(engagement, me(request))
        return redirect("agreement", engagement_id=engagement.pk)
    if engagement.state not in ALIVE or selectors.newest_version(engagement).in_force_on is not None:
        return redirect("agreement", engagement_id=engagement.pk)
    return render(request, "engagements/leave_as_it_was.html", {"engagement": engagement})


@route("agreement.read", of="agreement_version")
def version(request: HttpRequest, row: AgreementVersion) -> HttpResponse:
    language = get_language()
    if row.engagement.versions.count() == 1:
        return redirect("agreement", engagement_id=row.engagement_id)
    earlier = selectors.before(row)
    context = {
        "engagement": row.engagement,
        "text": selectors.open_version(row, language),
        "changes": selectors.changes(row, language),
        "earlier": earlier.number if earlier else None,
    }
    return render(request, "engagements/version.html", context)


def _draft(
    request: HttpRequest,
    engagement: Engagement,
    form: VersionForm,
    keep: Callable[[], None],
    template: str,
    **more: object,
) -> HttpResponse:
    """Make a new version of what was typed; when the text changed meanwhile, keep what was typed."""
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                keep()
                return redirect("agreement", engagement_id=engagement.pk)
            except Stale:
                status = 409
                # What was typed stays; the next press is about what stands there now.
                carry_on(form, Engagement.objects.get(pk=engagement.pk).version)
                form.add_error(None, _("The agreement changed meanwhile. What you typed is still here."))
            except NotPossible:
                form.add_error(None, _("These people cannot stand there. Nothing was changed."))
    context = {"form": form, "engagement": engagement, "holds": engagement.agreed_on is not None, **more}
    return render(request, template, context, status=status)
