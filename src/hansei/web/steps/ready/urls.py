"""Addresses of the first look and of being ready."""

from django.urls import path

from hansei.web.steps.ready import first_look, views

urlpatterns = [
    path("first-look/", first_look.start, name="first_look"),
    path("first-look/rate/", first_look.step, name="first_look_rate"),
    path("first-look/count/", first_look.step, name="first_look_count"),
    path("first-look/kept/", first_look.step, name="first_look_kept"),
    path("first-look/keep/", views.keep, name="first_look_keep"),
    path("first-look/mine/", views.mine, name="first_look_mine"),
    path("first-look/mine/<uuid:look_id>/", views.one, name="first_look_one"),
    path("first-look/mine/<uuid:look_id>/erase/", views.erase, name="first_look_erase"),
    path("ready/", views.ready, name="ready"),
    path("ready/answer/", views.answer, name="ready_answer"),
    path("ready/erase/", views.erase_ready, name="ready_erase"),
]
