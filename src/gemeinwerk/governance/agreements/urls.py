"""Addresses below ``/buendnisse/<alliance>/vereinbarungen/``."""

from __future__ import annotations

from django.urls import path

from gemeinwerk.governance.agreements import views

app_name = "agreements"
urlpatterns = [
    path("", views.list_agreements, name="agreements"),
    path("neu/", views.draw_up, name="new"),
    path("<uuid:agreement_id>/", views.show_agreement, name="agreement"),
    path("<uuid:agreement_id>/aendern/", views.change_draft, name="change"),
    path("<uuid:agreement_id>/behoerde/<slug:slug>/", views.decide_step, name="own_step"),
    path("<uuid:agreement_id>/verfahren/<slug:slug>/", views.enter_step, name="step"),
    path("<uuid:agreement_id>/dokumente/neu/", views.add_filing, name="file"),
    path("<uuid:agreement_id>/dokumente/<uuid:filing_id>/", views.download, name="filing"),
    path(
        "<uuid:agreement_id>/dokumente/<uuid:filing_id>/zurueckziehen/",
        views.withdraw_filing,
        name="withdraw_filing",
    ),
]
