"""The note of thanks: written, looked at and sent by the leader; read behind a link, without an account."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hansei.web.common.asking import wording
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.policy import errors
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.policy.services import route
from hansei.web.ground.ui.wording import Wording
from hansei.web.steps.mirror import saying, thanking
from hansei.web.steps.mirror.models import Mirror, ThanksLink


class ThanksForm(forms.Form):
    """What the leader wants to say to them."""

    words = Wording(
        max_length=thanking.LONGEST,
        label=gettext_lazy("What do you want to say to those you asked?"),
        error_messages={"required": gettext_lazy("Write it in your own words, or leave it.")},
    )


@route("mirror.see", of="mirror")
def thanks(request: HttpRequest, found: Mirror) -> HttpResponse:
    """Written, seen as they will see it, and sent; afterwards what was sent, and until when it is open."""
    note = thanking.sent(found)
    if request.method == "POST" and (note is not None or not thanking.may_thank(found)):
        return _not_any_more(request, found)
    if note is not None:
        context = {
            "mirror": found,
            "words": thanking.words_of(note),
            "sent": saying.day(note.sent_at, with_year=True),
            "until": saying.day(note.until) if thanking.is_open(note) else "",
            "number": saying.people_asked(note.links.count()),
        }
        return render(request, "mirror/thanks_sent.html", context)
    if not thanking.may_thank(found):
        return redirect("mirror", mirror_id=found.pk)
    form, status, template = ThanksForm(request.POST or None), 200, "mirror/thanks.html"
    go = request.POST.get("go", "")
    if request.method == "POST" and not form.is_valid():
        status = 400
    elif go == "look":
        template = "mirror/thanks_look.html"
    elif go == "send":
        try:
            thanking.send(found, form.cleaned_data["words"])
        except (Stale, NotPossible):
            return _not_any_more(request, found)
        return redirect("mirror_thanks", mirror_id=found.pk)
    context = {
        "mirror": found,
        "form": form,
        "words": form.cleaned_data.get("words", "") if form.is_bound else "",
        "leader": found.leader.name,
        "number": saying.people_asked(len(thanking.readers(found))),
        "after_another": thanking.some_had_one(found),
    }
    return render(request, template, context, status=status)


def _not_any_more(request: HttpRequest, found: Mirror) -> HttpResponse:
    """It cannot be sent now: what was typed is shown once more, and nothing else happens."""
    words = request.POST.get("words", "").strip()
    back = reverse("mirror", kwargs={"mirror_id": found.pk})
    typed = [(_("Your note"), words)] if words else []
    why = (
        _("A note was sent already, from another page. This one was not.")
        if thanking.sent(found) is not None
        else _("No note can be sent at present. Yours was not sent.")
    )
    return errors.page(request, 409, "mirror/thanks_elsewhere.html", why=why, typed=typed, back=back)


@route("mirror.write", of="mirror")
def close(request: HttpRequest, found: Mirror) -> HttpResponse:
    """Every link of the note is closed, before its time."""
    note = thanking.sent(found)
    if request.method == "POST" and note is not None:
        thanking.close(note)
    return redirect("mirror_thanks", mirror_id=found.pk)


# ---------------------------------------------------------------------------------------------- who reads it
@route("thanks.read", of="thanks_link")
@require_safe
def note(request: HttpRequest, row: ThanksLink) -> HttpResponse:
    """The note, in the language and zone of the one it went to. Opening it changes nothing, anywhere."""
    language = _language(request, row.person)
    with translation.override(language), timezone.override(_zone(row.person)):
        try:
            read = thanking.read(row)
        except thanking.Closed:
            response = errors.page(request, 410, "ui/closed.html")
        else:
            others = [code for code, _name in settings.LANGUAGES if code != language]
            context = {
                "leader": read.leader,
                "words": read.words,
                "until": wording.moment(read.until),
                "zone": wording.zone(),
                "languages": [
                    {"code": code, "name": get_language_info(code)["name_local"].capitalize()}
                    for code in others
                ],
            }
            response = render(request, "mirror/thanks_note.html", context)
    response["Content-Language"] = language
    response["X-Robots-Tag"] = "noindex, nofollow"
    # Stricter than elsewhere: the address is the secret.
    response["Referrer-Policy"] = "no-referrer"
    return response


def _language(request: HttpRequest, person: Person) -> str:
    known = dict(settings.LANGUAGES)
    return next(
        (str(one) for one in (request.GET.get("lang"), person.language) if one in known),
        settings.LANGUAGE_CODE,
    )


def _zone(person: Person) -> ZoneInfo:
    try:
        return ZoneInfo(person.zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
