"""Addresses below ``/freigaben/``."""

from __future__ import annotations

from django.urls import path

from gemeinwerk.sharing import views

app_name = "sharing"
urlpatterns = [
    path("", views.list_grants, name="grants"),
    path("<uuid:grant_id>/", views.show_grant, name="grant"),
    path("<uuid:grant_id>/zweck/", views.declare_purpose, name="declare"),
    path("<uuid:grant_id>/beenden/", views.end_grant, name="end"),
]
