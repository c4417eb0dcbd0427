"""Addresses."""

from django.urls import path

from hansei.web.ground.ui import views

urlpatterns = [
    path("components", views.components, name="components"),
    path("look/theme", views.set_theme, name="set_theme"),
]
