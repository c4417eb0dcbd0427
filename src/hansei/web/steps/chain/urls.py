"""Addresses of the chain."""

from django.urls import path

from hansei.web.steps.chain import views

urlpatterns = [
    path("chain/", views.chain, name="chain"),
    path("chain/hypothesis/", views.hypothesis, name="hypothesis"),
    path("chain/hypothesis/open/", views.open_to_coach, name="hypothesis_open"),
    path("chain/hypothesis/close/", views.take_back, name="hypothesis_close"),
    path("chain/hypothesis/erase/", views.drop, name="drop_hypothesis"),
]
