"""Addresses of stewardship."""

from django.urls import path

from hansei.web.outward.stewardship import import_views, views, watching_views

urlpatterns = [
    path("stewardship/", views.stewardship, name="stewardship"),
    path("stewardship/house/", views.house, name="house"),
    path("house/", watching_views.house_settled, name="house_settled"),
    path("server/", watching_views.operator, name="operator"),
    path("stewardship/people/", views.directory, name="directory"),
    path("stewardship/people/new/", views.new_person, name="new_person"),
    path("stewardship/people/import/", import_views.import_people, name="import_people"),
    path("stewardship/people/import/<uuid:waiting_id>/", import_views.preview, name="import_preview"),
    path("stewardship/people/<uuid:person_id>/", views.person, name="person"),
    path("stewardship/people/<uuid:person_id>/ask/", views.ask_to_coach, name="ask_to_coach"),
]
