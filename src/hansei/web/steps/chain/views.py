"""The chain: a page for the leader alone."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hansei.core import library
from hansei.web.common.engagements.selectors import current, running
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases.selectors import share_of
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.policy.services import route
from hansei.web.steps.chain import selectors, services, showing
from hansei.web.steps.chain.forms import HypothesisForm
from hansei.web.steps.practice.showing import day


@route("chain.read", of="own_chain")
def chain(request: HttpRequest, leader: Person) -> HttpResponse:
    found = selectors.versions(leader)
    now = found[0] if found else None
    supposed = now.supposed if now else None
    # The day on which this sentence was first written: a better wording does not move it.
    written = found[-1].row.written_on if found else None
    engagement = current(leader)
    root = selectors.root(leader)
    shared = share_of(engagement.scope, services.KIND, root) if engagement and root else None
    context = {
        "now": now,
        "written_on": day(now.row.written_on, with_year=True) if now else "",
        "before": [{"one": one, "day": day(one.row.written_on, with_year=True)} for one in found[1:]],
        "picture": showing.picture(selectors.lanes(leader, supposed, written), supposed, written),
        "shared": shared,
        "shared_on": day(shared.shared_at.date()) if shared else "",
        "running": running(leader) if now else None,
    }
    return render(request, "chain/chain.html", context)


@route("chain.write", of="own_chain")
def hypothesis(request: HttpRequest, leader: Person) -> HttpResponse:
    """Write the sentence, or write it better."""
    found = selectors.versions(leader)
    now = found[0] if found else None
    form = HypothesisForm(
        request.POST or None,
        now=now,
        behaviours=[(code, showing.behaviour(code)) for code in selectors.choices_of_behaviour(leader)],
        beliefs=[(one.id, showing.belief(one.id)) for one in library.beliefs() if not one.reverse],
    )
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                services.write(leader, form.supposed, read_at=form.cleaned_data["version"])
                return redirect("chain")
            except Stale:
                status = 409
                now = selectors.versions(leader)[0] if selectors.has_hypothesis(leader) else None
                form.renewed(now.row.number if now else 0)
                form.add_error(
                    None, _("This was changed on another page meanwhile. What you typed is still here.")
                )
    return render(request, "chain/hypothesis.html", {"form": form, "now": now}, status=status)


@route("chain.write", of="own_chain")
def drop(request: HttpRequest, leader: Person) -> HttpResponse:
    if request.method == "POST":
        services.drop(leader)
        return redirect("chain")
    if not selectors.has_hypothesis(leader):
        return redirect("chain")
    return render(request, "chain/drop.html")


@route("chain.share", of="own_chain")
def open_to_coach(request: HttpRequest, leader: Person) -> HttpResponse:
    engagement = running(leader)
    if request.method == "POST" and engagement is not None:
        # Paused or ended since the page was made: the page that follows says how it stands.
        with suppress(NotPossible):
            services.open_to_coach(leader, engagement)
    return redirect("chain")


@route("chain.share", of="own_chain")
def take_back(request: HttpRequest, leader: Person) -> HttpResponse:
    engagement = current(leader)
    if request.method == "POST" and engagement is not None:
        services.take_back(leader, engagement)
    return redirect("chain")
