"""The reference page of the design system, and the switch for light and dark in the foot."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from hansei.web.ground.policy.services import route
from hansei.web.ground.ui import look, reference


@route("house.components")
@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """Everything a page is made of, once, filled with invented people and figures."""
    return render(request, "ui/components.html", reference.everything())


@route("house.preferences")
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep light, dark or neither in this browser, and go back to the page."""
    back = request.POST.get("next", "/")
    # Only to an address of ours: a form on another site must not send anyone on from here.
    ours = {request.get_host()}
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=ours, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    look.keep(response, request.POST.get("theme", ""), secure=request.is_secure())
    return response
