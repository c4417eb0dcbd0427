"""Addresses of agreeing, objectives, and what was opened to a coach."""

from django.urls import path

from hansei.web.common.engagements import (
    around_views,
    closing_views,
    recheck_views,
    version_views,
    views,
    wish_views,
)
from hansei.web.common.engagements import objective_views as own

_HERE = "agreement/<uuid:engagement_id>"
_ONE = "objectives/<uuid:objective_id>"

urlpatterns = [
    path(f"{_HERE}/", views.agreement, name="agreement"),
    path(f"{_HERE}/sign/", views.sign, name="sign_agreement"),
    path(f"{_HERE}/not-now/", views.decline, name="decline_request"),
    path(f"{_HERE}/take-back/", views.withdraw, name="withdraw_request"),
    path(f"{_HERE}/term/", version_views.term, name="agreement_term"),
    path(f"{_HERE}/people/", version_views.people, name="agreement_people"),
    path(f"{_HERE}/leave/", version_views.leave_as_it_was, name="agreement_leave"),
    path(f"{_HERE}/version/<int:number>/", version_views.version, name="agreement_version"),
    path(f"{_HERE}/suits/", recheck_views.suits, name="suits"),
    path(f"{_HERE}/name/", around_views.let_know, name="second_knows"),
    path(f"{_HERE}/note/", around_views.note, name="note_to_second"),
    path(f"{_HERE}/behind/", around_views.behind, name="behind"),
    path(f"{_HERE}/behind/back/", around_views.step_back, name="step_back"),
    path("stand-behind/<uuid:asked_id>/", around_views.asked, name="asked_second"),
    path("protection/<uuid:protection_id>/", around_views.protection, name="protection"),
    path(f"{_HERE}/wishes/", wish_views.wishes, name="wishes"),
    path(f"{_HERE}/wish/", wish_views.write, name="write_wish"),
    path("wishes/<uuid:wish_id>/adopt/", wish_views.adopt, name="adopt_wish"),
    path("wishes/<uuid:wish_id>/drop/", wish_views.drop, name="drop_wish"),
    path(f"{_HERE}/change-coach/", closing_views.change_coach, name="change_coach"),
    path(f"{_HERE}/close/", closing_views.close, name="close"),
    path(f"{_HERE}/close/questions/", closing_views.questions, name="close_questions"),
    path("kept/", closing_views.kept, name="kept"),
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
