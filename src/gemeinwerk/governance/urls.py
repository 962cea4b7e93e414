"""Addresses below ``/buendnisse/``. Each part has its own; all but the list name the alliance."""

from __future__ import annotations

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("gemeinwerk.governance.alliances.urls")),
    path("", include("gemeinwerk.governance.projects.urls")),
    path("", include("gemeinwerk.governance.voting.urls")),
    path("<uuid:alliance_id>/vereinbarungen/", include("gemeinwerk.governance.agreements.urls")),
    path("", include("gemeinwerk.governance.meetings.urls")),
    path("<uuid:alliance_id>/kosten/", include("gemeinwerk.governance.costs.urls")),
]
