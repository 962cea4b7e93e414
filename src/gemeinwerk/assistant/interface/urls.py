"""For programs, below /api/v1/ and /mcp/."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "assistant_api"
urlpatterns: list[URLPattern] = []
