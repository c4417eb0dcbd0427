"""Addresses of naming, agreeing, objectives, and what was opened to a coach."""

from django.urls import path

from hansei.web.common.engagements import objective_views as own
from hansei.web.common.engagements import views

_HERE = "agreement/<uuid:engagement_id>"
_ONE = "objectives/<uuid:objective_id>"

urlpatterns = [
    path("coach/", views.name_coach, name="name_coach"),
    path(f"{_HERE}/", views.agreement, name="agreement"),
    path(f"{_HERE}/sign/", views.sign, name="sign_agreement"),
    path(f"{_HERE}/not-now/", views.decline, name="decline_request"),
    path(f"{_HERE}/take-back/", views.withdraw, name="withdraw_request"),
    path(f"{_HERE}/term/", views.term, name="agreement_term"),
    path(f"{_HERE}/pause/", views.pause, name="pause"),
    path(f"{_HERE}/go-on/", views.go_on, name="go_on"),
    path(f"{_HERE}/end/", views.end, name="end"),
    path("coaching/<uuid:engagement_id>/", views.coaching, name="coaching"),
    path("opened/<uuid:item_id>/", views.shared_item, name="shared_item"),
    path("objectives/", own.objectives, name="objectives"),
    path("objectives/new/", own.new_objective, name="new_objective"),
    path("objectives/which/", own.which_of_the_two, name="which_of_the_two"),
    path(f"{_ONE}/", own.objective, name="objective"),
    path(f"{_ONE}/open/", own.open_objective, name="open_objective"),
    path(f"{_ONE}/close/", own.close_objective, name="close_objective"),
    path(f"{_ONE}/drop/", own.drop_objective, name="drop_objective"),
]
