"""The pulse's pages: everybody's, a leader's own, and the steward's."""

from django.contrib import messages
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hansei.core import library
from hansei.web.common.asking import beliefs, wording
from hansei.web.common.people.models import Organization, Person
from hansei.web.common.people.selectors import switched_on
from hansei.web.common.people.signed_in import me
from hansei.web.common.releases import services as releases
from hansei.web.common.releases.models import PartRelease
from hansei.web.ground.policy.services import route
from hansei.web.steps.pulse import selectors, services, showing
from hansei.web.steps.pulse.forms import WaveForm, chosen
from hansei.web.steps.pulse.parts import Line, Plan, Refused

#: Fewer than this many, and often too few answer for any figure.
FEW = 8


@route("pulse.read")
@require_safe
def pulse(request: HttpRequest) -> HttpResponse:
    found = selectors.by_part(beliefs.open_parts())
    words = {
        "on": switched_on("pulse"),
        "parts": [(showing.table(name, waves), _signed_by(waves)) for name, waves in found],
        "own": selectors.has_own(me(request)),
    }
    return render(request, "pulse/pulse.html", words)


@route("pulse.own", of="own_beliefs")
@require_safe
def own(request: HttpRequest, leader: Person) -> HttpResponse:
    found = beliefs.beliefs_of(leader)
    words = {
        "on": switched_on("pulse"),
        "tables": [showing.table(name, waves) for name, waves in selectors.by_part(found)],
        "waves": list(reversed(found)),
    }
    return render(request, "pulse/own.html", words)


@route("pulse.sign", of="part_release")
@require_http_methods(["POST"])
def sign(request: HttpRequest, row: PartRelease) -> HttpResponse:
    leader = me(request)
    if request.POST.get("go") == "close":
        releases.take_part_back(row, leader)
        messages.success(request, _("Closed again. What was read was read."))
    else:
        releases.sign_part(row, leader)
        messages.success(request, _("Open to everybody in the organization, until you close it again."))
    return redirect("pulse_own")


@route("pulse.open")
@require_http_methods(["GET", "HEAD", "POST"])
def waves(request: HttpRequest) -> HttpResponse:
    said = request.POST if request.method == "POST" else request.GET
    searches = request.method != "POST" or said.get("go") == "search"
    sought = said.get("words", "").strip()
    found = selectors.candidates(sought, chosen=chosen(said))
    form = WaveForm(found, initial=said.dict()) if searches else WaveForm(found, said)
    parts: list[tuple[str, str]] = []
    status = 200
    if not searches:
        status = 400
        if form.is_valid():
            try:
                plans = form.plans()
                parts = _parts(plans, services.look_over(plans))
                status = 200
                if request.POST.get("go") == "open":
                    services.open_wave(me(request), plans, weeks=form.cleaned_data["weeks"])
                    messages.success(
                        request, _("The wave is open. You are told nothing of it before its end.")
                    )
                    return redirect("pulse_waves")
            except Refused as refused:
                status = 409
                form.add_error(None, _why(refused))
            except ValidationError:
                form.add_error(None, _why(Refused("leaders")))
    running = selectors.open_wave()
    words = {
        "form": form,
        "many": bool(sought) or len(found) >= selectors.SHOWN,
        "nobody": bool(sought) and not any(sought.casefold() in one.person.name.casefold() for one in found),
        "on": switched_on("pulse"),
        "open": running,
        "until": wording.moment(running.closes_at) if running else "",
        "before": [one for one in selectors.waves() if one != running],
        "parts": parts,
        "items": [library.belief(ref).text.get(get_language() or "en") for ref in services.items()],
    }
    return render(request, "pulse/waves.html", words, status=status)


def _signed_by(waves: list[beliefs.Beliefs]) -> str:
    head = waves[-1].row.head
    return head.name if head else ""


def _parts(plans: list[Plan], line: Line) -> list[tuple[str, str]]:
    """What was planned, with how many people and leaders each part holds, as the directory knows them."""
    found = []
    for plan in plans:
        people = len(line.members([head.pk for head in plan.heads]))
        if plan.of_one:
            said = _("%(people)s people; the figures are for %(leader)s alone, until signed.") % {
                "people": people, "leader": plan.heads[0].name,
            }  # fmt: skip
        else:
            said = _("%(people)s people under %(leaders)s leaders; everybody sees the figures.") % {
                "people": people, "leaders": len(plan.heads),
            }  # fmt: skip
        if people < FEW:
            said += " " + _("So few that often nothing can be shown.")
        found.append((plan.name, said))
    return found


def _why(refused: Refused) -> str:
    house = Organization.get()
    words = {"name": refused.name, "k": house.k_pulse if house else 0}
    match refused.why:
        case "off":
            return _("The pulse is switched off here.")
        case "open":
            return _("A wave is open. Another can begin after it.")
        case "too_soon":
            return _("The last wave began less than four weeks ago.")
        case "lately":
            return _("%(name)s: some of these people were asked less than eight weeks ago.") % words
        case "twice":
            return _("%(name)s: somebody would belong to two parts. Each person is counted once.") % words
        case "leaders":
            return _(
                "A part for everybody holds at least three leaders: fewer would show one leader’s people."
            )
        case "leaders_inside":
            return _(
                "%(name)s holds the people of one or two more leaders, whose figures would not be theirs "
                "alone. Choose these leaders instead, or a part with three."
            ) % words  # fmt: skip
        case "mostly_one":
            return _("%(name)s: more than half of the people are one leader’s.") % words
        case "above":
            return _("%(name)s: one of these leaders stands above another.") % words
        case "too_small":
            return _("%(name)s: fewer than %(k)s people, so nothing could ever be shown.") % words
        case "nothing":
            return _("Choose at least one part.")
        case _other:
            return _("This cannot be asked as it is. Look it over and choose again.")
