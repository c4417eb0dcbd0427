"""Two minutes on a phone: the form, the thanks, the way out, the end of reminders.

No account, no session and no cookie: the link is the proof. A page never tells whether something was sent by
this link before, since whoever reads the mail can open it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from hansei.core import library
from hansei.core.anonymity import Kind, Source
from hansei.web.common.asking import selectors, services, wording
from hansei.web.common.asking.forms import TAKE_BACK, AnswerForm, ticked
from hansei.web.common.asking.models import Invitation
from hansei.web.ground.policy import errors
from hansei.web.ground.policy.services import route

Page = Callable[..., HttpResponse]


def _language(request: HttpRequest, invitation: Invitation) -> str:
    known = dict(settings.LANGUAGES)
    for asked in (request.GET.get("lang"), invitation.person.language):
        if asked in known:
            return str(asked)
    return settings.LANGUAGE_CODE


def _zone(invitation: Invitation) -> ZoneInfo:
    try:
        return ZoneInfo(invitation.person.zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _too_late(request: HttpRequest) -> bool:
    """Whether somebody was still ticking when asking ended: they are told that it was not kept."""
    match = request.resolver_match
    return request.method == "POST" and match is not None and match.url_name == "answer"


def _theirs(page: Page) -> Page:
    """A page in the language and zone of the one who is asked, whoever opens it; closed ones are the same."""

    @wraps(page)
    def answered(request: HttpRequest, invitation: Invitation) -> HttpResponse:
        language = _language(request, invitation)
        with translation.override(language), timezone.override(_zone(invitation)):
            try:
                response = page(request, invitation)
            except services.Closed:
                response = errors.page(request, 410, "ui/closed.html", late=_too_late(request))
        response["Content-Language"] = language
        response["X-Robots-Tag"] = "noindex, nofollow"
        # Stricter than elsewhere: the address is the secret.
        response["Referrer-Policy"] = "no-referrer"
        return response

    return answered


# Exempt from the token against forged forms: whoever can send this holds the secret, and needs no cookie.
@route("answer.give", of="invitation_link")
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@_theirs
def answer(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    ratings = ticked(invitation, request.POST) if request.method == "POST" else None
    # Sending looks for itself.
    if ratings is None and not selectors.is_open(invitation.round):
        raise services.Closed
    if request.method != "POST":
        # Always blank: earlier answers are never shown, not even to the one who gave them.
        return _form_page(request, invitation, AnswerForm(invitation))
    words, take_back = {}, False
    if ratings is None:
        form = AnswerForm(invitation, request.POST)
        if not form.is_valid():
            return _form_page(request, invitation, form, status=400)
        ratings, words, take_back = form.ratings(), form.words(), form.take_back
    try:
        services.send(invitation, ratings, words, take_back=take_back)
    except OperationalError:
        form = AnswerForm(invitation, request.POST)
        form.add_error(None, _("It could not be kept just now. Nothing is lost: send it again in a moment."))
        return _form_page(request, invitation, form, status=503)
    return redirect(_path(request, "answer_thanks"))


@route("answer.give", of="invitation_link")
@require_safe
@_theirs
def thanks(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    # Not refused after the close: the answer may have been the last one in time.
    until = wording.moment(invitation.round.closes_at) if selectors.is_open(invitation.round) else ""
    return _page(request, invitation, "asking/thanks.html", until=until, back=_path(request, "answer"))


@route("answer.give", of="invitation_link")
@require_safe
@_theirs
def rather_not(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if not selectors.is_open(invitation.round):
        raise services.Closed
    return _page(
        request, invitation, "asking/rather_not.html",
        until=wording.moment(invitation.round.closes_at),
        back=_path(request, "answer"), stop=_path(request, "answer_stop"),
    )  # fmt: skip


@route("answer.stop", of="invitation_link")
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@_theirs
def stop(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """A mail program sends the POST by itself at one click; a person presses a button first."""
    if request.method == "POST":
        services.stop_reminders(invitation)
    elif not selectors.is_open(invitation.round):
        raise services.Closed
    return _page(
        request, invitation, "asking/stop.html",
        stopped=request.method == "POST", back=_path(request, "answer"),
    )  # fmt: skip


def _path(request: HttpRequest, name: str) -> str:
    match = request.resolver_match
    assert match is not None
    chosen = request.GET.get("lang", "")
    query = f"?lang={chosen}" if chosen in dict(settings.LANGUAGES) else ""
    return reverse(name, kwargs={"secret": match.kwargs["secret"]}) + query


def _page(
    request: HttpRequest, invitation: Invitation, template: str, status: int = 200, **words: Any
) -> HttpResponse:
    now = translation.get_language()
    words["languages"] = [
        {"code": code, "name": get_language_info(code)["name_local"].capitalize()}
        for code, _name in settings.LANGUAGES
        if code != now
    ]
    about = invitation.round.about
    words["leader"] = about.name if about else ""
    return render(request, template, words, status=status)


def _form_page(
    request: HttpRequest, invitation: Invitation, form: AnswerForm, status: int = 200
) -> HttpResponse:
    round_ = invitation.round
    if round_.kind == Kind.PULSE:
        return _pulse_page(request, invitation, form, status)
    number = len(invitation.items)
    return _page(
        request, invitation, "asking/answer.html", status,
        form=form,
        parts=_parts(invitation, form),
        in_words=sum(item.in_words for item in invitation.items),
        back=form[TAKE_BACK] if TAKE_BACK in form.fields else None,
        enough=wording.number_word(round_.k),
        number=number,
        number_word=wording.number_word(number),
        asked_as=wording.asked_as(invitation.source, round_.asked[invitation.source]),
        boss=invitation.source == Source.BOSS,
        others=wording.number_word(round_.k - 1),
        tells_all=selectors.tells_all(invitation),
        alone=round_.asked[invitation.source] == 1,
        until=wording.moment(round_.closes_at),
        zone=wording.zone(),
        no=_path(request, "answer_rather_not"),
    )  # fmt: skip


def _pulse_page(request: HttpRequest, invitation: Invitation, form: AnswerForm, status: int) -> HttpResponse:
    round_ = invitation.round
    return _page(
        request, invitation, "asking/pulse.html", status,
        form=form,
        stem=library.pulse().stem.get(translation.get_language()),
        rows=[{"field": field, "here": here} for here, field in enumerate(form, start=1)],
        number=len(form.fields),
        number_word=wording.number_word(len(form.fields)),
        others=wording.number_word(round_.k - 1),
        tells_all=selectors.tells_all(invitation),
        until=wording.moment(round_.closes_at),
        zone=wording.zone(),
        no=_path(request, "answer_rather_not"),
    )  # fmt: skip


def _parts(invitation: Invitation, form: AnswerForm) -> list[dict[str, Any]]:
    """The items by how far back they are asked about, each part under its own question.

    What is asked in words comes last: it needs more than a tap.
    """
    language = translation.get_language()
    parts: dict[tuple[bool, str], list[Any]] = {}
    for item in sorted(invitation.items, key=lambda one: one.in_words):
        parts.setdefault((item.in_words, item.period), []).append(item)
    number, made = 0, []
    for (in_words, period), items in parts.items():
        rows = []
        for item in items:
            number += 1
            box, yes = f"o{item.position}", f"y{item.position}"
            rows.append(
                {
                    "field": form[box if in_words else f"b{item.position}"],
                    "here": number,
                    "words": form[box] if yes in form.fields else None,
                    "yes": form[yes] if yes in form.fields else None,
                    "by_lot": selectors.one_goes_unread(invitation, item),
                    "open": bool(yes in form.fields and (form[box].value() or form[yes].errors)),
                }
            )
        asks = library.word_of_period(period).asks_around.get(language)
        if in_words:
            asks = wording.asks_in_words(period)
        made.append({"asks": asks, "in_words": in_words, "rows": rows})
    return made
