"""Addresses of pulse."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
