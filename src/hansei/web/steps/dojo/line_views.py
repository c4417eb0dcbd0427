"""One line of a leader's, and what a coach would answer: seen as it is heard, tried again, kept nowhere."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language

from hansei.core import dojo, library
from hansei.core.library import MomentLine
from hansei.core.talk import Code
from hansei.web.common.engagements import moments
from hansei.web.common.engagements.moments import Heard
from hansei.web.common.people.signed_in import me
from hansei.web.ground.policy.services import route
from hansei.web.steps.dojo import selectors, showing
from hansei.web.steps.dojo.forms import MOST_LETTERS, MOST_TRIES, SayForm


@route("dojo.use", of="dojo_line")
def line(request: HttpRequest, found: MomentLine) -> HttpResponse:
    """A line of the library."""
    lang = get_language()
    context = {
        "said": found.text.get(lang),
        "situation": library.moments().situation_of(found.id).name.get(lang),
        "another": reverse("dojo_line", args=[selectors.line_after(found).id]),
    }
    return _answer(request, context, [found.text.get(lang)], coded=showing.can_be_coded())


@route("dojo.own", of="dojo_own")
def own(request: HttpRequest, found: Heard) -> HttpResponse:
    """A place of one's own talk. Its words are English, or there would be no places in it."""
    places = moments.moments(me(request), found.id) or []
    given = request.POST if request.method == "POST" else request.GET
    number = _number(given.get("place", ""), len(places))
    place = places[number - 1] if places else None
    context = {
        "held": date_format(found.held_on, "MONTH_DAY_FORMAT"),
        "leader": found.leader,
        "place": place,
        "code": ", ".join(showing.code_name(Code(code)) for code in place.codes) if place else "",
        "number": number,
        "places": len(places),
        "another": f"{request.path}?place={number + 1}" if number < len(places) else "",
        "report": reverse("talk_report", args=[found.id]),
        "line": reverse("dojo_line", args=[selectors.line_of_today().id]),
    }
    before = " ".join(one.words for one in place.before) if place else ""
    return _answer(request, context, [before] if before else [], coded=True)


def _number(text: str, last: int) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    return max(1, min(number, last))


def _answer(
    request: HttpRequest, context: dict[str, Any], before: Sequence[str], *, coded: bool
) -> HttpResponse:
    """The page with what was typed and how it is heard, beside what was tried before."""
    form = SayForm(request.POST or None)
    earlier = [words[:MOST_LETTERS] for words in request.POST.getlist("earlier") if words][-MOST_TRIES:]
    words = form.cleaned_data["words"] if request.method == "POST" and form.is_valid() else ""
    heard = dojo.heard(before, words) if coded and words else None
    context |= {
        "form": form,
        "coded": coded,
        "words": words,
        "heard": showing.sentences(heard) if heard is not None else None,
        "kinds": showing.five_kinds(),
        "earlier": [_tried(before, each, coded=coded) for each in earlier if each != words],
        "carried": [*[each for each in earlier if each != words], words][-MOST_TRIES:] if words else earlier,
    }
    status = 400 if request.method == "POST" and form.errors else 200
    return render(
        request, "dojo/own.html" if "place" in context else "dojo/line.html", context, status=status
    )


def _tried(before: Sequence[str], words: str, *, coded: bool) -> dict[str, str]:
    units = dojo.heard(before, words) if coded else None
    return {
        "words": words,
        "code": ", ".join(dict.fromkeys(one.code for one in showing.sentences(units or ()))),
    }
