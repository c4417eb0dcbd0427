"""Addresses of practice."""

from django.urls import path

from hansei.web.steps.practice import views

_ONE = "try-outs/<uuid:trial_id>"

urlpatterns = [
    path("try-outs/", views.try_outs, name="try_outs"),
    path("try-outs/new/", views.new_try_out, name="new_try_out"),
    path("try-outs/about/<uuid:objective_id>/", views.try_objective, name="try_objective"),
    path(f"{_ONE}/", views.try_out, name="try_out"),
    path(f"{_ONE}/change/", views.change_try_out, name="change_try_out"),
    path(f"{_ONE}/look-back/", views.look_back, name="look_back"),
    path(f"{_ONE}/next/", views.next_try_out, name="next_try_out"),
    path(f"{_ONE}/diary/", views.diary_entry, name="try_out_diary"),
    path(f"{_ONE}/open/", views.open_to_coach, name="try_out_open"),
    path(f"{_ONE}/close/", views.take_back, name="try_out_close"),
    path(f"{_ONE}/erase/", views.drop_try_out, name="drop_try_out"),
]
