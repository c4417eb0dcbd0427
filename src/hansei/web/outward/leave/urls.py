"""Addresses of the way out."""

from django.urls import path

from hansei.web.outward.leave import views

urlpatterns = [
    path("yours/", views.yours, name="yours"),
    path("yours/who-looked/", views.who_looked, name="who_looked"),
    path("yours/take-out/", views.take_out, name="take_out"),
    path("yours/erase/", views.erase, name="erase_everything"),
]
