"""The denominators: the least that a page and an answer of this product can be.

Both go through the same settings, middleware and policy as every page of the product. The view reads one
record and fills the base template; the post writes one row and sends the browser on. Like the answer it is
compared with, the post needs no session and no token against forged forms.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from hansei.web.common.people.models import Unit
from hansei.web.ground.policy.services import route


@route("house.today")
def bare_view(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    return render(request, "bench/bare.html", {"unit": Unit.objects.get(pk=unit_id)})


@route("house.today")
@csrf_exempt
def bare_post(request: HttpRequest) -> HttpResponse:
    Unit.objects.create(name=request.POST["name"])
    return redirect("today")
