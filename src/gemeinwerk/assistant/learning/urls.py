"""Gaps and measurements below /wissen/."""

from __future__ import annotations

from django.urls import path

from gemeinwerk.assistant.learning import views

app_name = "learning"
urlpatterns = [
    path("luecken/", views.list_gaps, name="gaps"),
    path("luecken/<uuid:gap_id>/", views.show_gap, name="gap"),
    path("luecken/<uuid:gap_id>/artikel/", views.write_article, name="write_article"),
    path("luecken/<uuid:gap_id>/schliessen/", views.close_gap, name="close"),
    path("luecken/<uuid:gap_id>/ablegen/", views.dismiss_gap, name="dismiss"),
    path("luecken/<uuid:gap_id>/oeffnen/", views.reopen_gap, name="reopen"),
    path("luecken/<uuid:gap_id>/loeschen/", views.forget_question, name="forget_question"),
    path("messungen/", views.list_measurements, name="measurements"),
    path("messungen/<uuid:measurement_id>/", views.show_measurement, name="measurement"),
]
