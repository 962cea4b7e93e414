"""The account page of a signed-in person; login itself stands in ``account_urls.py``."""

from __future__ import annotations

from django.urls import path

from gemeinwerk.members import views

app_name = "members"
urlpatterns = [path("konto/", views.show_account, name="account")]
