"""Addresses of talk."""

from django.urls import path

from hansei.web.steps.talk import consent_views, report_views, taking, views

urlpatterns = [
    path("talk/", views.talks, name="talks"),
    path("talk/counts/erase/", views.forget_counts, name="talk_forget"),
    path("talk/over-time/", views.over_time, name="talk_over_time"),
    path("talk/memory/<uuid:engagement_id>/", views.memory, name="talk_memory"),
    path("talk/propose/<uuid:engagement_id>/", consent_views.propose, name="talk_propose"),
    path("talk/proposal/<uuid:proposal_id>/", consent_views.proposal, name="talk_proposal"),
    path("talk/proposal/<uuid:proposal_id>/send/", consent_views.send_in, name="talk_send_in"),
    path("talk/<uuid:talk_id>/", report_views.one, name="talk_report"),
    path("talk/<uuid:talk_id>/who/", report_views.who, name="talk_who"),
    path("talk/<uuid:talk_id>/line/", report_views.line, name="talk_line"),
    path("talk/<uuid:talk_id>/overrule/", report_views.overrule, name="talk_overrule"),
    path("talk/<uuid:talk_id>/lines/", report_views.lines, name="talk_lines"),
    path("talk/<uuid:talk_id>/pdf/", taking.take, name="talk_pdf"),
    path("talk/<uuid:talk_id>/keep/", report_views.keep, name="talk_keep"),
    path("talk/<uuid:talk_id>/erase/", report_views.erase, name="talk_erase"),
]
