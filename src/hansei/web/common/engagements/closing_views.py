"""Changing the coach, and the close: what I keep, what is erased when, three private questions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hansei.core.agreement import ALIVE, State
from hansei.core.anonymity.totals import K_CLOSE
from hansei.web.common.engagements import closing, retention, services
from hansei.web.common.engagements.forms import CloseForm, KeepForm, carry_on
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.people.signed_in import me
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.policy.services import route


@route("engagement.change_coach", of="engagement")
def change_coach(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    """One way: it ends here, and the next page is where a coach is chosen."""
    if engagement.state not in ALIVE:
        return redirect("name_coach")
    if request.method == "POST":
        try:
            services.end(engagement, me(request))
        except NotPossible:
            messages.info(request, _("That is not possible at this point. Nothing was changed."))
            return redirect("today")
        messages.success(request, _("It has ended. Choose the next coach whenever you like."))
        return redirect("name_coach")
    return render(request, "engagements/change_coach.html", {"engagement": engagement})


@route("engagement.close", of="engagement")
def close(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    if not closing.is_near(engagement):
        return redirect("agreement", engagement_id=engagement.pk)
    was = closing.kept(me(request), engagement.pk)
    initial = {"version": was.version, "keep": was.keep, "thanks": was.thanks}
    form = KeepForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            said = form.cleaned_data
            try:
                closing.write(
                    engagement,
                    me(request),
                    read_at=said["version"],
                    keep=said["keep"],
                    thanks=said["thanks"],
                )
                ended = engagement.state == State.ENDED and not engagement.close_answered
                return redirect("close_questions" if ended else "close", engagement_id=engagement.pk)
            except Stale:
                status = 409
                carry_on(form, closing.kept(me(request), engagement.pk).version)
                form.add_error(None, _("This was changed on another page. What you typed is still here."))
    days = retention.days_of(engagement)
    context = {
        "form": form,
        "engagement": engagement,
        "ended": engagement.state == State.ENDED,
        "coach_day": days[0] if days else None,
        "day": days[1] if days else None,
    }
    return render(request, "engagements/close.html", context, status=status)


@route("engagement.close", of="engagement")
def questions(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    if engagement.state != State.ENDED or engagement.agreed_on is None:
        return redirect("agreement", engagement_id=engagement.pk)
    if engagement.close_answered:
        return redirect("kept")
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            closing.answer(engagement, me(request), form.cleaned_data)
        except NotPossible:
            messages.info(request, _("That was answered already. Nothing was changed."))
        else:
            messages.success(request, _("Kept for you."))
        return redirect("kept")
    context = {"form": form, "engagement": engagement, "n": K_CLOSE}
    return render(request, "engagements/close_questions.html", context, status=400 if form.errors else 200)


@route("kept.read", of="own_closings")
def kept(request: HttpRequest, leader: Person) -> HttpResponse:
    """What a leader wrote at each close; it stays when the coaching itself is deleted."""
    words = {closing.YES: _("Yes"), closing.NO: _("No")}
    form = CloseForm()
    rows = [
        {
            "row": row,
            "kept": said,
            "answers": [
                (str(form.fields[one].label), words[said.answers[one]])
                for one in closing.questions()
                if one in said.answers
            ],
        }
        for row, said in closing.all_kept(leader)
    ]
    return render(request, "engagements/kept.html", {"rows": rows})
