"""The steward's pages: the bench, and the directory."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hansei.web.common.bench import services as benches
from hansei.web.common.people.models import Organization, Person
from hansei.web.common.people.services import Apart, NotPossible, add_person, change_house
from hansei.web.common.people.signed_in import me
from hansei.web.ground.policy.services import route
from hansei.web.outward.stewardship import services
from hansei.web.outward.stewardship.forms import HouseForm, PersonForm, initial
from hansei.web.outward.stewardship.selectors import bench, closes, places
from hansei.web.outward.stewardship.watching import history


@route("stewardship.read")
def stewardship(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()
    page = Paginator(bench(asked), 50).get_page(request.GET.get("page"))
    context = {"page": page, "q": asked, "places": places(), "closes": closes()}
    return render(request, "stewardship/stewardship.html", context)


@route("directory.read")
def directory(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()
    people = Person.objects.filter(left_on=None).select_related("unit")
    if asked:
        people = people.filter(name__icontains=asked)
    page = Paginator(people, 50).get_page(request.GET.get("page"))
    return render(request, "stewardship/directory.html", {"page": page, "q": asked})


@route("directory.write")
def new_person(request: HttpRequest) -> HttpResponse:
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_person(me(request), **form.facts())
        except Apart:
            form.add_error(None, _("Steward, operator and council are different people."))
        except NotPossible:
            form.add_error(
                None, _("Somebody with this mail address or this number is in the directory already.")
            )
        else:
            messages.success(request, _("Added to the directory."))
            return redirect("directory")
    return _page(request, form, None)


@route("directory.write", of="person")
def person(request: HttpRequest, found: Person) -> HttpResponse:
    form = PersonForm(request.POST or None, initial=initial(found), found=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change(me(request), found, form.facts())
        except Apart:
            form.add_error(
                None,
                _(
                    "Steward, operator and council are different people, a steward is not on the bench, and "
                    "one steward always stays."
                ),
            )
        except NotPossible:
            form.add_error(
                None, _("That cannot be: somebody would be their own boss, or has this number already.")
            )
        else:
            messages.success(request, _("Changed in the directory."))
            return redirect("directory")
    return _page(request, form, found)


@route("house.settle")
def house(request: HttpRequest) -> HttpResponse:
    now = Organization.get()
    names = list(HouseForm.base_fields)
    form = HouseForm(request.POST or None, initial={name: getattr(now, name) for name in names})
    if request.method == "POST" and form.is_valid():
        change_house(me(request), **form.cleaned_data)
        messages.success(request, _("Kept. New agreements carry it; signed ones stay as they are."))
        return redirect("house")
    context = {"form": form, **history(request, of=Person)}
    return render(request, "stewardship/house.html", context, status=400 if form.errors else 200)


@route("bench.ask", of="person")
def ask_to_coach(request: HttpRequest, found: Person) -> HttpResponse:
    if request.method == "POST":
        try:
            benches.ask(found, me(request))
        except NotPossible:
            messages.info(
                request, _("Whoever runs coaching does not coach, and whoever left cannot be asked.")
            )
        else:
            messages.success(
                request, _("Asked. You see a yes on the bench; a no and no answer look the same.")
            )
    return redirect("directory")


def _page(request: HttpRequest, form: PersonForm, found: Person | None) -> HttpResponse:
    return render(
        request, "stewardship/person.html", {"form": form, "found": found}, status=400 if form.errors else 200
    )
