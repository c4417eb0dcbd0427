"""Seeing, one behaviour at a time, and what the leader makes of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hansei.core import library
from hansei.core.agreement import State
from hansei.web.common.engagements.selectors import current, running
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.once import once
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.policy.services import route
from hansei.web.steps.mirror import saying, selectors, services, showing
from hansei.web.steps.mirror.again_views import apart, further
from hansei.web.steps.mirror.comparing import compared
from hansei.web.steps.mirror.finding_views import change_page, changed_meanwhile, two_already
from hansei.web.steps.mirror.forms import CHOICE_NOTES, AroundForm, FeelingForm, FindingForm
from hansei.web.steps.mirror.models import Behaviour, Mirror, Stage
from hansei.web.steps.mirror.selectors import Said


@route("mirror.see", of="mirror_behaviour")
def see(request: HttpRequest, row: Behaviour) -> HttpResponse:
    """Before it is opened: rated and expected. After: three marks, and one question."""
    if not services.settle(row.mirror):
        return redirect("mirror", mirror_id=row.mirror_id)
    if request.method == "POST" and selectors.revealed(row):
        return _write(request, row)
    with once():
        return _page(request, row, FindingForm(initial={"version": 0}))


def _write(request: HttpRequest, row: Behaviour) -> HttpResponse:
    # What more people said belongs to the finding about the first; nothing is written here.
    if apart(row) is not None:
        return redirect("see", behaviour_id=row.pk)
    form = FindingForm(request.POST, initial={"version": 0})
    held = selectors.finding_of(row)
    if held is not None:
        if form.is_valid() and form.cleaned_data["words"] == held.words:
            # Sent twice.
            return redirect("mirror_around", behaviour_id=row.pk)
        return change_page(request, row, words_alone=True)
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.write_finding(row, words=given["words"], read_at=given["version"])
            return redirect("mirror_around", behaviour_id=row.pk)
        except Stale:
            # Written on another page while this was sent: that page has both.
            return change_page(request, row, words_alone=True)
        except NotPossible:
            return redirect("mirror", mirror_id=row.mirror_id)
    return _page(request, row, form, status=400)


def _page(request: HttpRequest, row: Behaviour, form: FindingForm, *, status: int = 200) -> HttpResponse:
    found = row.mirror
    one, place, last = _in_order(found, row)
    if not selectors.revealed(row):
        if selectors.next_to_open(found) != row.pk:
            return redirect("mirror", mirror_id=found.pk)
        return render(request, "mirror/see_before.html", _frame(found, one, place, last, opened=False))
    first = apart(row)
    written = selectors.finding_of(first or row)
    context = _frame(found, one, place, last, opened=True) | {
        "form": form,
        "written": written,
        "choice": saying.choice(written.choice) if written else "",
        "gives": saying.gives(row),
        "next": selectors.next_to_open(found),
        "first": first,
        "compared": compared(row),
        **further(row),
    }
    return render(request, "mirror/see.html", context, status=status)


@route("mirror.see", of="mirror_behaviour")
def open_behaviour(request: HttpRequest, row: Behaviour) -> HttpResponse:
    """The one act that lets what was experienced leave the server."""
    if request.method == "POST":
        try:
            services.reveal(row)
        except NotPossible:
            return redirect("mirror", mirror_id=row.mirror_id)
    return redirect("see", behaviour_id=row.pk)


@route("mirror.see", of="mirror_behaviour")
def occasion(request: HttpRequest, row: Behaviour) -> HttpResponse:
    """What somebody around remembers, after the marks, one at a time."""
    found = row.mirror
    if not services.settle(found) or not selectors.revealed(row):
        return redirect("mirror", mirror_id=found.pk)
    one, _place, _last = _in_order(found, row)
    told = selectors.occasions(one)
    asked = request.GET.get("number", "1")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else 0
    if not 1 <= number <= len(told):
        return redirect("see", behaviour_id=row.pk)
    context = {
        "mirror": found,
        "row": row,
        "title": saying.behaviour(row),
        "who": saying.who(told[number - 1].source),
        "words": told[number - 1].words,
        "here": number,
        "last": len(told),
        "next": f"?number={number + 1}" if number < len(told) else "",
    }
    return render(request, "mirror/occasion.html", context)


@route("mirror.see", of="mirror_behaviour")
def around(request: HttpRequest, row: Behaviour) -> HttpResponse:
    """After the leader's own words: the experience, on request; what around them makes it hard; and then.

    Each may stay open, and the page is there again from the finding.
    """
    found = row.mirror
    written = selectors.finding_of(row)
    if written is None:
        return redirect("see", behaviour_id=row.pk)
    now = {"around": written.around, "choice": written.choice, "version": written.row.version}
    form = AroundForm(request.POST or None, initial=now)
    next_one, status = selectors.next_to_open(found), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                services.write_finding(
                    row,
                    words=written.words,
                    # A choice is changed for another, and never lost by a page that sent none.
                    choice=form.cleaned_data["choice"] or written.choice,
                    around=form.cleaned_data["around"],
                    read_at=form.cleaned_data["version"],
                )
            except services.TooManyAtOnce:
                form.add_error("choice", two_already())
            except Stale:
                status = 409
                form.renewed(written.row.version)
                form.add_error(None, changed_meanwhile())
            except NotPossible:
                return redirect("finding", finding_id=written.row.pk)
            else:
                then = request.POST.get("then")
                if then == "more":
                    return redirect("mirror_more", behaviour_id=row.pk)
                if then == "stop":
                    return redirect("mirror", mirror_id=found.pk)
                if next_one is not None:
                    return redirect("see", behaviour_id=next_one)
                if selectors.feeling(found):
                    return redirect("mirror", mirror_id=found.pk)
                return redirect("mirror_feeling", mirror_id=found.pk)
    _one, place, last = _in_order(found, row)
    context = {
        "mirror": found,
        "row": row,
        "form": form,
        "title": saying.behaviour(row),
        "place": saying.place_of(place, last),
        "written": written,
        "gives": saying.gives(row),
        "choice_notes": CHOICE_NOTES,
        "next": next_one,
        **further(row),
    }
    return render(request, "mirror/around.html", context, status=status)


@route("mirror.see", of="mirror")
def feeling(request: HttpRequest, found: Mirror) -> HttpResponse:
    """How this leaves the leader. Told to nobody, and taken back with one press."""
    if found.stage != Stage.SEEING or not selectors.opened_rows(found):
        return redirect("mirror", mirror_id=found.pk)
    said = selectors.feeling(found)
    form = FeelingForm(request.POST or None, initial={"feeling": said})
    status = 200
    if request.method == "POST":
        # One address for every answer, a blank one too: neither the browser's history nor the log can tell
        # which it was.
        after = redirect("mirror_feeling_kept", mirror_id=found.pk)
        if request.POST.get("go") == "blank":
            services.take_feeling_back(found)
            return after
        if form.is_valid():
            services.say_feeling(found, form.cleaned_data["feeling"])
            return after
        status = 400
    return render(
        request, "mirror/feeling.html", {"mirror": found, "form": form, "said": said}, status=status
    )


@route("mirror.see", of="mirror")
def feeling_kept(request: HttpRequest, found: Mirror) -> HttpResponse:
    """That it is kept for the leader alone. Upset or angry is offered a pause, which can be declined.

    Every way out leads to the mirror, so that the next line in the log is the same as well.
    """
    if found.stage != Stage.SEEING:
        return redirect("mirror", mirror_id=found.pk)
    said, engagement = selectors.feeling(found), current(found.leader)
    can = engagement if engagement is not None and engagement.state == State.AGREED else None
    context = {"mirror": found, "said": said, "offered": said in services.HARD, "engagement": can}
    return render(request, "mirror/feeling_kept.html", context)


# --------------------------------------------------------------------------------------------------- inside
def _in_order(found: Mirror, row: Behaviour) -> tuple[Said, int, int]:
    rows = selectors.in_order(found)
    place = next(n for n, one in enumerate(rows, start=1) if one.row.pk == row.pk)
    return rows[place - 1], place, len(rows)


def _frame(found: Mirror, one: Said, place: int, last: int, *, opened: bool) -> dict[str, Any]:
    boss = showing.boss_of(found)
    numbers = selectors.asked_in(found)
    assert found.locked_at is not None
    assert found.closes_at is not None
    engagement = running(found.leader)
    return {
        "mirror": found,
        "row": one.row,
        "title": saying.behaviour(one.row),
        "place": saying.place_of(place, last),
        **_evidence(one, boss, opened=opened),
        "people": saying.people_asked(sum(numbers.get(source, 0) for source in one.expected)),
        "days": saying.days(found.locked_at, found.closes_at),
        "period": saying.period(one.row),
        "known": one.known,
        "coach": engagement.coach.name if engagement else "",
        "draft": library.draft_note().get(get_language()),
    }


def _evidence(one: Said, boss: str, *, opened: bool) -> dict[str, Any]:
    """Three marks, or where the boss alone could see it what they were expected to write, and wrote."""
    if selectors.in_words(one.row):
        return {
            "in_words": True,
            "pairs": [(_("As I see it"), saying.own_step(one.self_rating or 0, one.row))],
            "expected": [(each.words, saying.sure(each.confidence)) for each in one.expected.values()],
            "boss": boss,
            "reply": selectors.reply(one) if opened else "",
        }
    if not opened:
        return {"picture": showing.before(one, boss)}
    return {"picture": showing.after(selectors.seen(one), boss), "occasions": len(selectors.occasions(one))}
