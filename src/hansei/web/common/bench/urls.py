"""Addresses of the bench."""

from django.urls import path

from hansei.web.common.bench import views

urlpatterns = [path("bench/", views.bench, name="bench")]
