"""Addresses of the house as a whole."""

from django.urls import path

from hansei.web.common.people import views

urlpatterns = [
    path("", views.today, name="today"),
    path("look/language", views.set_language, name="set_language"),
    path("who-can-see/", views.who_can_see, name="who_can_see"),
    path("begin/<str:secret>/", views.first_steward, name="first_steward"),
]
