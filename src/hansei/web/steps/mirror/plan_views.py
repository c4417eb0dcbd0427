"""A mirror until people are asked: what to look at, whom to ask, what to expect, and the lock."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.core.anonymity import More, Source
from hansei.core.mirror import Outlook
from hansei.web.common.engagements.selectors import running
from hansei.web.common.people import selectors as people
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.policy import errors
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.policy.services import route
from hansei.web.steps.mirror import again, plan_sentences, saying, selectors, sentences, services, showing
from hansei.web.steps.mirror.forms import (
    AddForm,
    ChooseForm,
    ExpectForm,
    LockForm,
    PeopleForm,
)
from hansei.web.steps.mirror.models import Behaviour, Mirror, Stage, Way
from hansei.web.steps.mirror.own import all_of, never_asked
from hansei.web.steps.mirror.ways_out import ways_out

PAGE = 50


# ------------------------------------------------------------------------------------------------ the steps
@route("mirror.write", of="mirror")
def choose(request: HttpRequest, found: Mirror) -> HttpResponse:
    if found.stage != Stage.PLANNING or found.way != Way.FIRST:
        return redirect("mirror", mirror_id=found.pk)
    chosen = [row.code for row in found.behaviours.all()]
    searching = request.method == "POST" and request.POST.get("go") == "search"
    mine = all_of(found.leader)
    form = ChooseForm(request.POST or None, chosen=chosen, own=mine)
    status = 200
    if request.method == "POST" and not searching:
        if form.is_valid():
            problem = tried(request, lambda: services.choose(found, form.cleaned_data["codes"]))
            return problem or redirect("mirror_people", mirror_id=found.pk)
        status = 400
    context = {
        "mirror": found,
        "form": form,
        "shown_problems": not searching,
        "searched": searching,
        "fitting": len(form.found),
        "only_down": selectors.only_looks_down(found),
        "own": form["own"] if "own" in form.fields else None,
        "droppable": any(never_asked(one) for one in mine),
    }
    return render(request, "mirror/choose.html", context, status=status)


@route("mirror.write", of="mirror")
def people_around(request: HttpRequest, found: Mirror) -> HttpResponse:
    if found.stage != Stage.PLANNING:
        return redirect("mirror", mirror_id=found.pk)
    candidates = selectors.candidates(found, _without(found), again.beside_the_list(found))
    form = PeopleForm(request.POST or None, candidates=candidates)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            problem = tried(request, lambda: services.ask_these(found, form.cleaned_data["wanted"]))
            return problem or redirect("mirror_outlook", mirror_id=found.pk)
        status = 400
    groups = [
        {"label": form[source.value].label, "line": saying.line(source), "field": form[source.value]}
        for source in selectors.SOURCES
        if source.value in form.fields
    ]
    context = {
        "mirror": found,
        "form": form,
        "groups": groups,
        "more": found.way == Way.MORE,
        "above": again.about_what_the_boss_saw(found),
        "again": found.way == Way.AGAIN,
        "gone": _gone(found),
    }
    return render(request, "mirror/people.html", context, status=status)


@route("mirror.write", of="mirror")
def add_person(request: HttpRequest, found: Mirror) -> HttpResponse:
    """Somebody found by name, who may be on the list already and is then asked as something else."""
    if found.stage != Stage.PLANNING:
        return redirect("mirror", mirror_id=found.pk)
    query = request.GET.get("q", "")
    persons = people.find(query, without=frozenset({found.leader_id}) | _without(found))
    refused = selectors.cannot_be_asked(found.leader, persons)
    here = [person for person in persons if person.pk not in refused]
    form = AddForm(request.POST or None, found=here, sources=again.placed_in(found))
    status = 200
    if request.method == "POST":
        if form.is_valid():
            person = form.found[form.cleaned_data["person"]]
            source = Source(form.cleaned_data["source"])
            problem = tried(request, lambda: services.ask_also(found, person, source))
            if problem is None:
                messages.success(request, _("Put on the list."))
            return problem or redirect("mirror_people", mirror_id=found.pk)
        status = 400
    context = {
        "mirror": found,
        "form": form,
        "query": query,
        "found": here,
        "not_now": [person.name for person in persons if person.pk in refused],
    }
    return render(request, "mirror/add_person.html", context, status=status)


@route("mirror.write", of="mirror")
def outlook(request: HttpRequest, found: Mirror) -> HttpResponse:
    if found.stage != Stage.PLANNING or not found.behaviours.exists():
        return redirect("mirror", mirror_id=found.pk)
    beside = again.beside(found)
    said = selectors.outlooks(found, beside.merged)
    parts = [{"title": saying.behaviour(row), "sentences": _outlook(row, outlooks)} for row, outlooks in said]
    unseen = _unseen(found)
    ways = ways_out(found, beside)
    same = again.same(found)
    context = {
        "mirror": found,
        "parts": parts,
        "nobody": plan_sentences.nobody_placed(unseen, Way(found.way), leaving_out=len(unseen) < len(said))
        if unseen
        else "",
        "alike": [plan_sentences.too_alike(row, sources) for row, sources in again.too_alike(found, beside)],
        "ways_out": plan_sentences.ways_out(ways, selectors.minimum()),
        "by_people": ways.by_people,
        "can_leave_out": len(same) > 1 and (len(unseen) < len(said) if unseen else ways.without_behaviours),
        "left_out": plan_sentences.left_out(again.left_out(found)),
        "more": found.way == Way.MORE,
        "again": found.way == Way.AGAIN,
        "first_look": found.way == Way.FIRST,
        "gone": _gone(found),
        "not_more": _not_more(found),
        "first": said[0][0],
        "only_down": selectors.only_looks_down(found),
    }
    return render(request, "mirror/outlook.html", context)


@route("mirror.write", of="mirror_behaviour")
def expect(request: HttpRequest, row: Behaviour) -> HttpResponse:
    found = row.mirror
    said = {one.row.pk: one for one in selectors.said(found)}[row.pk]
    sources = selectors.to_expect(found)[row.pk]
    if request.method != "POST":
        if found.stage != Stage.PLANNING:
            return redirect("mirror", mirror_id=found.pk)
        if not sources:
            return redirect("mirror_outlook", mirror_id=found.pk)
    form = ExpectForm(request.POST or None, row=row, sources=sources, said=said)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            given, expected = form.cleaned_data["own"], form.expected
            try:
                services.expect(
                    found, row, self_rating=given, expected=expected, words=form.words, known=form.known
                )
            except Stale:
                return _moved_on(request, found, row, form.said_in_words(row))
            except NotPossible:
                return redirect("mirror", mirror_id=found.pk)
            return redirect(_after(found, row))
        status = 400
    place, last = _place(found, row)
    context = {
        "mirror": found,
        "row": row,
        "form": form,
        "title": saying.behaviour(row),
        "place": saying.place_of(place, last),
        "known": form["known"] if "known" in form.fields else None,
    }
    return render(request, "mirror/expect.html", context, status=status)


@route("mirror.write", of="mirror")
def lock(request: HttpRequest, found: Mirror) -> HttpResponse:
    if request.method != "POST" and (found.stage != Stage.PLANNING or not selectors.complete(found)):
        return redirect("mirror", mirror_id=found.pk)
    leader = found.leader
    endings = [(days, saying.ending(days, services.closing_time(leader, days))) for days in services.WINDOWS]
    form = LockForm(request.POST or None, endings=endings, initial={"version": found.version})
    status, problem = 200, ""
    if request.method == "POST":
        status = 400
        if form.is_valid():
            closes_at = services.closing_time(leader, form.cleaned_data["days"])
            try:
                services.lock(found, read_at=form.cleaned_data["version"], closes_at=closes_at)
                return redirect("mirror", mirror_id=found.pk)
            except Stale:
                status, problem = 409, _("This was changed on another page meanwhile. Nothing was locked.")
            except services.CannotBeAsked:
                services.leave_out_who_cannot_be_asked(found)
                status = 409
                problem = _(
                    "Somebody on the list cannot be asked at present and was left out. Nothing was locked."
                )
            except (services.TooAlike, services.NotMore):
                return redirect("mirror_outlook", mirror_id=found.pk)
            except NotPossible:
                return redirect("mirror", mirror_id=found.pk)
    if problem:
        found.refresh_from_db()
        if found.stage != Stage.PLANNING:
            chosen = dict(endings)[form.cleaned_data["days"]]
            back = reverse("mirror", kwargs={"mirror_id": found.pk})
            typed = [(_("When asking was to end"), chosen)]
            return errors.page(request, 409, "mirror/locked_elsewhere.html", typed=typed, back=back)
        if not selectors.complete(found):
            return redirect("mirror", mirror_id=found.pk)
        # The day that was chosen stays; the next press is about what stands there now.
        form = LockForm({"version": found.version, "days": request.POST.get("days", "")}, endings=endings)
    around = selectors.around(found)
    useful = {source for sources in selectors.to_expect(found).values() for source in sources}
    coach = running(leader)
    context = {
        "mirror": found,
        "form": form,
        "problem": problem,
        "locked": showing.locked(found),
        "asked": [
            (saying.who(source), ", ".join(person.name for person in around[source]))
            for source in selectors.SOURCES
            if source in useful
        ],
        "number": saying.people_asked(sum(len(around[source]) for source in useful)),
        "boss": Source.BOSS in useful,
        "coach": coach.coach.name if coach else "",
    }
    return render(request, "mirror/lock.html", context, status=status)


@route("mirror.write", of="mirror")
def call_off(request: HttpRequest, found: Mirror) -> HttpResponse:
    services.settle(found)
    if found.stage not in {Stage.PLANNING, Stage.ASKING}:
        return redirect("mirror", mirror_id=found.pk)
    planning = found.stage == Stage.PLANNING
    if request.method == "POST":
        try:
            services.call_off(found)
        except Stale:
            return redirect("mirror", mirror_id=found.pk)
        messages.success(request, _("It is gone.") if planning else _("It is stopped. Every link is closed."))
        return redirect("mirrors")
    return render(request, "mirror/call_off.html", {"mirror": found, "planning": planning})


# --------------------------------------------------------------------------------------------------- inside
def _unseen(found: Mirror) -> list[Behaviour]:
    """The behaviours that nobody of those on the list is placed to see."""
    seen_by = selectors.to_expect(found)
    return [row for row in selectors.rows_of(found) if not seen_by[row.pk]]


def _outlook(row: Behaviour, outlooks: Sequence[Outlook]) -> list[str]:
    if selectors.in_words(row):
        return [sentences.outlook_in_words(any(one.placed for one in outlooks))]
    return [sentences.outlook(one) for one in outlooks]


def tried(request: HttpRequest, act: Callable[[], object]) -> HttpResponse | None:
    """Do it; when it is not possible any more, say so where the mirror stands now."""
    try:
        act()
    except Stale:
        messages.info(request, _("This mirror is locked. Nothing was changed."))
    except NotPossible:
        messages.info(request, _("That is not possible at this point. Nothing was changed."))
    else:
        return None
    return redirect("mirrors")


def _without(found: Mirror) -> frozenset[UUID]:
    """Who is not offered: where more people are asked, those who were asked before."""
    return again.asked_already(found) if found.way == Way.MORE else frozenset()


def _gone(found: Mirror) -> list[str]:
    """Of those who were asked the first time, of which groups somebody cannot be asked as then."""
    if found.way != Way.AGAIN or found.follows is None:
        return []
    return [plan_sentences.gone(one.source, one.number) for one in again.gone(found.follows)]


def _not_more(found: Mirror) -> str:
    if again.more_or_not(found, again.asked_for(found)) is More.POSSIBLE:
        return ""
    return plan_sentences.not_more(selectors.minimum(), above=again.about_what_the_boss_saw(found))


def _place(found: Mirror, row: Behaviour) -> tuple[int, int]:
    keys = [one.pk for one in found.behaviours.all()]
    return keys.index(row.pk) + 1, len(keys)


def _after(found: Mirror, row: Behaviour) -> str:
    """Where to go on: to the next behaviour, then to the lock."""
    place, last = _place(found, row)
    if place < last:
        return reverse("mirror_expect", kwargs={"behaviour_id": list(found.behaviours.all())[place].pk})
    still = selectors.still_open(found)
    if still:
        return reverse("mirror_expect", kwargs={"behaviour_id": still[0].pk})
    return reverse("mirror_lock", kwargs={"mirror_id": found.pk})


def _moved_on(
    request: HttpRequest, found: Mirror, row: Behaviour, typed: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    """Locked elsewhere: what was typed is shown once more, and nothing else happens."""
    if request.method != "POST":
        return redirect("mirror", mirror_id=found.pk)
    back = reverse("mirror", kwargs={"mirror_id": found.pk})
    words = [(label, text) for label, text in typed if text]
    return errors.page(request, 409, "mirror/locked_elsewhere.html", typed=words, back=back)
