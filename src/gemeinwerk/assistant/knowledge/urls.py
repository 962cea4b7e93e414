"""Bases, articles and offices below /wissen/."""

from __future__ import annotations

from django.urls import path

from gemeinwerk.assistant.knowledge.desk import views as desk
from gemeinwerk.assistant.knowledge.imports import views as imports
from gemeinwerk.assistant.knowledge.offices import views as offices
from gemeinwerk.assistant.knowledge.views import bases, reading, writing

app_name = "knowledge"
urlpatterns = [
    path("", bases.list_bases, name="bases"),
    path("neu/", bases.create_base, name="create_base"),
    path("stellen/", offices.list_offices, name="offices"),
    path("stellen/neu/", offices.edit_office, name="create_office"),
    path("stellen/<uuid:office_id>/", offices.edit_office, name="office"),
    path("stellen/<uuid:office_id>/entfernen/", offices.remove_office, name="remove_office"),
    path("auskunftsseite/", desk.set_up_desk, name="desk"),
    path("dateien/<uuid:import_id>/", imports.show_import, name="import"),
    path("dateien/<uuid:import_id>/<int:ordinal>/", imports.show_item, name="item"),
    path("dateien/<uuid:import_id>/uebernehmen/", imports.take_over, name="take_over"),
    path("dateien/<uuid:import_id>/freigeben/", imports.release_import, name="release_import"),
    path("dateien/<uuid:import_id>/verwerfen/", imports.discard_import, name="discard_import"),
    path("artikel/<uuid:article_id>/", reading.show_article, name="article"),
    path("artikel/<uuid:article_id>/bearbeiten/", writing.edit_article, name="edit"),
    path("artikel/<uuid:article_id>/freigeben/", writing.release_article, name="release"),
    path("artikel/<uuid:article_id>/zurueckziehen/", writing.withdraw_article, name="withdraw"),
    path("artikel/<uuid:article_id>/pruefen/", writing.review_article, name="review"),
    path("artikel/<uuid:article_id>/ausgabe/", imports.export_article, name="export_article"),
    path("artikel/<uuid:article_id>/verwerfen/", writing.discard_draft, name="discard"),
    path("artikel/<uuid:article_id>/fassungen/<int:number>/", reading.show_version, name="version"),
    path(
        "artikel/<uuid:article_id>/fassungen/<int:number>/wiederaufnehmen/",
        writing.restore_version,
        name="restore",
    ),
    path("<int:base_id>/", bases.show_base, name="base"),
    path("<int:base_id>/bearbeiten/", bases.edit_base, name="edit_base"),
    path("<int:base_id>/neu/", writing.write_article, name="write"),
    path("<int:base_id>/entwuerfe/", bases.release_drafts, name="release_drafts"),
    path("<int:base_id>/einlesen/", imports.hand_in, name="hand_in"),
    path("<int:base_id>/ausgabe/<slug:kind>/", imports.export_base, name="export"),
]
