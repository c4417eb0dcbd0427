"""A leader looks at the bench, asks for first meetings, puts in order and names; a coach answers."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hansei.core.agreement import State
from hansei.core.matching.eligibility import Outcome
from hansei.web.common.bench import selectors as benches
from hansei.web.common.engagements.eligible import Candidate
from hansei.web.common.engagements.selectors import current
from hansei.web.common.people.services import NotPossible
from hansei.web.common.people.signed_in import me
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.policy.services import route
from hansei.web.ground.ui.shapes import RowItem
from hansei.web.steps.choose import selectors, services
from hansei.web.steps.choose.forms import AnswerForm, OrderForm, TimesForm
from hansei.web.steps.choose.meeting import Answer
from hansei.web.steps.choose.models import Meeting
from hansei.web.steps.choose.saying import POSSIBLE, REASONS, UNKNOWN, day_and_time
from hansei.web.steps.choose.selectors import MOST_MEETINGS, OpenMeeting

PAGE = 50
_GROUPS = (Outcome.ELIGIBLE, Outcome.WITH_PROTECTION, Outcome.NOT)


@route("coach.look")
def bench(request: HttpRequest) -> HttpResponse:
    """Everybody on the bench in three groups; inside a group by name, which says nothing."""
    leader = me(request)
    engagement = current(leader)
    everybody = [
        one
        for one in selectors.bench_for(leader)
        if engagement is None or one.coach.pk != engagement.coach_id
    ]
    query = request.GET.get("q", "").strip()
    found = [one for one in everybody if query.casefold() in one.coach.name.casefold()]
    found.sort(key=lambda one: _GROUPS.index(one.outcome))  # stable: by name within each
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    groups = {group: [_row(one) for one in page if one.outcome is group] for group in _GROUPS}
    meetings = selectors.meetings_of(leader)
    space = selectors.space_of(leader)
    order = selectors.order_of(leader, everybody) if engagement is None else []
    context = {
        "engagement": engagement,
        "choosing": engagement is not None and engagement.state == State.CHOOSING,
        "can_be": groups[Outcome.ELIGIBLE],
        "protected": groups[Outcome.WITH_PROTECTION],
        "cannot": groups[Outcome.NOT],
        "everybody": everybody,
        "page": page,
        "query": query,
        "many": len(everybody) > 10,
        "meetings": [_meeting(one) for one in meetings],
        "order": order,
        "declined": selectors.declined(leader),
        "something": bool(meetings or space.order or space.not_these),
        "to_order": engagement is None and (bool(order) or any(one.said.agreed for one in meetings)),
    }
    return render(request, "choose/bench.html", context)


def _row(one: Candidate) -> RowItem:
    if one.outcome is Outcome.ELIGIBLE:
        note = one.coach.title
    else:
        note = " ".join(str(REASONS[told]) for told in one.told)
    return RowItem(
        title=one.coach.name, url=reverse("coach_profile", kwargs={"coach_id": one.coach.pk}), note=note
    )


def _meeting(found: OpenMeeting) -> dict[str, Any]:
    """A request as its leader sees it."""
    said, lapsed = found.said, found.lapsed
    other = said.answer is Answer.OTHER and not lapsed
    at = day_and_time(said.at) if said.at is not None else ""
    if said.agreed:
        line = _("You met, or were to meet: %(at)s.") if lapsed else _("You meet: %(at)s.")
        line = line % {"at": at}
    elif lapsed:
        line = _("No answer came by the last time. That is not a no, and not a yes.")
    elif other:
        line = _("Another time would suit: %(at)s.") % {"at": at}
    elif said.answer is Answer.NOT_NOW:
        line = _("Cannot meet now.")
    else:
        line = _("No answer yet.")
    return {"row": found.row, "coach": found.row.coach, "line": line, "other": other}


# ------------------------------------------------------------------------------------------------- one coach
@route("coach.look", of="candidate")
def profile(request: HttpRequest, found: Candidate) -> HttpResponse:
    leader, coach = me(request), found.coach
    engagement = current(leader)
    written = benches.profile_of(coach)
    mine = [one for one in selectors.meetings_of(leader) if one.row.coach_id == coach.pk]
    free = engagement is None and found.outcome is not Outcome.NOT
    context = {
        "coach": coach,
        "profile": written,
        "cases": benches.cases_of(coach),
        "respect": benches.respect_of(coach),
        "outcome": found.outcome.value,
        "reasons": [{"said": REASONS[told], "possible": POSSIBLE[told]} for told in found.told],
        "unknown": [UNKNOWN[one] for one in found.unknown],
        "engagement": engagement,
        "theirs": engagement is not None and engagement.coach_id == coach.pk,
        "meeting": _meeting(mine[0]) if mine else None,
        "can_ask": free and not any(one.counts for one in mine),
        "can_name": free,
        "said_not": coach.pk in selectors.space_of(leader).not_these,
    }
    return render(request, "choose/profile.html", context)


@route("choosing.write", of="candidate")
def ask(request: HttpRequest, found: Candidate) -> HttpResponse:
    """Ask for a first meeting."""
    leader = me(request)
    if current(leader) is not None or found.outcome is Outcome.NOT:
        return redirect("coach_profile", coach_id=found.coach.pk)
    form = TimesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask(leader, found.coach, form.times())
        except NotPossible:
            form.add_error(
                None, _("This coach cannot be asked now, or you have asked three already. Nothing was sent.")
            )
        else:
            messages.success(request, _("Asked. %(coach)s sees who asks and which times, and nothing else.")
                             % {"coach": found.coach.name})  # fmt: skip
            return redirect("name_coach")
    context = {"form": form, "coach": found.coach, "most": MOST_MEETINGS}
    return render(request, "choose/ask.html", context, status=400 if form.errors else 200)


@route("choosing.write", of="candidate")
@require_POST
def not_this_one(request: HttpRequest, found: Candidate) -> HttpResponse:
    """Rule a coach out, or not any more."""
    if request.POST.get("act") == "maybe":
        services.say_maybe(me(request), found.coach.pk)
    else:
        services.say_not(me(request), found.coach.pk)
    return redirect("coach_profile", coach_id=found.coach.pk)


@route("coach.name", of="candidate")
def name(request: HttpRequest, found: Candidate) -> HttpResponse:
    """The leader's own yes to one coach, asked once more."""
    leader = me(request)
    if current(leader) is not None or found.outcome is Outcome.NOT:
        return redirect("coach_profile", coach_id=found.coach.pk)
    if request.method == "POST":
        try:
            engagement = services.confirm(leader, found.coach)
        except NotPossible:
            messages.info(request, _("This coach cannot be asked any more. Choose somebody else."))
            return redirect("coach_profile", coach_id=found.coach.pk)
        return redirect("agreement", engagement_id=engagement.pk)
    others = [one for one in selectors.meetings_of(leader) if one.row.coach_id != found.coach.pk]
    context = {
        "coach": found.coach,
        "protected": found.outcome is Outcome.WITH_PROTECTION,
        "others": any(one.counts for one in others),
    }
    return render(request, "choose/name.html", context)


# ------------------------------------------------------------------------------------------ order and the end
@route("choosing.write")
def order(request: HttpRequest) -> HttpResponse:
    """Put those in order whom the leader met. Each can be named later; nothing happens by itself."""
    leader = me(request)
    everybody = selectors.bench_for(leader)
    now = selectors.order_of(leader, everybody)
    met = {one.row.coach_id for one in selectors.meetings_of(leader) if one.said.agreed}
    can = [
        one.coach
        for one in everybody
        if one.outcome is not Outcome.NOT and (one.coach.pk in met or one.coach in now)
    ]
    if current(leader) is not None or not can:
        return redirect("name_coach")
    form = OrderForm(request.POST or None, coaches=can, order=now)
    if request.method == "POST" and form.is_valid():
        with suppress(NotPossible):
            services.put_in_order(leader, [coach.pk for coach in form.order()])
        return redirect("name_coach")
    fields = [form[name] for name in form.fields]
    context = {"form": form, "fields": fields}
    return render(request, "choose/order.html", context, status=400 if form.errors else 200)


@route("choosing.write")
def erase(request: HttpRequest) -> HttpResponse:
    """Everything of choosing goes."""
    if request.method == "POST":
        services.erase(me(request))
        messages.success(request, _("It is gone."))
        return redirect("name_coach")
    return render(request, "choose/erase.html")


@route("meeting.take_back", of="first_meeting")
def take_back(request: HttpRequest, row: Meeting) -> HttpResponse:
    """The leader takes a request back, or takes the other time that the coach named."""
    if request.method == "POST" and request.POST.get("act") == "take":
        try:
            services.take_other_time(row)
        except (NotPossible, Stale):
            messages.info(request, _("That is not possible at this point. Nothing was changed."))
        return redirect("name_coach")
    if request.method == "POST":
        services.take_back(row)
        messages.success(request, _("Taken back. Nothing of it is kept."))
        return redirect("name_coach")
    return render(request, "choose/take_back.html", {"coach": row.coach})


# ------------------------------------------------------------------------------------------ the coach's side
@route("meeting.answer", of="first_meeting")
def first_meeting(request: HttpRequest, row: Meeting) -> HttpResponse:
    """Who asks and which times; the coach says whether."""
    found = selectors.opened(row)
    if found is None:
        return redirect("today")
    said = found.said
    form = AnswerForm(request.POST or None, said=said, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            services.answer(row, *form.answered())
        except (NotPossible, Stale):
            messages.info(request, _("That is not possible any more. Nothing was changed."))
        else:
            messages.success(request, _("%(leader)s can see it.") % {"leader": row.leader.name})
        return redirect("today")
    context = {"form": form, "leader": row.leader, "answered": said.answer is not None}
    return render(request, "choose/first_meeting.html", context, status=400 if form.errors else 200)


def _initial(found: OpenMeeting) -> dict[str, Any]:
    said = found.said
    if said.answer is Answer.YES and said.at in said.times:
        return {"answer": said.at.isoformat()}
    if said.answer is Answer.NOT_NOW:
        return {"answer": said.answer.value}
    return {"answer": Answer.OTHER.value, "other": said.at} if said.at is not None else {}
