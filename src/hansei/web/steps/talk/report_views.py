"""The report: its ribbon, its places, each line, and letting its words go."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.core.agreement import Party
from hansei.core.talk import Transcript, guess_coach, guess_leader
from hansei.web.common.people.services import NotPossible
from hansei.web.common.people.signed_in import me
from hansei.web.ground.policy.services import route
from hansei.web.steps.talk import consent, hearing, naming, saying, selectors, services, showing
from hansei.web.steps.talk.forms import OverruleForm, WhoForm, WordingForm
from hansei.web.steps.talk.models import Stage, Talk
from hansei.web.steps.talk.selectors import Opened


@route("talk.read", of="talk")
def one(request: HttpRequest, talk: Talk) -> HttpResponse:
    """The report of one conversation, or how far it is. Only its coach can change anything in it."""
    own = talk.coach_id == me(request).pk
    context = {"talk": talk, "own": own, **saying.of_talk(talk, me(request))}
    if talk.stage == Stage.WHO:
        return redirect("talk_who", talk_id=talk.pk)
    if talk.stage != Stage.READY:
        return render(request, "talk/waiting.html", {**context, "failed": talk.stage == Stage.FAILED})
    opened = selectors.opened(talk)
    assert opened is not None
    services.record_read(talk, me(request))
    shown = showing.shown(opened, own=own, coach=talk.coach.name)
    return render(request, "talk/report.html", {**context, **shown, **_keeping(talk, request)})


def _keeping(talk: Talk, request: HttpRequest) -> dict[str, object]:
    """What one of the two said about keeping the words; what came of it once the moment has come."""
    if talk.goes_at is None:
        return {"keeps": "", "goes": ""}
    party = consent.party_in(talk.engagement, me(request))
    mine = selectors.keeps(talk, Party(party))
    return {"keeps": mine, "goes": saying.moment(talk.goes_at), "kept": services.is_kept(talk)}


@route("talk.change", of="talk")
def who(request: HttpRequest, talk: Talk) -> HttpResponse:
    """Which of the speakers is the coach, and of three or more which is the leader, with a guess."""
    if talk.stage != Stage.WHO:
        return redirect("talk_report", talk_id=talk.pk)
    transcript, _coach, _leader = selectors.taken_in(talk)
    speakers = transcript.speakers
    form = WhoForm(request.POST or None, initial=_guessed(transcript, talk), speakers=speakers)
    if request.method == "POST" and form.is_valid():
        try:
            leader = form.cleaned_data.get("leader")
            named = speakers[int(leader)] if leader else ""
            services.say_who(talk, speakers[int(form.cleaned_data["who"])], named)
        except NotPossible:
            messages.info(request, _("That is not possible at this point. Nothing was changed."))
        return redirect("talk_report", talk_id=talk.pk)
    context = {"form": form, "talk": talk, **saying.of_talk(talk, me(request))}
    return render(request, "talk/who.html", context, status=400 if form.errors else 200)


def _guessed(transcript: Transcript, talk: Talk) -> dict[str, str]:
    """Who asks most, and who is called as the leader is, else speaks most beside the first."""
    speakers = transcript.speakers
    coach = guess_coach(transcript)
    leader = talk.engagement.leader.name
    if leader not in speakers or leader == coach:
        leader = guess_leader(transcript, coach) or coach
    return {"who": str(speakers.index(coach)), "leader": str(speakers.index(leader))}


@route("talk.change", of="talk")
def overrule(request: HttpRequest, talk: Talk) -> HttpResponse:
    """The coach's own code for one line, theirs or the leader's. It counts at once."""
    number = _number(request.POST.get("line"))
    form = OverruleForm(request.POST)
    if request.method == "POST" and number is not None and form.is_valid():
        try:
            services.overrule(talk, number, form.chosen())
            messages.success(request, _("Yours counts."))
        except NotPossible:
            messages.info(request, _("That is not possible at this point. Nothing was changed."))
    back = reverse("talk_report", kwargs={"talk_id": talk.pk})
    return redirect(f"{back}#line-{number}" if number is not None else back)


@route("talk.change", of="talk")
def line(request: HttpRequest, talk: Talk) -> HttpResponse:
    """One line: how it was heard, with the code to overrule; of the coach's, how other words would be."""
    given = request.POST if request.method == "POST" else request.GET
    number = _number(given.get("line"))
    opened = selectors.opened(talk)
    if opened is None or number is None or not opened.may_overrule(number):
        return redirect("talk_report", talk_id=talk.pk)
    if not opened.is_own(number):
        return _line_page(request, talk, opened, number, None, None)
    form = WordingForm(request.POST or None, initial={"words": opened.wordings.get(number, "")})
    heard = None
    if request.method == "POST" and request.POST.get("go") == "drop":
        services.keep_wording(talk, number, "")
        return redirect(f"{request.path}?line={number}")
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        if request.POST.get("go") == "keep":
            try:
                services.keep_wording(talk, number, words)
                messages.success(request, _("Kept. Only you can read it."))
                return redirect(f"{request.path}?line={number}")
            except NotPossible:
                form.add_error(None, _("Talk reports are switched off at present. Nothing was kept."))
        heard = naming.heard(hearing.heard_instead(opened.coded, number, words))
    return _line_page(request, talk, opened, number, form, heard)


def _line_page(
    request: HttpRequest,
    talk: Talk,
    opened: Opened,
    number: int,
    form: WordingForm | None,
    heard: object,
) -> HttpResponse:
    unit = opened.report.units[number]
    own = opened.is_own(number)
    context = {
        "talk": talk,
        "own": own,
        "who": unit.speaker,
        "number": number,
        "words": unit.text,
        "code": naming.code_name(unit.code),
        "rule": naming.code_rule(unit.code),
        "overruled": number in opened.overruled,
        "was": naming.code_name(opened.heard(number)),
        "english": opened.coded.english,
        "overrule": OverruleForm(initial={"code": naming.code_value(unit.code)}, coach=own, leader=not own),
        "form": form,
        "heard": heard,
        "kept": opened.wordings.get(number, ""),
        **saying.of_talk(talk, me(request)),
    }
    return render(request, "talk/line.html", context, status=400 if form and form.errors else 200)


@route("talk.change", of="talk")
def lines(request: HttpRequest, talk: Talk) -> HttpResponse:
    """What was overruled, as training data: first what stands in the file, then, by a press, the file."""
    opened = selectors.opened(talk)
    found = showing.overruled_lines(opened) if opened is not None and selectors.gives_lines(talk) else []
    if not found:
        return redirect("talk_report", talk_id=talk.pk)
    if request.method == "POST":
        try:
            written = services.take_out_lines(talk)
        except NotPossible:
            return redirect("talk_lines", talk_id=talk.pk)
        response = HttpResponse(written, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="overruled.csv"'
        return response
    return render(
        request, "talk/lines.html", {"talk": talk, "lines": found, **saying.of_talk(talk, me(request))}
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else None


@route("talk.keep", of="talk")
def keep(request: HttpRequest, talk: Talk) -> HttpResponse:
    """Whether one wants the words to stay. They do if both do."""
    if request.method == "POST" and request.POST.get("keep") in {"yes", "no"}:
        try:
            services.keep(talk, me(request), yes=request.POST["keep"] == "yes")
            messages.success(request, _("It is noted. Nobody else is shown it."))
        except NotPossible:
            messages.info(request, _("That is not possible at this point. Nothing was changed."))
        if not Talk.objects.filter(pk=talk.pk).exists():
            return redirect("talks")
    return redirect("talk_report", talk_id=talk.pk)


@route("talk.erase", of="talk")
def erase(request: HttpRequest, talk: Talk) -> HttpResponse:
    """Ask once more; then the words go at once."""
    if request.method == "POST":
        services.erase(talk, me(request))
        messages.success(request, _("The words are gone."))
        return redirect("talks")
    own = talk.coach_id == me(request).pk
    return render(request, "talk/erase.html", {"talk": talk, "own": own, **saying.of_talk(talk, me(request))})
