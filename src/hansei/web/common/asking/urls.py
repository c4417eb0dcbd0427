"""Addresses behind a link. Their secret is in no log: that holds route names only."""

from django.urls import path

from hansei.web.common.asking import views

urlpatterns = [
    path("a/<str:secret>/", views.answer, name="answer"),
    path("a/<str:secret>/thanks/", views.thanks, name="answer_thanks"),
    path("a/<str:secret>/no/", views.rather_not, name="answer_rather_not"),
    path("a/<str:secret>/stop/", views.stop, name="answer_stop"),
]
