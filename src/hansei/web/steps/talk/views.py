"""The list of one's own conversations, and lines from memory."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.core.agreement import State
from hansei.core.talk import Unreadable
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people.models import Person
from hansei.web.common.people.selectors import switched_on
from hansei.web.common.people.services import NotPossible
from hansei.web.common.people.signed_in import me
from hansei.web.ground.policy.services import route
from hansei.web.steps.talk import beside, consent, saying, selectors, services
from hansei.web.steps.talk.forms import MemoryForm, today


@route("talk.list", of="own_talk")
def talks(request: HttpRequest, person: Person) -> HttpResponse:
    engagements = selectors.engagements_of(person)
    proposed = {talk.proposal_id for talk in selectors.talks(person)}
    context = {
        "on": switched_on("talk"),
        "coaches": [each for each in engagements if each.coach_id == person.pk],
        "engagements": engagements,
        "proposals": [saying.proposal_row(each) for each in consent.proposals(person, but=proposed)],
        "reports": [saying.talk_row(each, person) for each in selectors.talks(person)],
        "counts": beside.counts_table(selectors.counts(person)),
        "is_coach": any(each.coach_id == person.pk for each in engagements),
    }
    return render(request, "talk/talks.html", context)


@route("talk.list", of="own_talk")
def over_time(request: HttpRequest, person: Person) -> HttpResponse:
    """One's own conversations over time, and how sure it is; nobody else's are beside them."""
    return render(request, "talk/over_time.html", {"families": beside.over_time(selectors.counts(person))})


@route("talk.list", of="own_talk")
def forget_counts(request: HttpRequest, person: Person) -> HttpResponse:
    """Ask once more, then all that was counted goes."""
    if request.method == "POST":
        services.forget_counts(person)
        messages.success(request, _("It is gone."))
        return redirect("talks")
    return render(request, "talk/forget.html")


@route("talk.write", of="engagement")
def memory(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    """Five to fifteen lines of one's own."""
    if engagement.state != State.AGREED or not switched_on("talk"):
        return redirect("talks")
    form = MemoryForm(request.POST or None, initial={"held_on": today()})
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                talk = services.remember(
                    engagement, me(request), form.cleaned_data["lines"], held_on=form.cleaned_data["held_on"]
                )
                return redirect("talk_report", talk_id=talk.pk)
            except Unreadable as unreadable:
                form.add_error("lines", saying.unreadable(unreadable.reason))
            except NotPossible:
                messages.info(request, saying.not_now())
                return redirect("talks")
    context = {"form": form, "leader": engagement.leader.name, "out": reverse("talks")}
    return render(request, "talk/memory.html", context, status=status)
