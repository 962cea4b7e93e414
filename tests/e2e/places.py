"""Where the walk through all pages goes, and who may go there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse

from tests.e2e.scene import Scene

HEAD, COORDINATOR, OFFICER, CLERK = ROLES = ("head", "coordinator", "records_officer", "clerk")
OFFICERS = (COORDINATOR, OFFICER)
CORRECTORS = (COORDINATOR, OFFICER, CLERK)
MANAGERS = (HEAD, COORDINATOR)
AUTHORS = (*MANAGERS, OFFICER)

Address = Callable[[Scene], str]


def at(view: str, query: str = "", **of: Callable[[Scene], Any]) -> Address:
    """Address of a view; its arguments are taken from the scene."""
    return lambda scene: reverse(view, kwargs={k: f(scene) for k, f in of.items()}) + query


def offer_in_alliance(scene: Scene) -> str:
    """The page on which a collection is offered to the scene's conference."""
    return (
        at("portal:share", key=lambda s: s.collection.key)(scene)
        + "?ziel=b"
        + str(scene.alliance.union.body.id)
    )


PAGES: list[tuple[str, Sequence[str], Address]] = [
    ("start", ROLES, at("portal:home")),
    ("suche-leer", ROLES, at("archive:search")),
    ("suche-treffer", ROLES, at("archive:search", "?q=Zufahrt")),
    ("suche-nichts", ROLES, at("archive:search", "?q=Quastenflosser")),
    ("suche-seite-2", ROLES, at("archive:search", "?q=Zufahrt&seite=2")),
    ("bestaende", ROLES, at("archive:collections")),
    ("bestand-neu", OFFICERS, at("archive:create_collection")),
    ("bestand", ROLES, at("archive:collection", key=lambda s: s.collection.key)),
    (
        "bestand-fremd",
        ROLES,
        at("archive:collection", key=lambda s: s.foreign.key),
    ),
    ("bestand-bearbeiten", OFFICERS, at("archive:edit_collection", key=lambda s: s.collection.key)),
    ("aufnehmen", OFFICERS, at("archive:take_in", key=lambda s: s.collection.key)),
    ("freigeben", AUTHORS, at("portal:share", key=lambda s: s.collection.key)),
    ("freigeben-angebot", AUTHORS, offer_in_alliance),
    ("aufnahmen", ROLES, at("archive:intakes")),
    ("aufnahme", ROLES, at("archive:intake", intake_id=lambda s: s.document.intake_id)),
    ("aufnahme-kaputt", ROLES, at("archive:intake", intake_id=lambda s: s.refused.intake_id)),
    ("akte", ROLES, at("archive:record", record_id=lambda s: s.document.record_id)),
    ("akte-fremd", ROLES, at("archive:record", record_id=lambda s: s.granted.document.record_id)),
    (
        "akte-bearbeiten",
        CORRECTORS,
        at("archive:edit_record", record_id=lambda s: s.document.record_id),
    ),
    ("schriftstueck-kaputt", ROLES, at("archive:document", document_id=lambda s: s.refused.id)),
    (
        "seite",
        ROLES,
        at("archive:page", "?q=Zufahrt", document_id=lambda s: s.document.id, number=lambda _: 1),
    ),
    (
        "seite-fremd",
        ROLES,
        at("archive:page", document_id=lambda s: s.granted.document_id, number=lambda _: 1),
    ),
    (
        "text",
        ROLES,
        at("archive:text", "?q=Zufahrt", document_id=lambda s: s.document.id, number=lambda _: 1),
    ),
    (
        "korrigieren",
        CORRECTORS,
        at("archive:correct", document_id=lambda s: s.document.id, number=lambda _: 2),
    ),
    ("pruefen", CORRECTORS, at("archive:review")),
    ("freigaben", ROLES, at("sharing:grants")),
    ("freigabe", ROLES, at("sharing:grant", grant_id=lambda s: s.given.id)),
    ("freigabe-erhalten", ROLES, at("sharing:grant", grant_id=lambda s: s.received.id)),
    ("freigabe-beenden", (HEAD,), at("sharing:end", grant_id=lambda s: s.given.id)),
    ("personen", ROLES, at("portal:people")),
    ("einladen", MANAGERS, at("portal:invite")),
    ("rollen", MANAGERS, at("portal:person", person_id=lambda s: s.county.people["clerk"].id)),
    ("entfernen", MANAGERS, at("portal:remove", person_id=lambda s: s.county.people["clerk"].id)),
    ("zugangsschluessel", ROLES, at("tokens:list")),
    ("zugangsschluessel-neu", ROLES, at("tokens:make")),
    ("journal", (HEAD, *OFFICERS), at("journal:entries")),
    ("journal-nichts", (HEAD, *OFFICERS), at("journal:entries", "?person=Niemand")),
    ("fragen", ROLES, at("asking:ask")),
    ("konto", ROLES, at("members:account")),
    ("passwort", ROLES, at("account_change_password")),
    ("abmelden", ROLES, at("account_logout")),
    ("zweiter-faktor", ROLES, at("mfa_index")),
    ("schluessel", ROLES, at("mfa_list_webauthn")),
    ("bausteine", ROLES, at("ui:samples")),
]
PUBLIC: list[tuple[str, Address]] = [
    ("willkommen", at("portal:home")),
    ("anmelden", at("account_login")),
    ("passwort-vergessen", at("account_reset_password")),
    ("passwort-gesendet", at("account_reset_password_done")),
    ("passwort-fertig", at("account_reset_password_from_key_done")),
    (
        "passwort-link-alt",
        at("account_reset_password_from_key", uidb36=lambda _: "x", key=lambda _: "set-password"),
    ),
    ("gesperrt", at("account_inactive")),
    ("auskunft", at("desk:ask", slug=lambda s: s.knowledge.desk.slug)),
    ("auskunft-fenster", at("desk:widget", slug=lambda s: s.knowledge.desk.slug)),
    ("auskunft-stellen", at("desk:offices", slug=lambda s: s.knowledge.desk.slug)),
    (
        "auskunft-artikel",
        at(
            "desk:article",
            "?von=0&bis=52",
            slug=lambda s: s.knowledge.desk.slug,
            article_id=lambda s: s.knowledge.article.id,
        ),
    ),
    ("abgebrochen", at("socialaccount_login_cancelled")),
    ("fehlgeschlagen", at("socialaccount_login_error")),
]
ELSEWHERE = {
    "portal:switch": "POST only (test_people)",
    "portal:health": "no page",
    "tokens:withdraw": "after a key was made (portal/test_tokens)",
    "archive:turn_to_page": "leads to a page (test_without_scripts)",
    "archive:pdf": "a file (test_main_line)",
    "archive:original": "a file (test_main_line)",
    "archive:image": "a picture (test_main_line)",
    "archive:thumbnail": "a picture (test_two_members)",
    "archive:repeat": "POST only",
    "archive:accept": "POST only",
    "journal:download": "a file",
    "journal:check": "POST only (below)",
    "asking:rate": "POST only (test_asking)",
    "desk:rate": "POST only (test_asking)",
    "desk_refusal": "says that nothing is there (test_desk_http)",
    "ui:sample-upload": "POST only",
    "account_reauthenticate": "after a while (test_people)",
    "mfa_authenticate": "in the middle of a login (test_people)",
    "mfa_activate_totp": "with a fresh login (test_people)",
    "mfa_deactivate_totp": "with a second factor (test_people)",
    "mfa_view_recovery_codes": "with a second factor (test_people)",
    "mfa_generate_recovery_codes": "with a second factor (test_people)",
    "mfa_download_recovery_codes": "a file",
    "mfa_add_webauthn": "with a fresh login (test_people)",
    "mfa_edit_webauthn": "with a security key",
    "mfa_remove_webauthn": "with a security key",
    "mfa_reauthenticate": "with a second factor, after a while",
    "mfa_reauthenticate_webauthn": "with a security key, after a while",
    "openid_connect_login": "leads to the authority's login",
    "openid_connect_callback": "comes from the authority's login",
    "account_confirm_email": "closed: leads to the account",
    "account_signup": "closed: leads to the account",
    "account_email": "closed: leads to the account",
    "account_email_verification_sent": "closed: leads to the account",
    "account_set_password": "closed: leads to the account",
    "socialaccount_signup": "closed: leads to the account",
    "socialaccount_connections": "closed: leads to the account",
}
