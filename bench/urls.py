"""The product's addresses, and the two bare ones they are compared with."""

from django.urls import include, path

from bench import views
from hansei.web.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("bare/view/<uuid:unit_id>/", views.bare_view),
    path("bare/post/", views.bare_post),
    path("", include("hansei.web.urls")),
]
