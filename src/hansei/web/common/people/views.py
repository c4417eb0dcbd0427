"""The first page of everybody, and the start of an installation."""

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import check_for_language, pgettext
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as django_set_language

from hansei.core import clock
from hansei.web.common.people.forms import FirstStewardForm
from hansei.web.common.people.models import Organization
from hansei.web.common.people.services import NotPossible, make_first_steward
from hansei.web.common.people.services import set_language as keep_language
from hansei.web.ground.once import once
from hansei.web.ground.policy.services import route
from hansei.web.ground.ui.today import PLACES, page_for

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@route("house.today")
def today(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        house = Organization.get()
        if house is not None and house.is_demo:
            return redirect("look_around")
        return render(request, "people/welcome.html", {"house": house})
    with once():  # the lines and the ways around ask much alike
        highlight, lines = page_for(request.user)
        words = {
            "highlight": highlight,
            "lines": [line for line in lines if line.rank < PLACES],
            "places": [line for line in lines if line.rank >= PLACES],
            "day": _today(),
        }
        return render(request, "people/today.html", words)


def _today() -> str:
    now = timezone.localtime(clock.now())
    return formats.date_format(now, pgettext("format of a day with its weekday", "l j F"))


@route("house.preferences")
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language in this browser, and for somebody signed in also for their mail."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and check_for_language(chosen) and chosen in dict(settings.LANGUAGES):
        keep_language(request.user, chosen)
    return django_set_language(request)


@route("house.explain")
def who_can_see(request: HttpRequest) -> HttpResponse:
    return render(request, "people/who_can_see.html")


@route("house.first_steward", of="first_steward_link")
def first_steward(request: HttpRequest, secret: str) -> HttpResponse:
    form = FirstStewardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            steward = make_first_steward(
                secret,
                organization=form.cleaned_data["organization"],
                name=form.cleaned_data["name"],
                email=form.cleaned_data["email"],
                password=form.cleaned_data["password"] or None,
            )
        except NotPossible as reason:
            form.add_error(None, str(reason))
        else:
            login(request, steward, backend=BACKEND)
            return redirect("today")
    return render(request, "people/first_steward.html", {"form": form}, status=400 if form.errors else 200)
