"""The leader makes a seat and signs its page; the sponsor reads that page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from hansei.core.agreement import ALIVE
from hansei.web.common.engagements import sponsor_page
from hansei.web.common.engagements.forms import WishForm
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.engagements.selectors import objectives
from hansei.web.common.people import selectors as people
from hansei.web.common.people.services import NotPossible
from hansei.web.common.people.signed_in import me
from hansei.web.common.releases import services as releases
from hansei.web.common.releases.models import SponsorSeat
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.policy.services import route
from hansei.web.outward.sponsor.forms import PageForm, SeatForm


@route("sponsor.make", of="engagement")
def seat(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    made = sponsor_page.seat_of(engagement)
    if made is not None:
        return render(request, "sponsor/seat.html", _seat_words(engagement, made))
    if engagement.state not in ALIVE:
        return redirect("agreement", engagement_id=engagement.pk)
    query = request.GET.get("q", "")
    found = people.find(query, without=frozenset({engagement.leader_id}))
    here = [person for person in found if sponsor_page.can_sponsor(engagement, person)]
    form = SeatForm(request.POST or None, found=here)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                sponsor_page.make_seat(engagement, me(request), form.found[form.cleaned_data["person"]])
            except NotPossible:
                form.add_error(None, _("A seat can be made while the coaching runs and is not paused."))
            else:
                messages.success(request, _("The seat is made. Its page is empty until you sign something."))
                return redirect("sponsor_page", engagement_id=engagement.pk)
    words = {
        "engagement": engagement,
        "form": form,
        "query": query,
        "found": here,
        "not_here": [person.name for person in found if person not in here],
    }
    return render(request, "sponsor/make.html", words, status=status)


@route("sponsor.make", of="engagement")
def write(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    made = sponsor_page.seat_of(engagement)
    if made is None:
        return redirect("sponsor_seat", engagement_id=engagement.pk)
    choices = [(str(one.row.pk), one.words) for one in objectives(me(request))]
    form = PageForm(request.POST or None, objectives=choices, initial=_initial(made))
    act = request.POST.get("act", "")
    if request.method != "POST" or not form.is_valid() or act == "change":
        return _write_page(request, engagement, made, form, 400 if form.errors and act != "change" else 200)
    said = sponsor_page.content(
        engagement,
        facts=form.cleaned_data["facts"],
        chosen=[UUID(pk) for pk in form.cleaned_data["objectives"]],
        summary=form.cleaned_data["summary"],
    )
    if not said:
        form.add_error(None, _("Nothing is ticked or written. To empty the page, take everything off it."))
        return _write_page(request, engagement, made, form, 400)
    problem, status = "", 200
    if act == "sign":
        try:
            sponsor_page.sign_page(
                made,
                read_at=form.cleaned_data["version"],
                said=said,
                shown=form.cleaned_data["shown"],
            )
        except Stale:
            status = 409
            problem = _("Something changed meanwhile. Nothing was signed; this is how it would be now.")
            made = sponsor_page.seat_of(engagement) or made
        except NotPossible:
            status = 409
            problem = _("Nothing was signed: that needs a coaching that runs and is not paused.")
        else:
            messages.success(request, _("Signed. The page shows it from now on."))
            return redirect("sponsor_seat", engagement_id=engagement.pk)
    words = {
        "engagement": engagement,
        "seat": made,
        "problem": problem,
        "kept": [
            *((name, value) for name in ("facts", "objectives") for value in form.cleaned_data[name]),
            ("summary", form.cleaned_data["summary"]),
            ("version", made.version),
            ("shown", sponsor_page.digest(said)),
        ],
        **_page_words(said, timezone.localtime()),
    }
    return render(request, "sponsor/preview.html", words, status=status)


@route("sponsor.make", of="engagement")
def clear(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    made = sponsor_page.seat_of(engagement)
    if request.method == "POST" and made is not None:
        try:
            sponsor_page.clear_page(made, read_at=made.version)
        except Stale:
            messages.info(request, _("The page changed meanwhile. Look at it again."))
        else:
            messages.success(request, _("The page is empty again."))
    return redirect("sponsor_seat", engagement_id=engagement.pk)


@route("sponsor.make", of="engagement")
def remove(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    made = sponsor_page.seat_of(engagement)
    if made is None:
        return redirect("agreement", engagement_id=engagement.pk)
    if request.method == "POST":
        sponsor_page.remove_seat(made)
        messages.success(request, _("The seat is gone, with its page."))
        return redirect("agreement", engagement_id=engagement.pk)
    return render(request, "sponsor/remove.html", {"engagement": engagement, "seat": made})


@route("sponsor.read", of="sponsor_seat")
def sponsored(request: HttpRequest, seat: SponsorSeat) -> HttpResponse:
    said = sponsor_page.page(seat)
    if said is not None:
        releases.record_reading(seat.owner, me(request), subject="sponsor_page", ref=seat.pk)
    words = {"seat": seat, "ended": sponsor_page.has_ended(seat), **_page_words(said, seat.signed_at)}
    return render(request, "sponsor/sponsored.html", words)


@route("sponsor.hope", of="sponsor_seat")
def hope(request: HttpRequest, seat: SponsorSeat) -> HttpResponse:
    if sponsor_page.has_ended(seat):
        return redirect("sponsored", seat_id=seat.pk)
    form = WishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sponsor_page.hope(seat, form.cleaned_data["words"])
        messages.success(
            request, _("While the coaching runs the leader can read it, and decides what becomes of it.")
        )
        return redirect("sponsored", seat_id=seat.pk)
    return render(
        request, "sponsor/hope.html", {"form": form, "seat": seat}, status=400 if form.errors else 200
    )


# ------------------------------------------------------------------------------------------------- inside
def _initial(made: SponsorSeat) -> dict[str, Any]:
    now = sponsor_page.page(made) or {}
    return {
        "facts": [name for name in sponsor_page.FACTS if name in now],
        "summary": now.get("summary", ""),
        "version": made.version,
    }


def _seat_words(engagement: Engagement, made: SponsorSeat) -> dict[str, Any]:
    words = {"engagement": engagement, "seat": made, "ended": sponsor_page.has_ended(made)}
    return words | _page_words(sponsor_page.page(made), made.signed_at)


def _page_words(said: dict[str, Any] | None, signed_at: Any) -> dict[str, Any]:
    """The page's own words: the same for whoever looks at it."""
    said = said or {}
    labels = {
        "started": _("Since"),
        "planned_end": _("Planned until"),
        "conversations": _("Conversations planned"),
    }
    facts = [
        (labels[name], parse_date(said[name]) if name != "conversations" else said[name])
        for name in sponsor_page.FACTS
        if name in said
    ]
    return {
        "empty": not said,
        "facts": facts,
        "objectives": said.get("objectives", []),
        "summary": said.get("summary", ""),
        "signed_at": signed_at,
    }


def _write_page(
    request: HttpRequest, engagement: Engagement, made: SponsorSeat, form: PageForm, status: int
) -> HttpResponse:
    words = {"engagement": engagement, "seat": made, "form": form}
    return render(request, "sponsor/write.html", words, status=status)
