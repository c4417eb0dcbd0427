"""Addresses of pulse."""

from django.urls import path

from hansei.web.steps.pulse import views

urlpatterns = [
    path("pulse/", views.pulse, name="pulse"),
    path("pulse/mine/", views.own, name="pulse_own"),
    path("pulse/mine/<uuid:release_id>/", views.sign, name="pulse_sign"),
    path("pulse/waves/", views.waves, name="pulse_waves"),
]
