"""What a leader keeps for themself: first looks, and what they wrote about being ready."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hansei.core import library
from hansei.web.common.people.models import Organization, Person
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.policy.services import route
from hansei.web.ground.ui.shapes import RowItem
from hansei.web.steps.ready import first_look, selectors, services, showing, walk
from hansei.web.steps.ready import look as looks
from hansei.web.steps.ready.models import FirstLook
from hansei.web.steps.ready.readiness_form import ReadinessForm

PAGE = 50


# ---------------------------------------------------------------------------------------------- first looks
@route("first_look.keep")
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """The one act of a first look that writes anything."""
    look, whole = looks.read(request.POST.get("look", ""))
    if not whole:
        return first_look.show_broken(request, look, "")
    if not look.says_anything:
        return first_look.show(request, look, walk.pages(look)[-1])
    assert isinstance(request.user, Person)
    row = services.keep(request.user, look)
    messages.success(request, _("Kept. Only you can read it."))
    return redirect("first_look_one", look_id=row.pk)


@route("first_look.read", of="own_first_looks")
def mine(request: HttpRequest, person: Person) -> HttpResponse:
    page = Paginator(selectors.looks_of(person), PAGE).get_page(request.GET.get("page"))
    items = []
    for row in page:
        kept = selectors.opened(row)
        if kept is not None:
            items.append(
                RowItem(
                    title=_day(row),
                    url=reverse("first_look_one", kwargs={"look_id": row.pk}),
                    note="; ".join(showing.text_of(code, kept.texts) for code in kept.look.chosen),
                )
            )
    return render(request, "ready/first_look/mine.html", {"page": page, "items": items})


@route("first_look.read", of="first_look")
def one(request: HttpRequest, row: FirstLook) -> HttpResponse:
    kept = selectors.opened(row)
    if kept is None:
        raise Http404
    return render(
        request,
        "ready/first_look/one.html",
        {
            "row": row,
            "day": _day(row),
            "carried": first_look.carried(request, kept.look),
            **first_look.whole(kept.look, kept.texts),
        },
    )


@route("first_look.erase", of="first_look")
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, row: FirstLook) -> HttpResponse:
    if request.method == "POST":
        services.erase_look(row)
        messages.success(request, _("It is gone."))
        return redirect("first_look_mine")
    return render(request, "ready/first_look/erase.html", {"row": row, "day": _day(row)})


def _day(row: FirstLook) -> str:
    return formats.date_format(row.kept_on, pgettext("format of a day, see Django's date filter", "j F Y"))


# ---------------------------------------------------------------------------------------------------- ready
@route("readiness.write")
@require_http_methods(["GET", "HEAD", "POST"])
def ready(request: HttpRequest) -> HttpResponse:
    """Write, read and change it, on one page."""
    assert isinstance(request.user, Person)
    held = selectors.readiness_of(request.user)
    if request.method != "POST":
        return _ready(request, ReadinessForm(held), held.version)
    seen = request.POST.get("seen", "")
    form = ReadinessForm(held, data=request.POST)
    if not form.is_valid():
        return _ready(request, form, seen, status=400)
    try:
        services.write_readiness(request.user, form.answers(), seen=seen)
    except Stale:
        now = selectors.readiness_of(request.user)
        return _ready(request, form, now.version, status=409)
    # One address for every answer: neither the browser's history nor the log can tell a yes from a no.
    return redirect("ready_answer")


def _ready(request: HttpRequest, form: ReadinessForm, seen: str, status: int = 200) -> HttpResponse:
    words = {"form": form, "seen": seen, "stale": status == 409, "outside": _outside_line()}
    return render(request, "ready/ready.html", words, status=status)


def _outside_line() -> dict[str, str] | None:
    """Whom to turn to outside the line where a no would cost something; None where nobody is named."""
    house = Organization.get()
    if house is None or not house.contact_inside:
        return None
    return {"offer": library.readiness().outside_line.get(get_language()), "who": house.contact_inside}


@route("readiness.write")
@require_http_methods(["GET", "HEAD"])
def answer(request: HttpRequest) -> HttpResponse:
    """What follows from what was answered: to naming a coach after a yes, else nowhere."""
    assert isinstance(request.user, Person)
    held = selectors.readiness_of(request.user)
    lang = get_language()
    outcome = next((one for one in library.readiness().outcomes if one.id == held.outcome), None)
    words = {
        "kept": held.say_anything,
        "outcome": outcome.text.get(lang) if outcome else "",
        "line": outcome.line.get(lang) if outcome else "",
        "to_coach": outcome is not None and outcome.leads_to == "choosing",
        "something_else": held.outcome == "other_help" and not held.instead,
        "outside": _outside_line(),
    }
    return render(request, "ready/answer.html", words)


@route("readiness.write")
@require_http_methods(["GET", "HEAD", "POST"])
def erase_ready(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, Person)
    if request.method == "POST":
        services.erase_readiness(request.user)
        messages.success(request, _("It is gone."))
        return redirect("ready")
    return render(request, "ready/erase.html")
