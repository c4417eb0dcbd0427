"""The list of mirrors, and one mirror wherever it is: planned, asked, to be seen, stopped."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hansei.core.anonymity import Source
from hansei.web.common.asking.selectors import people_asked
from hansei.web.common.engagements.selectors import running
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.policy.services import route
from hansei.web.ground.ui.shapes import RowItem
from hansei.web.steps.mirror import again, own, saying, selectors, services, showing, thanking
from hansei.web.steps.mirror.forms import StartForm
from hansei.web.steps.mirror.models import Behaviour, Mirror, Stage, Way

PAGE = 50


# -------------------------------------------------------------------------------------------------- the list
@route("mirror.see", of="own_mirrors")
def mirrors(request: HttpRequest, leader: Person) -> HttpResponse:
    page = Paginator(selectors.mirrors(leader), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "items": [_item(mirror) for mirror in page],
        "on": selectors.switched_on(),
        "agreed": running(leader) is not None,
        "under_way": selectors.under_way(leader),
        "findings": selectors.count_findings(leader),
        "worded": own.has_any(leader),
        "leads": leader.is_leader,
    }
    return render(request, "mirror/mirrors.html", context)


def _item(mirror: Mirror) -> RowItem:
    titles = [saying.behaviour(row) for row in selectors.rows_of(mirror)]
    when = ""
    if mirror.stage == Stage.PLANNING:
        when = _("being planned")
    elif mirror.stage == Stage.ASKING and mirror.closes_at:
        when = _("asked until %(day)s") % {"day": saying.day(mirror.closes_at)}
    elif mirror.stage == Stage.WITHDRAWN:
        when = _("stopped")
    return RowItem(
        title=saying.mirror(mirror),
        url=reverse("mirror", kwargs={"mirror_id": mirror.pk}),
        when=when,
        note="; ".join(titles),
    )


@route("mirror.start")
def start(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("mirrors")
    assert isinstance(request.user, Person)
    form = StartForm(request.POST)
    if form.offered:
        return _start_with(request, request.user, form)
    try:
        mirror = services.start(request.user)
    except NotPossible:
        # The page says why: no agreement, switched off, or one is under way.
        return redirect("mirrors")
    return redirect("mirror_choose", mirror_id=mirror.pk)


def _start_with(request: HttpRequest, leader: Person, form: StartForm) -> HttpResponse:
    """Behaviours that the leader brings along, all ticked; nothing is kept before they send it from here.

    What they bring says nothing of where it comes from, and what begins is a mirror like any other.
    """
    sent = request.POST.get("go") == "on"
    status = 200
    if sent and form.is_valid():
        try:
            mirror = services.start(leader, form.cleaned_data["codes"])
        except NotPossible:
            return redirect("mirrors")
        return redirect("mirror_people", mirror_id=mirror.pk)
    if sent:
        status = 400
    else:
        form = StartForm({"offered": form.offered, "codes": form.offered})
    under_way = selectors.under_way(leader)
    context = {
        "form": form,
        "sent": sent,
        "can": under_way is None and running(leader) is not None and selectors.switched_on(),
        "under_way": under_way,
    }
    return render(request, "mirror/start_with.html", context, status=status)


# ------------------------------------------------------------------------------------------------ one mirror
@route("mirror.see", of="mirror")
def mirror(request: HttpRequest, found: Mirror) -> HttpResponse:
    """Wherever this mirror is. Time decides: a window that is over opens here, whether or not a job came."""
    services.settle(found)
    if found.stage == Stage.PLANNING:
        return render(request, "mirror/plan.html", _plan(found))
    if found.stage == Stage.ASKING:
        return render(request, "mirror/waiting.html", _waiting(found))
    if found.stage == Stage.SEEING:
        return render(request, "mirror/seeing.html", _seeing(found))
    return render(request, "mirror/stopped.html", {"mirror": found, "locked": showing.locked(found)})


def _plan(found: Mirror) -> dict[str, Any]:
    chosen, still = found.behaviours.count(), selectors.still_open(found)
    asked = found.people.count()
    at = {"mirror_id": found.pk}
    steps = [
        RowItem(
            _("What to look at"),
            _to_choose(found),
            when=ngettext("%(n)d behaviour", "%(n)d behaviours", chosen) % {"n": chosen} if chosen else "",
            note=_("About three behaviours, that you choose.") if found.way == Way.FIRST else _chosen(found),
        ),
        RowItem(
            _("Whom to ask"),
            reverse("mirror_people", kwargs=at),
            when=saying.people_asked(asked) if asked else "",
            note=_("The people around you."),
        ),
        RowItem(
            _("What can be seen"),
            reverse("mirror_outlook", kwargs=at) if chosen else "",
            note=_("Said before you expect anything."),
        ),
        RowItem(
            _("What you expect"),
            reverse("mirror_expect", kwargs={"behaviour_id": (still or list(found.behaviours.all()))[0].pk})
            if chosen
            else "",
            when=_("%(done)d of %(all)d") % {"done": chosen - len(still), "all": chosen} if chosen else "",
            note=_("How you see it, and what you expect others to say."),
        ),
        RowItem(
            _("Lock it and ask"),
            reverse("mirror_lock", kwargs=at) if chosen and not still else "",
            note=_("Nothing is asked before that."),
        ),
    ]
    return {
        "mirror": found,
        "steps": steps,
        "next": _next(found, chosen, still),
        "only_down": selectors.only_looks_down(found),
        "agreed": running(found.leader) is not None,
        "on": selectors.switched_on(),
    }


def _to_choose(found: Mirror) -> str:
    """Where it is chosen what to look at; nowhere, where there is one thing that can be."""
    if found.way == Way.FIRST:
        return reverse("mirror_choose", kwargs={"mirror_id": found.pk})
    if len(again.same(found)) > 1:
        return reverse("mirror_leave_out", kwargs={"mirror_id": found.pk})
    return ""


def _chosen(found: Mirror) -> str:
    """What is looked at in a mirror that follows another."""
    return "; ".join(saying.behaviour(row) for row in selectors.rows_of(found))


def _next(found: Mirror, chosen: int, still: list[Behaviour]) -> str:
    if not chosen:
        return reverse("mirror_choose", kwargs={"mirror_id": found.pk})
    if len(still) == chosen:
        return reverse("mirror_people", kwargs={"mirror_id": found.pk})
    if still:
        return reverse("mirror_expect", kwargs={"behaviour_id": still[0].pk})
    return reverse("mirror_lock", kwargs={"mirror_id": found.pk})


def _waiting(found: Mirror) -> dict[str, Any]:
    assert found.closes_at is not None
    assert found.round is not None
    asked = people_asked(found.round)
    names = [
        (saying.who(source), [person.name for person, of in asked if of is source])
        for source in selectors.SOURCES
    ]
    return {
        "mirror": found,
        "closing": saying.closing(found.closes_at),
        "number": saying.people_asked(len(asked)),
        "asked": [(who, ", ".join(persons)) for who, persons in names if persons],
        "boss": any(source is Source.BOSS for _person, source in asked),
        "locked": showing.locked(found),
    }


def _seeing(found: Mirror) -> dict[str, Any]:
    opened, next_one = selectors.opened_rows(found), selectors.next_to_open(found)
    written = selectors.findings_in(found)
    items = []
    for one in selectors.in_order(found):
        if one.row.pk in written:
            when, note = saying.choice(written[one.row.pk].choice), ""
        elif one.row.pk in opened:
            when = _("open")
            note = "" if found.way == Way.MORE else _("Nothing written about it yet.")
        else:
            when, note = _("closed"), ""
        to_see = one.row.pk in opened or one.row.pk == next_one
        address = reverse("see", kwargs={"behaviour_id": one.row.pk}) if to_see else ""
        items.append(RowItem(saying.behaviour(one.row), address, when=when, note=note))
    return {
        "mirror": found,
        "items": items,
        "follows": [_item(found.follows)] if found.follows is not None else [],
        "can_look_again": again.can_look_again(found),
        "next": next_one,
        "first": not opened,
        "may_thank": thanking.may_thank(found),
        "thanked": thanking.sent(found) is not None,
        "days": saying.days(found.locked_at, found.closes_at) if found.locked_at and found.closes_at else "",
    }
