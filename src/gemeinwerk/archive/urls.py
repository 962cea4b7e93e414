"""Addresses of the archive. Each stays valid: people pass them on and write them into files."""

from __future__ import annotations

from django.urls import path

from gemeinwerk.archive.views import (
    collections,
    downloads,
    intake,
    reading,
    records,
    review,
    search,
)

DOCUMENT = "schriftstuecke/<uuid:document_id>/"
PAGE = DOCUMENT + "<int:number>/"

app_name = "archive"
urlpatterns = [
    path("bestaende/", collections.list_collections, name="collections"),
    path("bestaende/neu/", collections.create_collection, name="create_collection"),
    path("bestaende/<uuid:key>/", collections.show_collection, name="collection"),
    path("bestaende/<uuid:key>/bearbeiten/", collections.edit_collection, name="edit_collection"),
    path("bestaende/<uuid:key>/aufnehmen/", intake.take_in, name="take_in"),
    path("aufnahmen/", intake.list_intakes, name="intakes"),
    path("aufnahmen/<uuid:intake_id>/", intake.show_intake, name="intake"),
    path("suche/", search.search_pages, name="search"),
    path("akten/<uuid:record_id>/", records.show_record, name="record"),
    path("akten/<uuid:record_id>/bearbeiten/", records.edit_record, name="edit_record"),
    path(DOCUMENT, reading.open_document, name="document"),
    path(DOCUMENT + "seite/", reading.turn_to_page, name="turn_to_page"),
    path(DOCUMENT + "pdf/", downloads.download_pdf, name="pdf"),
    path(DOCUMENT + "original/", downloads.download_original, name="original"),
    path(DOCUMENT + "wiederholen/", intake.repeat_document, name="repeat"),
    path(PAGE, reading.show_page, name="page"),
    path(PAGE + "text/", reading.show_text, name="text"),
    path(PAGE + "bild/", downloads.show_image, name="image"),
    path(PAGE + "vorschau/", downloads.show_thumbnail, name="thumbnail"),
    path(PAGE + "korrigieren/", review.correct_page, name="correct"),
    path(PAGE + "bestaetigen/", review.accept_page, name="accept"),
    path("pruefen/", review.list_pages, name="review"),
]
