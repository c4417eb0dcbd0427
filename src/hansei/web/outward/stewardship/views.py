"""The steward's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hansei.web.ground.policy.services import route
from hansei.web.outward.stewardship.selectors import bench, places


@route("stewardship.read")
def stewardship(request: HttpRequest) -> HttpResponse:
    return render(request, "stewardship/stewardship.html", {"bench": bench(), "places": places()})
