"""Addresses below ``/journal/``."""

from __future__ import annotations

from django.urls import path

from gemeinwerk.journal import views

app_name = "journal"
urlpatterns = [
    path("", views.list_entries, name="entries"),
    path("tabelle/", views.download_entries, name="download"),
    path("pruefen/", views.check_chain, name="check"),
]
