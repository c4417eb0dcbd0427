"""Addresses of stewardship."""

from django.urls import path

from hansei.web.outward.stewardship import views

urlpatterns = [path("stewardship/", views.stewardship, name="stewardship")]
