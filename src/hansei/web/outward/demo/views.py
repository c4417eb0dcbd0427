"""Looking around: the people of the demo, sitting down as one, the mailbox, and what lies at rest."""

from typing import Any

from django.contrib.auth import login, logout
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from hansei.web.common.people.models import Person
from hansei.web.ground.policy.services import route
from hansei.web.outward.demo.at_rest import sealed_rows
from hansei.web.outward.demo.models import CaughtMail, Seat, ShutDoor, Stop
from hansei.web.outward.demo.tour import ON, in_language

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _groups() -> list[tuple[str, str]]:
    return [
        ("leaders", _("Leaders")),
        ("coaches", _("Coaches")),
        ("around", _("People around")),
        ("house", _("The house")),
    ]


@route("demo.look_around")
def look_around(request: HttpRequest) -> HttpResponse:
    seats = list(Seat.objects.select_related("person__unit"))
    groups = [
        {"name": name, "seats": [_seat(seat) for seat in seats if seat.group == key]}
        for key, name in _groups()
    ]
    doors = [
        {"id": door.pk, "what": in_language(door.what), "who": door.seat.person}
        for door in ShutDoor.objects.select_related("seat__person")
    ]
    # Whoever comes back here has left the tour.
    request.session.pop(ON, None)
    words = {
        "groups": groups,
        "doors": doors,
        "people": Person.objects.filter(left_on=None).count(),
        "first": Stop.objects.first(),
    }
    return render(request, "demo/look_around.html", words)


def _seat(seat: Seat) -> dict[str, Any]:
    return {"key": seat.key, "person": seat.person, "story": in_language(seat.story)}


@route("demo.look_around", of="demo_seat")
def sit_down(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Be this person, until the browser is closed or another seat is taken."""
    if request.method != "POST":
        return redirect("look_around")
    _become(request, seat)
    return redirect(seat.path)


@route("demo.look_around", of="demo_door")
def try_door(request: HttpRequest, door: ShutDoor) -> HttpResponse:
    if request.method != "POST":
        return redirect("look_around")
    _become(request, door.seat)
    return redirect(door.path)


@route("demo.look_around")
def tour(request: HttpRequest) -> HttpResponse:
    """All stops in a row; each is a press that sits down and opens the page."""
    stops = [
        {"row": stop, "title": in_language(stop.title), "look": in_language(stop.look)}
        for stop in Stop.objects.select_related("seat__person")
    ]
    return render(request, "demo/tour.html", {"stops": stops})


# Exempt: the page of somebody around tells no site where it leads from, so its form would look forged. All
# that a forged one could do is to sit a visitor of a demo down in another invented chair.
@route("demo.look_around", of="demo_stop")
@csrf_exempt
def go_to_stop(request: HttpRequest, stop: Stop) -> HttpResponse:
    if request.method != "POST":
        return redirect("tour")
    _become(request, stop.seat)
    request.session[ON] = stop.rank
    return redirect(stop.path)


def _become(request: HttpRequest, seat: Seat) -> None:
    logout(request)
    if seat.person is not None:
        login(request, seat.person, backend=_BACKEND)


@route("demo.look_around")
def mailbox(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()
    letters = CaughtMail.objects.all()
    if asked:
        letters = letters.filter(to__icontains=asked)
    page = Paginator(letters, 20).get_page(request.GET.get("page"))
    return render(request, "demo/mailbox.html", {"page": page, "q": asked, "back": reverse("look_around")})


@route("demo.look_around")
def at_rest(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/at_rest.html", {"tables": sealed_rows()})
