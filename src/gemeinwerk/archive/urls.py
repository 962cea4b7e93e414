"""Addresses of the archive. Each stays valid: people pass them on and write them into files."""

from __future__ import annotations

from django.urls import path

from gemeinwerk.archive.protection import views as protection
from gemeinwerk.archive.requests import views as requests
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
REQUEST = "einsicht/<uuid:request_id>/"

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
    path("akten/<uuid:record_id>/zustand/", protection.keep_record, name="keep_record"),
    path("schutzfristen/", protection.show_periods, name="periods"),
    path("schutzfristen/bestaetigen/", protection.confirm_period, name="confirm_period"),
    path("schutzfristen/zurueckziehen/", protection.withdraw_period, name="withdraw_period"),
    path("einsicht/", requests.list_requests, name="requests"),
    path("einsicht/neu/", requests.make_request, name="make_request"),
    path(REQUEST, requests.show_request, name="request"),
    path(REQUEST + "bescheid/", requests.print_decision, name="decision"),
    path(REQUEST + "zurueckziehen/", requests.withdraw_request, name="withdraw_request"),
    path(REQUEST + "erlauben/", requests.permit, name="permit"),
    path(REQUEST + "ablehnen/", requests.refuse, name="refuse"),
    path(REQUEST + "beenden/", requests.withdraw_permit, name="withdraw_permit"),
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
