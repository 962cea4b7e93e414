"""Login and account: allauth's views at German addresses, and only those that we offer.

Nobody signs up, adds an address of their own or connects a foreign account: the e-mail address is
what a head invited. allauth still asks for the names of those pages, so they lead to the account.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as socialaccount
from django.urls import URLPattern, path, re_path, reverse_lazy
from django.views.generic import RedirectView

from gemeinwerk.members import oidc

closed = RedirectView.as_view(url=reverse_lazy("members:account"))
CLOSED = [
    "account_signup",
    "account_email",
    "account_email_verification_sent",
    "account_set_password",
    "socialaccount_signup",
    "socialaccount_connections",
]


def _closed(name: str) -> URLPattern:
    return path(f"nicht-angeboten/{name}/", closed, name=name)


urlpatterns = [
    path("anmelden/", account.login, name="account_login"),
    path("abmelden/", account.logout, name="account_logout"),
    path("gesperrt/", account.account_inactive, name="account_inactive"),
    path("bestaetigen/", account.reauthenticate, name="account_reauthenticate"),
    path("passwort/", account.password_change, name="account_change_password"),
    path("passwort/vergessen/", account.password_reset, name="account_reset_password"),
    path(
        "passwort/vergessen/gesendet/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    path(
        "passwort/neu/fertig/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^passwort/neu/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("zweiter-faktor/", mfa.index, name="mfa_index"),
    path("zweiter-faktor/anmelden/", mfa.authenticate, name="mfa_authenticate"),
    path("zweiter-faktor/bestaetigen/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("zweiter-faktor/app/einrichten/", totp.activate_totp, name="mfa_activate_totp"),
    path("zweiter-faktor/app/entfernen/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(
        "zweiter-faktor/notfallcodes/",
        recovery_codes.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "zweiter-faktor/notfallcodes/neu/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "zweiter-faktor/notfallcodes/herunterladen/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("zweiter-faktor/schluessel/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("zweiter-faktor/schluessel/neu/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path(
        "zweiter-faktor/schluessel/bestaetigen/",
        webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "zweiter-faktor/schluessel/<int:pk>/",
        webauthn.edit_webauthn,
        name="mfa_edit_webauthn",
    ),
    path(
        "zweiter-faktor/schluessel/<int:pk>/entfernen/",
        webauthn.remove_webauthn,
        name="mfa_remove_webauthn",
    ),
    path("abgebrochen/", socialaccount.login_cancelled, name="socialaccount_login_cancelled"),
    path("fehlgeschlagen/", socialaccount.login_error, name="socialaccount_login_error"),
    path("nicht-angeboten/<key>/", closed, name="account_confirm_email"),
    *map(_closed, CLOSED),
    re_path("^oidc/(?P<provider_id>oidc)/login/$", oidc.login, name="openid_connect_login"),
    re_path(
        "^oidc/(?P<provider_id>oidc)/login/callback/$",
        oidc.callback,
        name="openid_connect_callback",
    ),
]
