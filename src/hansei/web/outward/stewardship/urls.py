"""Addresses of stewardship."""

from django.urls import path

from hansei.web.outward.stewardship import views

urlpatterns = [
    path("stewardship/", views.stewardship, name="stewardship"),
    path("stewardship/house/", views.house, name="house"),
    path("stewardship/people/", views.directory, name="directory"),
    path("stewardship/people/new/", views.new_person, name="new_person"),
    path("stewardship/people/<uuid:person_id>/", views.person, name="person"),
    path("stewardship/people/<uuid:person_id>/ask/", views.ask_to_coach, name="ask_to_coach"),
]
