"""Login, password and second factor over HTTP, as the app role under row-level security."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from tests.factories import PASSWORD, House
from tests.signing_in import sign_in

from gemeinwerk.members.context import member_context
from gemeinwerk.members.models import Person

pytestmark = pytest.mark.django_db
LOGIN = "/konto/anmelden/"


def log_in(client: Client, person: Person, password: str = PASSWORD):
    return client.post(LOGIN, {"login": person.email, "password": password})


def test_pages_of_the_account_need_a_login(db: None) -> None:
    names = [
        "members:account",
        "account_change_password",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "account_reauthenticate",
    ]
    for name in names:
        response = Client().get(reverse(name))
        assert response.status_code == 302, name
        assert response["Location"].startswith(LOGIN), name


def test_login_leads_where_one_wanted_to_go(county: House) -> None:
    client = Client()
    start = client.get("/personen/")
    assert start["Location"] == f"{LOGIN}?next=/personen/"
    entry = {"login": county.people["clerk"].email, "password": PASSWORD, "next": "/personen/"}
    assert client.post(LOGIN, entry)["Location"] == "/personen/"


def test_login_does_not_lead_off_this_site(county: House) -> None:
    entry = {
        "login": county.people["clerk"].email,
        "password": PASSWORD,
        "next": "https://evil.example/",
    }
    assert Client().post(LOGIN, entry)["Location"] == "/"


def test_wrong_password_and_unknown_address_look_the_same(county: House) -> None:
    wrong = log_in(Client(), county.people["clerk"], "falsch")
    unknown = Client().post(LOGIN, {"login": "niemand@99001.example", "password": "falsch"})
    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_blocked_person_does_not_get_in(county: House) -> None:
    clerk = county.people["clerk"]
    with member_context(door="operator"):
        Person.objects.filter(id=clerk.id).update(is_active=False)
    client = Client()
    log_in(client, clerk)
    assert client.get("/personen/").status_code == 302


def test_blocking_ends_a_session(county: House) -> None:
    clerk = county.people["clerk"]
    client = sign_in(clerk)
    with member_context(door="operator"):
        Person.objects.filter(id=clerk.id).update(is_active=False)
    assert client.get("/personen/")["Location"].startswith(LOGIN)


def test_too_many_failures_are_told(county: House) -> None:
    client, clerk = Client(), county.people["clerk"]
    for _attempt in range(5):
        log_in(client, clerk, "falsch")
    answer = log_in(client, clerk)
    assert answer.status_code == 200
    assert answer.context["form"].errors == {
        "__all__": ["Too many failed login attempts. Try again later."]
    }
    assert client.get("/personen/").status_code == 302


def test_too_many_requests_get_a_page(county: House, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "30/m/ip"}
    client = Client()
    statuses = [client.get(LOGIN).status_code for _attempt in range(31)]
    posts = [log_in(client, county.people["clerk"], "falsch").status_code for _i in range(31)]
    assert 429 in statuses + posts
    last = log_in(client, county.people["clerk"], "falsch")
    assert last.status_code == 429
    assert "Too many attempts" in last.content.decode()


def test_sign_up_and_further_addresses_are_not_offered(county: House) -> None:
    for path in ("/konto/signup/", "/konto/email/", "/konto/3rdparty/", "/konto/login/"):
        assert Client().get(path).status_code == 404, path
    client = sign_in(county.people["clerk"])
    for name in ("account_signup", "account_email", "socialaccount_connections"):
        assert client.get(reverse(name))["Location"] == reverse("members:account")


def test_account_page_names_all_desks(county: House, neighbour: House) -> None:
    text = sign_in(county.people["clerk"]).get(reverse("members:account")).content.decode()
    assert "clerk@99001.example" in text
    assert "Landkreis Musterland" in text
    assert "not set up" in text


def test_logging_out_needs_a_post(county: House) -> None:
    client = sign_in(county.people["clerk"])
    assert "Log out?" in client.get(reverse("account_logout")).content.decode()
    assert client.get("/personen/").status_code == 200
    client.post(reverse("account_logout"))
    assert client.get("/personen/").status_code == 302


def test_password_reset_of_unknown_address_looks_the_same(county: House) -> None:
    answers = []
    for email in ("clerk@99001.example", "niemand@99001.example"):
        response = Client().post(reverse("account_reset_password"), {"email": email})
        answers.append((response.status_code, response["Location"]))
    assert answers[0] == answers[1]
    known, unknown = mail.outbox
    assert "/konto/passwort/neu/" in known.body
    assert "/konto/passwort/neu/" not in unknown.body
    assert "signup" not in unknown.body
    assert unknown.to == ["niemand@99001.example"]


def test_password_reset(county: House) -> None:
    clerk = county.people["clerk"]
    client = Client()
    client.post(reverse("account_reset_password"), {"email": clerk.email.upper()})
    address = next(word for word in mail.outbox[0].body.split() if "/passwort/neu/" in word)
    form = client.get(address, follow=True)
    place = form.redirect_chain[-1][0]
    assert address.rsplit("-", 1)[1].strip("/") not in place
    short = client.post(place, {"password1": "kurz", "password2": "kurz"})
    assert "password1" in short.context["form"].errors
    new = "noch-ein-langes-passwort"
    done = client.post(place, {"password1": new, "password2": new})
    assert done["Location"] == reverse("account_reset_password_from_key_done")
    assert log_in(Client(), clerk).status_code == 200
    assert log_in(Client(), clerk, new)["Location"] == "/"
    again = Client().get(address, follow=True).content.decode()
    assert "This link does not work any more" in again


@pytest.mark.parametrize("tail", ["x-y", "zzzz-" + "a" * 300, "0-0", "9" * 400 + "-set-password"])
def test_broken_reset_links(db: None, tail: str) -> None:
    response = Client().get(f"/konto/passwort/neu/{tail}/")
    assert response.status_code == 200
    assert "This link does not work any more" in response.content.decode()


def test_password_change_asks_for_the_old_one(county: House) -> None:
    clerk = county.people["clerk"]
    client = Client()
    log_in(client, clerk)
    address, new = reverse("account_change_password"), "ein-anderes-langes-passwort"
    entry = {"oldpassword": "falsch", "password1": new, "password2": new}
    assert "oldpassword" in client.post(address, entry).context["form"].errors
    assert client.post(address, {**entry, "oldpassword": PASSWORD}).status_code == 302
    assert client.get("/personen/").status_code == 200
    assert log_in(Client(), clerk, new)["Location"] == "/"


def code_now(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def set_up_app(client: Client) -> str:
    """Set up the second factor as a person would and return the secret."""
    address = reverse("mfa_activate_totp")
    asked = client.get(address)["Location"]
    assert client.get(asked).status_code == 200
    assert client.post(asked, {"password": "falsch", "next": address}).status_code == 200
    assert client.post(asked, {"password": PASSWORD, "next": address})["Location"] == address
    page = client.get(address)
    text = page.content.decode()
    assert "<svg" in text
    assert "data:image" not in text
    assert "style=" not in text
    secret = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", text).group(1)
    wrong = client.post(address, {"code": "000000"})
    assert wrong.status_code == 200
    done = client.post(address, {"code": code_now(secret)})
    assert done.status_code == 302
    return secret


def test_second_factor_from_setting_up_to_removal(county: House) -> None:
    clerk = county.people["clerk"]
    client = Client()
    log_in(client, clerk)
    secret = set_up_app(client)
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert len(codes) == 10
    assert client.get(reverse("mfa_download_recovery_codes")).content.decode().split() == codes
    assert "Nothing waits for you" in client.get("/").content.decode()

    cache.clear()
    browser = Client()
    assert log_in(browser, clerk)["Location"] == reverse("mfa_authenticate")
    assert browser.get("/personen/").status_code == 302
    assert browser.get(reverse("mfa_authenticate")).status_code == 200
    assert browser.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert browser.get("/personen/").status_code == 302
    answer = browser.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    assert answer["Location"] == "/"
    assert browser.get("/personen/").status_code == 200

    lost = Client()
    log_in(lost, clerk)
    assert lost.post(reverse("mfa_authenticate"), {"code": codes[0]})["Location"] == "/"
    second = Client()
    log_in(second, clerk)
    assert second.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 200

    address = reverse("mfa_deactivate_totp")
    asked = browser.get(address)["Location"]
    assert browser.get(asked).status_code == 200
    assert browser.post(asked, {"password": PASSWORD, "next": address})["Location"] == address
    assert browser.post(address).status_code == 302
    with member_context(person_id=clerk.id):
        assert not Authenticator.objects.filter(type="totp").exists()


def test_setting_up_asks_who_it_is_after_a_while(county: House) -> None:
    response = sign_in(county.people["clerk"]).get(reverse("mfa_activate_totp"))
    assert response["Location"].startswith(reverse("account_reauthenticate"))


def test_pages_carry_the_strict_policy(county: House) -> None:
    client = sign_in(county.people["clerk"])
    for address in (LOGIN, reverse("members:account"), reverse("mfa_index")):
        policy = client.get(address)["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
