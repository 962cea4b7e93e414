"""Addresses of alliances, their members, bodies and seats, below ``/buendnisse/``."""

from __future__ import annotations

from django.urls import path

from gemeinwerk.governance.alliances.views import alliances

app_name = "alliances"
urlpatterns = [
    path("", alliances.list_alliances, name="list"),
    path("<uuid:alliance_id>/", alliances.show_alliance, name="overview"),
]
