"""Addresses below ``/personen/``; they belong to the namespace ``portal``."""

from __future__ import annotations

from django.urls import path

from gemeinwerk.portal.people import views

urlpatterns = [
    path("", views.list_people, name="people"),
    path("einladen/", views.invite_person, name="invite"),
    path("<uuid:person_id>/", views.change_roles, name="person"),
    path("<uuid:person_id>/entfernen/", views.remove_person, name="remove"),
]
