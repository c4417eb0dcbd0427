"""Addresses of the practice room. What is typed there is in none of them."""

from django.urls import path

from hansei.web.steps.dojo import line_views, talk_views, views

urlpatterns = [
    path("practice-room/", views.room, name="dojo"),
    path("practice-room/line/<slug:line_id>/", line_views.line, name="dojo_line"),
    path("practice-room/own/<uuid:talk_id>/", line_views.own, name="dojo_own"),
    path("practice-room/with/<slug:leader_id>/", talk_views.talk, name="dojo_talk"),
]
