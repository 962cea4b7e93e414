"""Addresses below ``/buendnisse/<alliance>/kosten/``."""

from __future__ import annotations

from django.urls import path

from gemeinwerk.governance.costs.views import accounts, keys, savings

app_name = "costs"
KEY = "schluessel/<uuid:key_id>/"
SAVING = "einsparungen/<uuid:saving_id>/"
urlpatterns = [
    path("", keys.show_overview, name="overview"),
    path("schluessel/neu/", keys.draft_key, name="draft_key"),
    path(KEY, keys.show_key, name="key"),
    path(f"{KEY}verteilung/", keys.show_distribution, name="distribution"),
    path(
        f"{KEY}verteilung/tabelle/",
        keys.show_distribution,
        {"file": "csv"},
        name="distribution_csv",
    ),
    path(f"{KEY}verteilung/pdf/", keys.show_distribution, {"file": "pdf"}, name="distribution_pdf"),
    path(f"{KEY}plan/", keys.enter_plan, name="enter_plan"),
    path(f"{KEY}verwerfen/", keys.drop_key, name="drop_key"),
    path("mittel/neu/", keys.draft_budget, name="draft_budget"),
    path("mittel/<uuid:budget_id>/verwerfen/", keys.drop_budget, name="drop_budget"),
    path("kennzahlen/", keys.show_figures, name="figures"),
    path("plan/", accounts.show_accounts, name="accounts"),
    path("plan/tabelle/", accounts.show_accounts, {"file": "csv"}, name="accounts_csv"),
    path("plan/pdf/", accounts.show_accounts, {"file": "pdf"}, name="accounts_pdf"),
    path("plan/neu/", accounts.enter_actual, name="enter_actual"),
    path("plan/<uuid:line_id>/zuruecknehmen/", accounts.withdraw_line, name="withdraw_line"),
    path("einsparungen/", savings.list_savings, name="savings"),
    path("einsparungen/neu/", savings.open_saving, name="open_saving"),
    path(SAVING, savings.show_saving, name="saving"),
    path(f"{SAVING}tabelle/", savings.show_saving, {"file": "csv"}, name="saving_csv"),
    path(f"{SAVING}pdf/", savings.show_saving, {"file": "pdf"}, name="saving_pdf"),
    path(f"{SAVING}schaetzung/", savings.enter_estimate, name="enter_estimate"),
    path(f"{SAVING}angaben/", savings.state_circumstances, name="state_circumstances"),
]
