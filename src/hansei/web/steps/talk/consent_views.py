"""Proposing that a conversation may be written down, answering in private, and sending the file in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hansei.core.agreement import State
from hansei.core.talk import Unreadable
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people.selectors import switched_on
from hansei.web.common.people.services import NotPossible
from hansei.web.common.people.signed_in import me
from hansei.web.ground.policy.errors import page
from hansei.web.ground.policy.services import route
from hansei.web.ground.policy.uploads import MOST_BYTES, too_large
from hansei.web.steps.talk import consent, saying, selectors, services
from hansei.web.steps.talk.forms import AnswerForm, ProposeForm, UploadForm, today
from hansei.web.steps.talk.models import Proposal, Stage


@route("talk.propose", of="engagement")
def propose(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    if engagement.state != State.AGREED or not switched_on("talk"):
        return redirect("talks")
    form = ProposeForm(request.POST or None, initial={"held_on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            row = consent.propose(engagement, me(request), held_on=form.cleaned_data["held_on"])
            return redirect("talk_proposal", proposal_id=row.pk)
        except NotPossible:
            form.add_error(
                "held_on", _("This cannot be proposed now. Each conversation can be proposed once.")
            )
    context = {
        "form": form,
        "other": saying.other(engagement, me(request)),
        "leads": engagement.leader_id == me(request).pk,
    }
    return render(request, "talk/propose.html", context, status=400 if form.errors else 200)


@route("talk.answer", of="talk_proposal")
def proposal(request: HttpRequest, row: Proposal) -> HttpResponse:
    """One's own answer, and whether it has opened. Nothing on this page comes from what the other said."""
    person = me(request)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            consent.say(row, person, form.cleaned_data["say"])
            messages.success(request, _("It is noted. Nobody else is shown it."))
        except NotPossible:
            messages.info(request, _("That is not possible at this point. Nothing was changed."))
        return redirect("talk_proposal", proposal_id=row.pk)
    stand = consent.stand(row, person)
    if not form.is_bound:
        form = AnswerForm(initial={"say": stand.mine})
    sent = selectors.talk_of(row) if stand.opened else None
    context = {
        "stand": stand,
        "form": form,
        "mine": saying.answer(stand.mine),
        "held": saying.day(row.held_on),
        "decides": saying.moment(row.decides_at),
        "ends": saying.day(row.ends_at),
        "other": saying.other(row.engagement, person),
        "mine_was_first": row.by_leader == (row.engagement.leader_id == person.pk),
        "coaches": row.engagement.coach_id == person.pk,
        "talk": sent if sent and selectors.relations(person, sent) else None,
        "sent": sent is not None and sent.stage != Stage.FAILED,
        "days": services.DAYS_THERE,
        "on": switched_on("talk"),
    }
    return render(request, "talk/proposal.html", context, status=400 if form.errors else 200)


@route("talk.upload", of="talk_proposal")
def send_in(request: HttpRequest, row: Proposal) -> HttpResponse:
    """The file, once both have said yes. It is read in memory and never laid down in plain."""
    if too_large(request):
        return page(request, 413, limit=_("%(n)s megabytes") % {"n": MOST_BYTES // 1024 // 1024})
    sent = selectors.talk_of(row)
    if sent is not None and sent.stage != Stage.FAILED and consent.is_open(row):
        return redirect("talk_report", talk_id=sent.pk)
    if not consent.is_open(row) or row.engagement.state != State.AGREED or not switched_on("talk"):
        return redirect("talk_proposal", proposal_id=row.pk)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent_in = form.cleaned_data["file"]
        try:
            talk = services.take_in(row, me(request), sent_in.read(), sent_in.name)
            return redirect("talk_who", talk_id=talk.pk)
        except Unreadable as unreadable:
            form.add_error("file", saying.unreadable(unreadable.reason))
        except NotPossible:
            return redirect("talk_proposal", proposal_id=row.pk)
    context = {
        "form": form,
        "row": row,
        "held": saying.day(row.held_on),
        "other": row.engagement.leader.name,
        "days": services.DAYS_THERE,
    }
    return render(request, "talk/send_in.html", context, status=400 if form.errors else 200)
