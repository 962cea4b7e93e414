"""Addresses below ``/loesungen/``: what is open to one across alliances."""

from __future__ import annotations

from django.urls import path

from gemeinwerk.governance.projects.solutions import views

app_name = "solutions"
urlpatterns = [
    path("", views.list_solutions, name="solutions"),
    path("<uuid:solution_id>/", views.show_solution, name="solution"),
    path("<uuid:solution_id>/uebernahme/", views.adopt_solution, name="adopt_solution"),
    path("<uuid:solution_id>/uebernahme/beenden/", views.end_adoption, name="end_adoption"),
]
