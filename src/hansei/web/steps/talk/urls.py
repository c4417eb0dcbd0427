"""Addresses of talk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
