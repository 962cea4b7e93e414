"""Addresses of motions, votes, resolutions and effects, below ``/buendnisse/``."""

from __future__ import annotations

from django.urls import path

from gemeinwerk.governance.voting.views import drafting, motions, resolutions, votes

app_name = "voting"
MOTIONS = "<uuid:alliance_id>/vorlagen/"
MOTION = f"{MOTIONS}<uuid:motion_id>/"
urlpatterns = [
    path(MOTIONS, motions.list_motions, name="motions"),
    path(f"{MOTIONS}neu/", drafting.draft_motion, name="draft"),
    path(MOTION, motions.show_motion, name="motion"),
    path(f"{MOTION}bearbeiten/", drafting.edit_motion, name="edit"),
    path(f"{MOTION}wirkungen/neu/", drafting.choose_effect, name="choose_effect"),
    path(f"{MOTION}wirkungen/neu/<slug:kind>/", drafting.add_effect, name="add_effect"),
    path(
        f"{MOTION}wirkungen/<uuid:effect_id>/entfernen/",
        drafting.remove_effect,
        name="remove_effect",
    ),
    path(f"{MOTION}vorlegen/", drafting.propose_motion, name="propose"),
    path(f"{MOTION}zurueckziehen/", drafting.withdraw_motion, name="withdraw"),
    path(f"{MOTION}abstimmung/eroeffnen/", votes.open_vote, name="open"),
    path(f"{MOTION}abstimmung/stimme/", votes.vote, name="vote"),
    path(f"{MOTION}abstimmung/anwesenheit/", votes.note_presence, name="presence"),
    path(f"{MOTION}abstimmung/schliessen/", votes.close_vote, name="close"),
    path(f"{MOTION}ausfuehren/", resolutions.settle, name="settle"),
    path(
        "<uuid:alliance_id>/beschluesse/<uuid:resolution_id>/",
        resolutions.show_resolution,
        name="resolution",
    ),
    path("wirkungen/<uuid:effect_id>/", resolutions.show_effect, name="effect"),
    path("wirkungen/<uuid:effect_id>/entscheiden/", resolutions.decide, name="decide"),
]
