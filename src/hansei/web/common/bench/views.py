"""The question whether one wants to coach, what a coach says of themself, and what a steward records."""

from contextlib import suppress

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.core.matching.eligibility import Hand
from hansei.web.common.bench import selectors, services
from hansei.web.common.bench.forms import (
    HAND_NOTES,
    HANDS,
    CaseForm,
    DeclareForm,
    NextBossForm,
    ProfileForm,
    ReferenceForm,
    YesForm,
    said_of,
)
from hansei.web.common.bench.models import Case, Declaration, Place
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.people.signed_in import me
from hansei.web.ground.policy.services import route
from hansei.web.ground.ui.shapes import RowItem


@route("bench.answer")
def bench(request: HttpRequest) -> HttpResponse:
    place = _place(request)
    form = YesForm(request.POST or None, initial={"capacity": place.capacity if place else 2})
    if request.method == "POST":
        if request.POST.get("act") == "leave":
            services.leave(me(request))
            messages.success(request, _("You are not on the bench any more. Coaching that runs goes on."))
            return redirect("today")
        if form.is_valid():
            try:
                services.say_yes(me(request), form.cleaned_data["capacity"])
            except NotPossible:
                messages.info(request, _("That is not possible at this point. Nothing was changed."))
                return redirect("today")
            messages.success(request, _("You are on the bench."))
            return redirect("bench")
    context = {"form": form, "place": place, "respect": selectors.respect_of(me(request))}
    return render(request, "bench/bench.html", context, status=400 if form.errors else 200)


# ------------------------------------------------------------------------------------------------ the profile
@route("bench.write")
def profile(request: HttpRequest) -> HttpResponse:
    if _place(request) is None:
        return redirect("bench")
    written = selectors.profile_of(me(request))
    names = list(ProfileForm.base_fields)
    form = ProfileForm(request.POST or None, initial={name: getattr(written, name, "") for name in names})
    if request.method == "POST" and form.is_valid():
        with suppress(NotPossible):
            services.write_profile(me(request), form.cleaned_data)
            messages.success(request, _("Kept. Leaders who look for a coach read it."))
        return redirect("bench")
    cases = [
        RowItem(title=one.changed, url=reverse("bench_case", kwargs={"case_id": one.pk}), note=one.seen_by)
        for one in selectors.cases_of(me(request))
    ]
    context = {"form": form, "cases": cases, "full": len(cases) >= services.MOST_CASES}
    return render(request, "bench/profile.html", context, status=400 if form.errors else 200)


@route("bench.write")
def new_case(request: HttpRequest) -> HttpResponse:
    if _place(request) is None:
        return redirect("bench")
    return _case_page(request, None)


@route("case.write", of="case")
def case(request: HttpRequest, found: Case) -> HttpResponse:
    if request.method == "POST" and request.POST.get("act") == "drop":
        services.drop_case(found)
        messages.success(request, _("It is gone."))
        return redirect("bench_profile")
    return _case_page(request, found)


def _case_page(request: HttpRequest, found: Case | None) -> HttpResponse:
    names = list(CaseForm.base_fields)
    form = CaseForm(request.POST or None, initial={name: getattr(found, name, "") for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            services.write_case(me(request), case=found, **form.cleaned_data)
        except NotPossible:
            messages.info(request, _("That is not possible at this point. Nothing was changed."))
        return redirect("bench_profile")
    context = {"form": form, "case": found}
    return render(request, "bench/case.html", context, status=400 if form.errors else 200)


# ---------------------------------------------------------------------------------------------- declarations
@route("bench.write")
def declarations(request: HttpRequest) -> HttpResponse:
    place = _place(request)
    if place is None:
        return redirect("bench")
    form = DeclareForm(request.POST or None, coach=me(request))
    if request.method == "POST":
        if request.POST.get("act") == "all":
            services.declare_all(me(request))
            messages.success(request, _("Kept. Leaders read that you went through this, and when."))
            return redirect("bench")
        if form.is_valid():
            with suppress(NotPossible):
                services.declare(
                    me(request),
                    Hand(form.cleaned_data["hand"]),
                    about=form.cleaned_data["email"],
                    unit=form.cleaned_data["unit"],
                )
            return redirect("bench_declarations")
    rows = [
        RowItem(
            title=str(HANDS[Hand(one.hand)]),
            url=reverse("bench_declaration", kwargs={"declaration_id": one.pk}),
            note=said_of(one),
        )
        for one in selectors.declared_by(me(request))
    ]
    context = {"form": form, "place": place, "rows": rows, "notes": HAND_NOTES}
    return render(request, "bench/declarations.html", context, status=400 if form.errors else 200)


@route("declaration.take_back", of="declaration")
def declaration(request: HttpRequest, found: Declaration) -> HttpResponse:
    if request.method == "POST":
        services.take_back(found)
        messages.success(request, _("It is gone."))
        return redirect("bench_declarations")
    context = {"what": HANDS[Hand(found.hand)], "about": said_of(found)}
    return render(request, "bench/declaration.html", context)


# --------------------------------------------------------------------------------------- a steward's records
@route("bench.refer", of="person")
def reference(request: HttpRequest, found: Person) -> HttpResponse:
    respect = selectors.respect_of(found)
    form = ReferenceForm(request.POST or None, initial={"words": respect.words if respect else ""})
    if request.method == "POST":
        try:
            if request.POST.get("act") == "take_back":
                services.take_reference_back(found, me(request))
                messages.success(request, _("Taken back."))
                return redirect("person", person_id=found.pk)
            if form.is_valid():
                services.refer(found, form.cleaned_data["words"], me(request))
                messages.success(request, _("Recorded."))
                return redirect("person", person_id=found.pk)
        except NotPossible:
            messages.info(request, _("Whoever runs coaching does not coach."))
            return redirect("person", person_id=found.pk)
    context = {"form": form, "found": found, "respect": respect}
    return render(request, "bench/reference.html", context, status=400 if form.errors else 200)


@route("bench.refer", of="person")
def next_boss(request: HttpRequest, found: Person) -> HttpResponse:
    expected = selectors.expected_boss(found)
    form = NextBossForm(
        request.POST or None, person=found, initial={"boss": expected.email if expected else ""}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.expect_boss(found, form.cleaned_data["boss"], me(request))
        except NotPossible:
            messages.info(request, _("That is not possible at this point. Nothing was changed."))
        else:
            messages.success(request, _("Recorded."))
        return redirect("person", person_id=found.pk)
    context = {"form": form, "found": found}
    return render(request, "bench/next_boss.html", context, status=400 if form.errors else 200)


def _place(request: HttpRequest) -> Place | None:
    return selectors.place_of(me(request))
