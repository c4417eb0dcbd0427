"""The pages of the first look. Anybody may use them, and nothing of it is stored on the way.

Every page sends everything said so far along with its answer, and each address takes any page's answer: what
comes next depends on what was said. A GET in the middle has nothing to go on with and leads to the start.

These pages change nothing, so they ask for no CSRF token: one would need a cookie, and would go stale when
somebody signs in half way in order to keep what they wrote, which would then be lost. A page of another site
cannot put words into them either: what it sends is not read.
"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hansei.core import calendar, library
from hansei.core.library import Countable
from hansei.web.common.engagements.selectors import is_running
from hansei.web.common.people.models import Person
from hansei.web.common.people.selectors import switched_on
from hansei.web.ground.policy import uploads
from hansei.web.ground.policy.services import may, route
from hansei.web.steps.ready import from_calendar, showing, walk
from hansei.web.steps.ready import look as looks
from hansei.web.steps.ready.forms import ChooseForm, FigureForm, LookForm, form_for, passed_over
from hansei.web.steps.ready.look import Look


@csrf_exempt
@route("first_look.use")
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    if _begins(request):
        return show(request, Look(), walk.CHOOSE)
    return go_on(request)


@csrf_exempt
@route("first_look.use")
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest) -> HttpResponse:
    """The rating, the counting and the end."""
    if _begins(request):
        return redirect("first_look")
    return go_on(request)


def _begins(request: HttpRequest) -> bool:
    """Whether there is nothing to go on with; browsers say themselves when another site sends a form."""
    return request.method != "POST" or request.headers.get("Sec-Fetch-Site") == "cross-site"


def go_on(request: HttpRequest) -> HttpResponse:
    """Take the answer of the page that was sent, and show the one that comes next."""
    uploads.at_most(request, calendar.MOST_BYTES)
    look, whole_look = looks.read(request.POST.get("look", ""))
    page, go = request.POST.get("page", ""), request.POST.get("go", "")
    if page == walk.TITLES and whole_look and walk.DIARY in walk.pages(look):
        return take_titles(request, look, go)
    if not whole_look or page not in walk.pages(look):
        return show_broken(request, look, page)
    too_large = uploads.too_large(request)
    if page == walk.DIARY and (go == "file" or too_large) and _countable(look).calendar:
        return show_titles(request, look, too_large=too_large)
    form = form_for(look, page, data=request.POST)
    if go == "skip":
        return show(request, *passed_over(look, page))
    if go == "back":
        if form is not None and form.is_valid():
            look = form.answered()
        return show(request, look, walk.before(look, page))
    if form is None or go == "show":
        return show(request, look, page)
    if go == "search":
        # Looking for a word is no answer yet, so nothing is wrong with it.
        typed = {name: form[name].value() for name in form.fields}
        return show(request, look, page, form_for(look, page, initial=typed))
    if not form.is_valid():
        return show(request, look, page, form)
    look = form.answered()
    return show(request, look, walk.after(look, page))


def _countable(look: Look) -> Countable:
    assert look.what is not None
    return library.countable(look.what)


def show_titles(request: HttpRequest, look: Look, *, too_large: bool) -> HttpResponse:
    """Read the calendar file and show its titles, once; or say on the page of the number what is wrong."""
    form = from_calendar.CalendarForm(look, data=request.POST, files=request.FILES, too_large=too_large)
    if not form.is_valid():
        return show(request, look, walk.DIARY, form)
    count = reverse(walk.route_of(walk.TITLES))
    words = from_calendar.words_of(form) | {
        "state": looks.written(look),
        "here": walk.TITLES,
        "to": count,
        "back_to": count,
        "skip_to": reverse(walk.route_of(walk.END)),
    }
    return render(request, "ready/first_look/titles.html", words)


def take_titles(request: HttpRequest, look: Look, go: str) -> HttpResponse:
    """Add up what was ticked, and put the sum where it would be written by hand."""
    if go == "skip":
        return show(request, *passed_over(look, walk.DIARY))
    if go == "back":
        typed = request.POST.get("typed", "")[: from_calendar.MOST_TYPED]
        form = form_for(look, walk.DIARY, initial={"number": typed}) if typed else None
        return show(request, look, walk.DIARY, form)
    countable = _countable(look)
    try:
        total = from_calendar.sum_of(request.POST.getlist("titles"), countable)
    except ValueError:
        return show_broken(request, look, walk.DIARY)
    form = form_for(look, walk.DIARY, initial={"number": total})
    more = {"added_up": total, "by_the_half": countable.unit == "hours"}
    return show(request, look, walk.DIARY, form, more)


def show(
    request: HttpRequest,
    look: Look,
    page: str,
    form: LookForm | None = None,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """One page with everything said so far; with a form that was sent, what was typed and what is open."""
    form = form or form_for(look, page)
    words: dict[str, Any] = {
        **(more or {}),
        "form": form,
        "state": looks.written(look),
        "here": page,
        "to": reverse(walk.sends_to(look, page)),
        "back_to": reverse(walk.route_of(walk.before(look, page))),
        "skip_to": reverse(walk.route_of(passed_over(look, page)[1])),
    }
    if code := walk.code_of(page):
        words |= _about(look, code)
    if isinstance(form, ChooseForm):
        words |= _choosing(form)
    if isinstance(form, FigureForm):
        words |= _figure(form)
    if page == walk.BOTH:
        words["counting"] = showing.counting(look)
    if page == walk.END:
        words |= whole(look) | {"keeping": may(request, "first_look.keep"), "carried": carried(request, look)}
    wrong = form is not None and form.is_bound
    template = f"ready/first_look/{walk.kind_of(page)}.html"
    return render(request, template, words, status=400 if wrong else 200)


def _about(look: Look, code: str) -> dict[str, Any]:
    behaviour, lang = library.behaviour(code), get_language()
    return {
        "text": behaviour.text.get(lang),
        "period": library.word_of_period(behaviour.period).line.get(lang),
        "place": look.chosen.index(code) + 1,
        "places": len(look.chosen),
    }


def _choosing(form: ChooseForm) -> dict[str, Any]:
    """The list of all others, narrowed to what is looked for."""
    lang = get_language()
    fitting = form.narrow() if form.looked_for() else None
    directions = {word.code: word.name.get(lang) for word in library.words("direction")}
    return {
        "notes": {one.code: directions[one.direction] for one in looks.behaviours()},
        "fitting": fitting,
        "listed": bool(form.others),
        "unfolded": form.open_list(),
    }


def _figure(form: FigureForm) -> dict[str, Any]:
    lang = get_language()
    unit = library.word("unit", form.countable.unit)
    return {
        "how": form.countable.count.get(lang),
        "unit": unit.name.get(lang),
        "unit_line": unit.line.get(lang),
    }


def whole(look: Look, kept: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Everything of a look, for the last page and for one that was kept (with the texts of that day)."""
    return {
        "behaviours": showing.behaviours(look, kept),
        "counting": showing.counting(look, kept),
        "anything": look.says_anything,
        "draft_note": library.draft_note().get(get_language()),
    }


def carried(request: HttpRequest, look: Look) -> tuple[str, ...]:
    """The behaviours that can be taken into a mirror from this page, by a press of the leader alone.

    None without an agreement in force, or with the mirror switched off: then no mirror could begin. What was
    rated stays here: in a mirror it is rated anew, before anybody is asked.
    """
    person = request.user
    if not (isinstance(person, Person) and may(request, "mirror.start") and switched_on("mirror")):
        return ()
    return tuple(code for code in look.chosen if looks.known(code)) if is_running(person) else ()


def show_broken(request: HttpRequest, look: Look, page: str) -> HttpResponse:
    """What was sent along could not be read in full: say so, and go on with what could be."""
    if page in walk.pages(look):
        form = form_for(look, page, data=request.POST)
        if form is not None and form.is_valid():
            look = form.answered()
    page = walk.first_open(look)
    words = {
        "state": looks.written(look),
        "here": page,
        "to": reverse(walk.route_of(page)),
        "anything": bool(look.chosen),
    }
    return render(request, "ready/first_look/broken.html", words, status=400)
