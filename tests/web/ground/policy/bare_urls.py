"""Addresses with one view that says nothing about itself."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open to anybody")


urlpatterns = [path("bare/", bare, name="bare")]
