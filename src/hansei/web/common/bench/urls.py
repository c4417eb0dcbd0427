"""Addresses of the bench."""

from django.urls import path

from hansei.web.common.bench import views

urlpatterns = [
    path("bench/", views.bench, name="bench"),
    path("bench/profile/", views.profile, name="bench_profile"),
    path("bench/cases/new/", views.new_case, name="bench_new_case"),
    path("bench/cases/<uuid:case_id>/", views.case, name="bench_case"),
    path("bench/declarations/", views.declarations, name="bench_declarations"),
    path("bench/declarations/<uuid:declaration_id>/", views.declaration, name="bench_declaration"),
    path("bench/reference/<uuid:person_id>/", views.reference, name="bench_reference"),
    path("bench/next-boss/<uuid:person_id>/", views.next_boss, name="bench_next_boss"),
]
