"""The question whether one wants to coach, and changing one's answer."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hansei.web.common.bench import services
from hansei.web.common.bench.models import Place
from hansei.web.common.people.services import NotPossible
from hansei.web.common.people.signed_in import me
from hansei.web.ground.policy.services import route


class YesForm(forms.Form):
    """For how many leaders at a time."""

    capacity = forms.IntegerField(
        label=gettext_lazy("For how many leaders at a time?"), min_value=1, max_value=services.MOST_PLACES
    )


@route("bench.answer")
def bench(request: HttpRequest) -> HttpResponse:
    place = Place.objects.filter(coach=me(request)).first()
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
            else:
                messages.success(request, _("You are on the bench. Leaders can name you as their coach."))
            return redirect("today")
    return render(
        request, "bench/bench.html", {"form": form, "place": place}, status=400 if form.errors else 200
    )
