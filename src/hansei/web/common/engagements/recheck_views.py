"""Does it still suit? Each answers alone; what the other said, or did not say, is on no page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hansei.core.agreement import ALIVE, State
from hansei.web.common.engagements import selectors, services
from hansei.web.common.engagements.forms import SuitsForm
from hansei.web.common.engagements.held import party_of
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people.services import NotPossible
from hansei.web.common.people.signed_in import me
from hansei.web.ground.policy.services import route


@route("engagement.recheck", of="engagement")
def suits(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    leads = engagement.leader_id == me(request).pk
    form = SuitsForm(request.POST or None, leads=leads)
    if request.method == "POST" and form.is_valid():
        said = {"unwanted": "", "words": "", **form.cleaned_data}
        try:
            state = services.answer_recheck(
                engagement, me(request), suits=said["suits"], unwanted=said["unwanted"], words=said["words"]
            )
        except NotPossible:
            messages.info(request, _("Nothing is asked any more. This is how it stands."))
        else:
            told = {State.PAUSED: _("It is paused."), State.ENDED: _("It has ended.")}
            messages.success(request, told.get(state, _("Kept. Nobody is told what you said.")))
        return redirect("today")
    if engagement.state not in ALIVE:
        return redirect("agreement", engagement_id=engagement.pk)
    asked = selectors.open_recheck(engagement)
    party = party_of(engagement, me(request))
    context = {
        "form": form,
        "engagement": engagement,
        "leads": leads,
        "asked": asked if selectors.still_to_say(engagement, party) else None,
        "said": asked is not None,
        "before": selectors.own_rechecks(me(request)) if leads else [],
    }
    return render(request, "engagements/suits.html", context, status=400 if form.errors else 200)
