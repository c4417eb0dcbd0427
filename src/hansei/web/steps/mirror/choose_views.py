"""What to look at: from the library, by three questions that lead there, or in the leader's own words."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hansei.core.observable import doubts
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.policy.services import route
from hansei.web.steps.mirror import own, selectors, sentences, services
from hansei.web.steps.mirror.forms import OwnForm
from hansei.web.steps.mirror.leading import Found, FoundForm, Walk
from hansei.web.steps.mirror.models import Mirror, Stage, Way
from hansei.web.steps.mirror.plan_views import tried


@route("mirror.write", of="mirror")
def find(request: HttpRequest, found: Mirror) -> HttpResponse:
    """Three questions, each a choice; at their end a short list, from which the leader picks."""
    if found.stage != Stage.PLANNING or found.way != Way.FIRST:
        return redirect("mirror", mirror_id=found.pk)
    walk = Walk(request.POST, focus=selectors.focus_of(found))
    if walk.form is not None:
        context = {"mirror": found, "walk": walk, "form": walk.form, "shown": request.POST.get("go") == "on"}
        status = 400 if context["shown"] and walk.form.errors else 200
        return render(request, "mirror/find.html", context, status=status)
    chosen = [row.code for row in selectors.rows_of(found)]
    form = FoundForm(
        request.POST if request.POST.get("go") == "take" else None, found=walk.found, chosen=chosen
    )
    status = 200
    if form.is_bound:
        if form.is_valid():
            problem = tried(request, lambda: services.choose(found, form.cleaned_data["codes"]))
            return problem or redirect("mirror_choose", mirror_id=found.pk)
        status = 400
    context = {"mirror": found, "walk": walk, "form": form, "list": Found(walk.found)}
    return render(request, "mirror/found.html", context, status=status)


@route("mirror.write", of="mirror")
def write_own(request: HttpRequest, found: Mirror) -> HttpResponse:
    """A behaviour in the leader's own words. What may keep others from seeing it is said; they decide."""
    if found.stage != Stage.PLANNING or found.way != Way.FIRST:
        return redirect("mirror", mirror_id=found.pk)
    focus = selectors.focus_of(found)
    form = OwnForm(request.POST or None, focus=focus)
    said: list[str] = []
    status = 200
    if request.method == "POST":
        if form.is_valid():
            said = [sentences.doubt(one) for one in doubts(form.cleaned_data["text"], get_language() or "")]
            if not said or request.POST.get("go") == "as_it_is":
                kept = _kept(request, found, form)
                if kept is not None:
                    return kept
        # What was typed stays on the page, with the reason.
        status = 400 if form.errors else 200
    context = {
        "mirror": found,
        "form": form,
        "said": said,
        "focus": form["focus"] if "focus" in form.fields else None,
    }
    return render(request, "mirror/own.html", context, status=status)


def _kept(request: HttpRequest, found: Mirror, form: OwnForm) -> HttpResponse | None:
    """Where to go once it is kept. None, with the reason in the form: it was not."""
    codes = [row.code for row in selectors.rows_of(found)]
    try:
        kept = own.write(found.leader, **form.given)
    except own.AsBefore:
        form.add_error("text", _("These words are there already. Choose it from the list."))
    except own.TooMany:
        form.add_error(
            "text", _("There are as many of your own as fit. Delete one that nobody was asked about.")
        )
    except NotPossible:
        form.add_error(None, _("That is not possible at this point. Nothing was changed."))
    else:
        if len(codes) < services.MOST_BEHAVIOURS:
            problem = tried(request, lambda: services.choose(found, [*codes, kept.code]))
            if problem is not None:
                return problem
        else:
            messages.info(request, _("It is kept. Six are chosen already, so it is not one of them."))
        return redirect("mirror_choose", mirror_id=found.pk)
    return None


@route("mirror.see", of="own_mirrors")
def own_behaviours(request: HttpRequest, leader: Person) -> HttpResponse:
    """Everything the leader worded; what nobody was asked about can be deleted, with a plan or without."""
    mine = own.all_of(leader)
    if request.method == "POST":
        one = next((one for one in mine if one.code == request.POST.get("code")), None)
        if one is not None:
            try:
                own.drop(one)
            except NotPossible:
                messages.info(request, _("People were asked about it, so it stays as it is."))
            else:
                messages.success(request, _("It is gone."))
        return redirect("own_behaviours")
    plan = selectors.under_way(leader)
    context = {
        "items": [(one.code, own.words(one), own.never_asked(one)) for one in mine],
        "plan": plan if plan and plan.stage == Stage.PLANNING and plan.way == Way.FIRST else None,
    }
    return render(request, "mirror/own_behaviours.html", context)
