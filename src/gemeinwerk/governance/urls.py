"""Addresses below ``/buendnisse/``. Each part has its own; all but the list name the alliance."""

from __future__ import annotations

from django.urls.resolvers import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
