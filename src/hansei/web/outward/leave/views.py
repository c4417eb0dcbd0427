"""The leader's own page: who looked, take everything out, erase everything."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hansei.web.common.people import leaving
from hansei.web.common.people.models import Organization, Person
from hansei.web.common.people.signed_in import me
from hansei.web.ground.policy.services import route
from hansei.web.outward.leave import selectors, services


@route("looked.read")
def yours(request: HttpRequest) -> HttpResponse:
    own = leaving.own(me(request))
    words = {"own": own, "may_erase": bool(own) or me(request).is_leader, "days": _days()}
    return render(request, "leave/yours.html", words)


@route("looked.read")
def who_looked(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "leave/who_looked.html",
        {"looks": selectors.looks(me(request)), "readdressed": selectors.readdressed(me(request))},
    )


@route("leave.take_out")
def take_out(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("yours")
    response = HttpResponse(services.take_out(me(request)), content_type="application/zip")
    # A neutral name: the file lies in a download folder where others may look.
    response["Content-Disposition"] = 'attachment; filename="everything.zip"'
    return response


@route("leave.erase", of="own_everything")
def erase(request: HttpRequest, person: Person) -> HttpResponse:
    if request.method == "POST":
        services.erase(person)
        messages.success(request, _("Everything you wrote here is gone."))
        return redirect("today")
    return render(request, "leave/erase.html", {"days": _days()})


def _days() -> int:
    house = Organization.get()
    return house.backup_days if house else 30
