"""Where clerks ask, below /fragen/."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "asking"
urlpatterns: list[URLPattern] = []
