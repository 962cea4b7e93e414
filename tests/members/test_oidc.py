"""Login through the authority's own provider, over HTTP, as the app role under row-level security.

The provider is real, small and on 127.0.0.1. All names are invented.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from tests.factories import PASSWORD, House
from tests.members.oidc_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    FOREIGN_KEY,
    Provider,
    as_json,
    running,
)
from tests.signing_in import sign_in

from gemeinwerk.config.env import Env
from gemeinwerk.members.context import member_context
from gemeinwerk.members.models import Person, Role

pytestmark = pytest.mark.django_db
LOGIN = "/konto/anmelden/"
START = "/konto/oidc/oidc/login/"
RETURN = "/konto/oidc/oidc/login/callback/"
INSIDE = "/personen/"
DISCOVERY = "/.well-known/openid-configuration"
CLERK = "clerk@99001.example"
NOT_AS_IT_SHOULD = "The login of your authority did not answer as it should."
NOT_INVITED = "Nobody was invited with this address"
NOT_CONFIRMED = "Your e-mail address is not confirmed"


def variables(address: str, **more: str) -> dict[str, str]:
    named = {"SERVER_URL": address, "CLIENT_ID": CLIENT_ID, "CLIENT_SECRET": CLIENT_SECRET} | more
    return {f"GEMEINWERK_OIDC_{name}": value for name, value in named.items()}


def set_up(settings: Any, address: str, **more: str) -> None:
    provider = Env(variables(address, **more)).login_provider
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": provider}


@pytest.fixture
def provider(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """A provider that this installation uses; the clerk of 99001 is at its login page."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running() as found:
        set_up(settings, found.address)
        found.signed_in(CLERK)
        yield found


def leave(browser: Client, **query: str) -> str:
    """Press the button and return where the provider sends the browser afterwards."""
    start = browser.get(START, query)
    assert start.status_code == 302
    answer = requests.get(start["Location"], allow_redirects=False, timeout=5)
    back = urlsplit(answer.headers["Location"])
    assert (back.netloc, back.path) == ("testserver", RETURN)
    return f"{back.path}?{back.query}"


def go_through(browser: Client, **query: str) -> Any:
    return browser.get(leave(browser, **query))


def is_inside(browser: Client) -> bool:
    return browser.get(INSIDE).status_code == 200


def stored() -> tuple[int, int, int, int]:
    """Count people, accounts, addresses and tokens, as the login door sees them."""
    with member_context(door="login"):
        tables = (Person, SocialAccount, EmailAddress, SocialToken)
        return tuple(table.objects.count() for table in tables)


def assert_refused(browser: Client, answer: Any, status: int, text: str) -> None:
    assert answer.status_code == status
    assert text in answer.content.decode()
    assert not is_inside(browser)
    assert stored() == (4, 0, 0, 0)


# Who gets in


def test_unknown_address_gets_a_sentence_and_nothing_is_made(
    county: House, provider: Provider
) -> None:
    provider.signed_in("niemand@99001.example")
    browser = Client()
    assert_refused(browser, go_through(browser), 403, NOT_INVITED)
    assert_refused(
        browser, browser.get(reverse("socialaccount_signup"), follow=True), 200, "Log in"
    )
    assert mail.outbox == []


def test_address_that_the_provider_does_not_vouch_for(county: House, provider: Provider) -> None:
    for verified in (False, None, "false", "", 0, 1, "yes", ["true"], {}):
        provider.signed_in(CLERK, email_verified=verified)
        browser = Client()
        assert_refused(browser, go_through(browser), 403, NOT_CONFIRMED)


def test_no_usable_address(county: House, provider: Provider) -> None:
    for email in (
        None,
        "",
        7,
        [CLERK],
        "clerk",
        f"{CLERK}\x00",
        f"{CLERK} ",
        f"{CLERK},x@y.example",
    ):
        provider.claims |= {"email": email}
        provider.userinfo |= {"email": email}
        browser = Client()
        assert_refused(browser, go_through(browser), 403, NOT_CONFIRMED)


def test_letters_that_only_look_alike_are_another_address(
    county: House, provider: Provider
) -> None:
    with member_context(door="operator"):
        Person.objects.filter(email=CLERK).update(email="mike@99001.example")
    for alike in ("m\u0131ke@99001.example", "mi\u212ae@99001.example", "m\u0130ke@99001.example"):
        provider.signed_in(alike)
        browser = Client()
        answer = go_through(browser)
        assert answer.status_code == 403, alike
        assert stored() == (4, 0, 0, 0)


def test_person_who_is_here_gets_in(county: House, provider: Provider) -> None:
    browser = Client()
    answer = go_through(browser)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    page = browser.get(INSIDE)
    assert page.wsgi_request.user == county.people["clerk"]
    assert page.wsgi_request.actor.member_id == county.member.id
    assert page.wsgi_request.actor.roles == {"clerk"}
    assert browser.get("/personen/einladen/").status_code == 403
    assert browser.session.get_expire_at_browser_close()


def test_case_of_the_address_does_not_matter(county: House, provider: Provider) -> None:
    provider.signed_in("Clerk@99001.EXAMPLE", email_verified="true")
    browser = Client()
    go_through(browser)
    assert browser.get(INSIDE).wsgi_request.user == county.people["clerk"]


def test_account_is_kept_for_the_person_only(county: House, provider: Provider) -> None:
    provider.claims |= {"name": "Klara Clerk", "groups": ["intern"]}
    go_through(Client())
    assert stored() == (4, 1, 0, 0)
    with county.context("clerk"):
        account = SocialAccount.objects.get()
    assert account.user_id == county.people["clerk"].id
    assert account.extra_data == {"iss": provider.address, "sub": "4711"}
    assert SocialAccount.objects.count() == 0
    with county.context("head"):
        assert SocialAccount.objects.count() == 0


def test_second_login_finds_the_same_account(county: House, provider: Provider) -> None:
    go_through(Client())
    browser = Client()
    assert go_through(browser).status_code == 302
    assert is_inside(browser)
    assert stored() == (4, 1, 0, 0)


def test_password_keeps_working_beside_it(county: House, provider: Provider) -> None:
    go_through(Client())
    browser = Client()
    browser.post(LOGIN, {"login": CLERK, "password": PASSWORD})
    assert is_inside(browser)


def test_blocked_person_stays_out_at_first_and_later(county: House, provider: Provider) -> None:
    clerk = county.people["clerk"]
    for accounts in (0, 1):
        with member_context(door="operator"):
            Person.objects.filter(id=clerk.id).update(is_active=False)
        browser = Client()
        answer = browser.get(leave(browser), follow=True)
        assert "This account is closed" in answer.content.decode()
        assert not is_inside(browser)
        assert stored() == (4, accounts, 0, 0)
        with member_context(door="operator"):
            Person.objects.filter(id=clerk.id).update(is_active=True)
        browser = Client()
        go_through(browser)
        assert is_inside(browser)


def test_person_without_a_role_finds_no_desk(county: House, provider: Provider) -> None:
    with member_context(door="operator"):
        Role.objects.filter(person=county.people["clerk"]).delete()
    browser = Client()
    assert go_through(browser)["Location"] == "/"
    home = browser.get("/")
    assert home.status_code == 200
    assert home.wsgi_request.actor is None
    assert browser.get(INSIDE).status_code == 403


def test_roles_come_from_here_not_from_the_provider(county: House, provider: Provider) -> None:
    provider.claims |= {"roles": ["head"], "is_staff": True, "groups": ["head"]}
    browser = Client()
    go_through(browser)
    assert browser.get(INSIDE).wsgi_request.actor.roles == {"clerk"}


def test_somebody_else_logs_in_at_the_same_browser(county: House, provider: Provider) -> None:
    browser = sign_in(county.people["head"], at=county.member)
    go_through(browser)
    page = browser.get(INSIDE)
    assert page.wsgi_request.user == county.people["clerk"]
    assert page.wsgi_request.actor.roles == {"clerk"}


# Whose account it is, later


def test_changed_address_does_not_make_somebody_else(county: House, provider: Provider) -> None:
    go_through(Client())
    provider.signed_in("head@99001.example")
    browser = Client()
    go_through(browser)
    assert browser.get(INSIDE).wsgi_request.user == county.people["clerk"]
    assert stored() == (4, 1, 0, 0)


def test_changed_address_may_be_unknown_or_unverified(county: House, provider: Provider) -> None:
    go_through(Client())
    provider.signed_in("neu@99001.example", email_verified=False)
    browser = Client()
    go_through(browser)
    assert browser.get(INSIDE).wsgi_request.user == county.people["clerk"]


def test_same_subject_at_another_provider_is_somebody_else(
    county: House, provider: Provider, settings: Any
) -> None:
    go_through(Client())
    with running() as other:
        set_up(settings, other.address)
        other.signed_in("head@99001.example")
        browser = Client()
        go_through(browser)
    assert browser.get(INSIDE).wsgi_request.user == county.people["head"]


def test_nobody_connects_a_second_account(county: House, provider: Provider) -> None:
    browser = sign_in(county.people["head"])
    go_through(browser, process="connect")
    with member_context(door="login"):
        assert SocialAccount.objects.get().user == county.people["clerk"]
    assert browser.get(INSIDE).wsgi_request.user == county.people["clerk"]


# What the provider must prove


def test_state_of_nobody_or_of_another_browser(county: House, provider: Provider) -> None:
    for address in (RETURN, f"{RETURN}?code=x&state=y", f"{RETURN}?error=access_denied"):
        browser = Client()
        assert_refused(browser, browser.get(address), 401, NOT_AS_IT_SHOULD)
    theirs, mine = Client(), Client()
    leave(mine)
    assert_refused(mine, mine.get(leave(theirs)), 401, NOT_AS_IT_SHOULD)


def test_replayed_address_and_replayed_code(county: House, provider: Provider) -> None:
    first = Client()
    used = leave(first)
    assert first.get(used).status_code == 302
    first.post(reverse("account_logout"))
    assert first.get(used).status_code == 401
    second = Client()
    code = parse_qs(urlsplit(used).query)["code"][0]
    state = parse_qs(urlsplit(leave(second)).query)["state"][0]
    answer = second.get(RETURN, {"code": code, "state": state})
    assert answer.status_code == 401
    assert not is_inside(second)


def test_code_of_another_browser_lacks_its_proof_key(county: House, provider: Provider) -> None:
    """PKCE: a stolen code is worth nothing even with a state of one's own."""
    code = parse_qs(urlsplit(leave(Client())).query)["code"][0]
    thief = Client()
    state = parse_qs(urlsplit(leave(thief)).query)["state"][0]
    assert_refused(thief, thief.get(RETURN, {"code": code, "state": state}), 401, NOT_AS_IT_SHOULD)


def test_wrong_client_secret(county: House, provider: Provider, settings: Any) -> None:
    set_up(settings, provider.address, CLIENT_SECRET="falsch")
    browser = Client()
    assert_refused(browser, go_through(browser), 401, NOT_AS_IT_SHOULD)


def test_secret_goes_the_way_that_the_provider_names(county: House, provider: Provider) -> None:
    for way, method in (("form", "client_secret_post"), ("header", "client_secret_basic")):
        provider.metadata = {"token_endpoint_auth_methods_supported": [method]}
        browser = Client()
        go_through(browser)
        assert provider.secret_by == way
        assert is_inside(browser)


NOW = int(time.time())
LIES: list[dict[str, Any]] = [
    {"iss": "https://anderswo.example"},
    {"iss": None},
    {"aud": "ein-anderes-programm"},
    {"aud": None},
    {"aud": [CLIENT_ID, "fremd"], "azp": "fremd"},
    {"exp": NOW - 3600},
    {"exp": None},
    {"exp": "bald"},
    {"iat": NOW + 3600},
    {"nbf": NOW + 3600},
    {"sub": None},
    {"sub": ""},
    {"sub": 4711},
    {"sub": "ä"},
    {"sub": "a\x00b"},
    {"sub": "a" * 256},
]


def test_token_that_does_not_hold(county: House, provider: Provider) -> None:
    honest = provider.claims
    for lie in LIES:
        provider.claims = honest | lie
        browser = Client()
        assert_refused(browser, go_through(browser), 401, NOT_AS_IT_SHOULD)


FORGERIES: list[tuple[Any, str, dict[str, Any]]] = [
    (FOREIGN_KEY, "RS256", {"kid": "1"}),
    (FOREIGN_KEY, "RS256", {}),
    (FOREIGN_KEY, "RS256", {"kid": "2"}),
    ("", "none", {"kid": "1"}),
    (CLIENT_SECRET * 4, "HS256", {"kid": "1"}),
]


def test_signature_that_does_not_hold(county: House, provider: Provider) -> None:
    for provider.key, provider.algorithm, provider.headers in FORGERIES:
        browser = Client()
        assert_refused(browser, go_through(browser), 401, NOT_AS_IT_SHOULD)


def test_only_key_needs_no_name(county: House, provider: Provider) -> None:
    provider.headers = {}
    browser = Client()
    go_through(browser)
    assert is_inside(browser)


def test_clocks_may_differ_a_little(county: House, provider: Provider) -> None:
    provider.claims |= {"iat": int(time.time()) + 20, "aud": [CLIENT_ID]}
    browser = Client()
    go_through(browser)
    assert is_inside(browser)


# Userinfo


def test_address_may_come_from_userinfo(county: House, provider: Provider) -> None:
    provider.claims |= {"email": None, "email_verified": None}
    browser = Client()
    go_through(browser)
    assert browser.get(INSIDE).wsgi_request.user == county.people["clerk"]


def test_userinfo_about_somebody_else(county: House, provider: Provider) -> None:
    provider.claims |= {"email": None, "email_verified": None}
    provider.userinfo |= {"sub": "0815"}
    browser = Client()
    assert_refused(browser, go_through(browser), 401, NOT_AS_IT_SHOULD)


def test_verification_belongs_to_the_address_it_came_with(
    county: House, provider: Provider
) -> None:
    provider.claims |= {"email": "head@99001.example", "email_verified": None}
    browser = Client()
    go_through(browser)
    assert browser.get(INSIDE).wsgi_request.user == county.people["clerk"]
    provider.signed_in("head@99001.example", subject="2", email_verified=None)
    provider.userinfo = {"sub": "2", "email_verified": True}
    assert go_through(Client()).status_code == 403


def test_silent_provider_is_believed_only_in_named_domains(
    county: House, provider: Provider, settings: Any
) -> None:
    set_up(settings, provider.address, VOUCHED_DOMAINS="99001.Example kreis.example")
    provider.metadata = {"userinfo_endpoint": None}
    for email, said in (("clerk@x.99001.example", None), (CLERK, False), ("x@99002.example", None)):
        provider.signed_in(email, email_verified=said)
        assert NOT_CONFIRMED in go_through(Client()).content.decode(), email
    provider.signed_in(CLERK, email_verified=None)
    browser = Client()
    go_through(browser)
    assert browser.get(INSIDE).wsgi_request.user == county.people["clerk"]


# A provider that is down or talks nonsense

GARBAGE = [
    (500, "text/html", b"<h1>Oops</h1>"),
    (404, "application/json", b"{}"),
    (200, "text/html", b"<html>Wartung</html>"),
    (200, "application/json", b""),
    (200, "application/json", b"[]"),
    (200, "application/json", b"{}"),
    (200, "application/json", b'"access_token"'),
    (200, "application/json", b"null"),
    (200, "", b"\xff\xfe\x00"),
    (200, "application/json", b'{"keys": 7, "issuer": 7, "access_token": 7, "id_token": 7}'),
    (200, "application/json", b'{"keys": [7, {"kty": "RSA", "n": "?", "e": 1}, {"kty": []}]}'),
    (200, "application/json", b'{"access_token": "zugang", "id_token": "a.b.c"}'),
    (200, "application/json", b'{"access_token": "zugang"}'),
]


@pytest.mark.parametrize("path", [DISCOVERY, "/token", "/keys", "/userinfo"])
def test_garbage_is_a_page_not_a_crash(
    county: House, provider: Provider, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    provider.claims |= {"email": None, "email_verified": None}
    for garbage in GARBAGE:
        provider.answers = {}
        browser = Client()
        back = leave(browser)
        provider.answers = {path: garbage}
        caplog.clear()
        answer = browser.get(back)
        assert answer.status_code == 401, garbage
        assert NOT_AS_IT_SHOULD in answer.content.decode()
        assert "Login through Verwaltungskonto failed" in caplog.text
        assert stored() == (4, 0, 0, 0)


def test_garbage_before_leaving_is_a_page_too(county: House, provider: Provider) -> None:
    addresses = [None, 7, "javascript:alert(1)", "/authorize"]
    broken = [as_json(provider.discovery() | {"authorization_endpoint": x}) for x in addresses]
    for garbage in (*GARBAGE, *broken):
        provider.answers = {DISCOVERY: garbage}
        answer = Client().get(START)
        assert answer.status_code == 401, garbage
        assert NOT_AS_IT_SHOULD in answer.content.decode()


def test_header_of_the_token_is_garbage(county: House, provider: Provider) -> None:
    good = provider.id_token()
    for kid in (7, None, [], {}):
        head = jwt.utils.base64url_encode(json.dumps({"alg": "RS256", "kid": kid}).encode())
        token = ".".join((head.decode(), *good.split(".")[1:]))
        provider.answers = {"/token": as_json({"access_token": "zugang", "id_token": token})}
        browser = Client()
        assert_refused(browser, go_through(browser), 401, NOT_AS_IT_SHOULD)


def test_provider_is_down_before_and_in_the_middle(county: House, settings: Any) -> None:
    with running() as provider:
        set_up(settings, provider.address)
        provider.signed_in(CLERK)
        browser = Client()
        back = leave(browser)
    assert_refused(browser, browser.get(back), 401, NOT_AS_IT_SHOULD)
    assert_refused(browser, browser.get(START), 401, NOT_AS_IT_SHOULD)


def test_person_cancels_at_the_provider(county: House, provider: Provider) -> None:
    browser = Client()
    state = parse_qs(urlsplit(leave(browser)).query)["state"][0]
    answer = browser.get(RETURN, {"error": "access_denied", "state": state}, follow=True)
    assert_refused(browser, answer, 200, "You cancelled the login at your authority.")
    state = parse_qs(urlsplit(leave(browser)).query)["state"][0]
    answer = browser.get(RETURN, {"error": "server_error", "state": state})
    assert_refused(browser, answer, 401, NOT_AS_IT_SHOULD)


# Second factor


def test_second_factor_set_here_is_asked_for(county: House, provider: Provider) -> None:
    secret = "JBSWY3DPEHPK3PXP"
    with member_context(door="login"):
        Authenticator.objects.create(
            user=county.people["clerk"], type="totp", data={"secret": secret}
        )
    browser = Client()
    asked = go_through(browser, next=INSIDE)["Location"]
    assert asked == reverse("mfa_authenticate")
    assert not is_inside(browser)
    assert browser.get(asked).status_code == 200
    assert browser.post(asked, {"code": "000000"}).status_code == 200
    assert not is_inside(browser)
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert browser.post(asked, {"code": code})["Location"] == INSIDE
    assert is_inside(browser)


def test_person_without_a_password_can_set_up_a_second_factor(
    county: House, provider: Provider
) -> None:
    with member_context(door="operator"):
        Person.objects.filter(email=CLERK).update(password="!")
    browser = Client()
    go_through(browser)
    assert browser.get(reverse("mfa_activate_totp")).status_code == 200


# The page, the way out and the way in


def test_button_only_when_it_is_set_up(county: House, settings: Any) -> None:
    set_up(settings, "")
    assert "Log in with" not in Client().get(LOGIN).content.decode()
    assert Client().get(START).status_code == 404
    assert Client().get(RETURN).status_code == 404
    set_up(settings, "https://login.kreis.example", NAME="Kreis-Konto")
    text = Client().get(f"{LOGIN}?next=/personen/").content.decode()
    assert "Log in with Kreis-Konto" in text
    assert f'href="{START}?process=login&amp;next=%2Fpersonen%2F"' in text


def test_button_is_a_link_so_the_policy_lets_it_leave(county: House, provider: Provider) -> None:
    """``form-action`` would stop a form that ends at the provider; a link is not held."""
    page = Client().get(LOGIN)
    assert "form-action 'self'" in page["Content-Security-Policy"]
    text = page.content.decode()
    assert f'href="{START}' in text
    assert f'action="{START}' not in text
    assert Client().post(START).status_code == 405


def test_what_is_asked_of_the_provider_is_ours_to_say(county: House, provider: Provider) -> None:
    browser = Client()
    hostile = {
        "scope": "offline_access",
        "auth_params": "redirect_uri=https://evil.example&state=x",
        "action": "reauthenticate",
    }
    asked = parse_qs(urlsplit(browser.get(START, hostile)["Location"]).query)
    assert asked["redirect_uri"] == [f"http://testserver{RETURN}"]
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
    assert asked["state"] != ["x"]
    assert asked["code_challenge_method"] == ["S256"]


def test_next_does_not_lead_off_this_site(county: House, provider: Provider) -> None:
    for foreign in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"):
        assert go_through(Client(), next=foreign)["Location"] == "/", foreign


def test_next_leads_where_one_wanted_to_go(county: House, provider: Provider) -> None:
    assert go_through(Client(), next=INSIDE)["Location"] == INSIDE


def test_slash_at_the_end_of_the_address_does_not_matter(
    county: House, provider: Provider, settings: Any
) -> None:
    set_up(settings, f"{provider.address}/")
    browser = Client()
    go_through(browser)
    assert is_inside(browser)


def test_address_without_client_is_told_at_the_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="needs GEMEINWERK_OIDC_CLIENT_ID"):
        _ = Env({"GEMEINWERK_OIDC_SERVER_URL": "https://login.kreis.example"}).login_provider
