"""Addresses of alliances, their members, bodies and seats, below ``/buendnisse/``."""

from __future__ import annotations

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from gemeinwerk.governance.alliances.bodies import views as bodies
from gemeinwerk.governance.alliances.views import alliances, memberships

app_name = "alliances"

seats = [
    path("neu/", bodies.give_seat, name="give_seat"),
    path("<uuid:seat_id>/", bodies.change_seat, name="seat"),
    path("<uuid:seat_id>/zuruecknehmen/", bodies.take_seat, name="take_seat"),
]
one_body: list[URLPattern | URLResolver] = [
    path("", bodies.show_body, name="body"),
    path("aendern/", bodies.change_body, name="change_body"),
    path("aufloesen/", bodies.close_body, name="close_body"),
    path("regel/", bodies.choose_rule, name="rule"),
    path("regel/eigene/", bodies.make_rule, name="own_rule"),
    path("besetzung/", bodies.name_people, name="people"),
    path("sitze/", include(seats)),
]
one_member = [
    path("", memberships.change_member, name="member"),
    path("einladung-zuruecknehmen/", memberships.withdraw_invitation, name="uninvite"),
    path("geschaeftsstelle/", memberships.hand_over_office, name="office"),
]
one_alliance: list[URLPattern | URLResolver] = [
    path("", alliances.show_alliance, name="overview"),
    path("aendern/", alliances.change_alliance, name="change"),
    path("einladung/", memberships.answer_invitation, name="invitation"),
    path("mitglieder/", memberships.list_members, name="members"),
    path("mitglieder/einladen/", memberships.invite_member, name="invite"),
    path("mitglieder/<uuid:membership_id>/", include(one_member)),
    path("austritt/", memberships.give_notice, name="notice"),
    path("austritt/zuruecknehmen/", memberships.withdraw_notice, name="withdraw_notice"),
    path("gremien/", bodies.list_bodies, name="bodies"),
    path("gremien/neu/", bodies.create_body, name="create_body"),
    path("gremien/<uuid:body_id>/", include(one_body)),
]
urlpatterns = [
    path("", alliances.list_alliances, name="list"),
    path("gruenden/", alliances.found_alliance, name="found"),
    path("<uuid:alliance_id>/", include(one_alliance)),
]
