"""Addresses of chain."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
