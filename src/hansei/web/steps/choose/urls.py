"""Addresses of choosing a coach."""

from django.urls import path

from hansei.web.steps.choose import views

_COACH = "coach/<uuid:coach_id>"
_MEETING = "first-meeting/<uuid:meeting_id>"

urlpatterns = [
    path("coach/", views.bench, name="name_coach"),
    path("coach/order/", views.order, name="coach_order"),
    path("coach/erase/", views.erase, name="choosing_erase"),
    path(f"{_COACH}/", views.profile, name="coach_profile"),
    path(f"{_COACH}/ask/", views.ask, name="coach_ask"),
    path(f"{_COACH}/not/", views.not_this_one, name="coach_not"),
    path(f"{_COACH}/name/", views.name, name="coach_confirm"),
    path(f"{_MEETING}/", views.first_meeting, name="first_meeting"),
    path(f"{_MEETING}/take-back/", views.take_back, name="meeting_take_back"),
]
