"""Addresses of looking around. Each answers 404 outside a demo database."""

from django.urls import path

from hansei.web.outward.demo import views

urlpatterns = [
    path("look-around/", views.look_around, name="look_around"),
    path("look-around/as/<slug:key>/", views.sit_down, name="sit_down"),
    path("look-around/try/<int:door_id>/", views.try_door, name="try_door"),
    path("look-around/tour/", views.tour, name="tour"),
    path("look-around/tour/<int:rank>/", views.go_to_stop, name="go_to_stop"),
    path("look-around/mailbox/", views.mailbox, name="mailbox"),
    path("look-around/at-rest/", views.at_rest, name="at_rest"),
]
