"""Addresses below ``/zugang/``."""

from __future__ import annotations

from django.urls import path

from gemeinwerk.portal.tokens import views

app_name = "tokens"
urlpatterns = [
    path("", views.list_tokens, name="list"),
    path("neu/", views.make_token, name="make"),
    path("<uuid:token_id>/zurueckziehen/", views.withdraw_token, name="withdraw"),
]
