"""Addresses of a sponsor's seat: the leader's side of it, and the sponsor's."""

from django.urls import path

from hansei.web.outward.sponsor import views

_LEADERS = "agreement/<uuid:engagement_id>/sponsor"

urlpatterns = [
    path(f"{_LEADERS}/", views.seat, name="sponsor_seat"),
    path(f"{_LEADERS}/page/", views.write, name="sponsor_page"),
    path(f"{_LEADERS}/clear/", views.clear, name="sponsor_clear"),
    path(f"{_LEADERS}/remove/", views.remove, name="sponsor_remove"),
    path("sponsored/<uuid:seat_id>/", views.sponsored, name="sponsored"),
    path("sponsored/<uuid:seat_id>/hope/", views.hope, name="sponsor_hope"),
]
