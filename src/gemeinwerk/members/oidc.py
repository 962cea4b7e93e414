"""Login through the authority's own OpenID Connect provider, believing only what is proven.

allauth drives the exchange (state, PKCE, code for token). What the provider answers is judged here,
because allauth accepts an ID token without looking at its signature, facts about another subject,
and every ``email_verified`` that is not empty, even the word "false".

Source: OpenID Connect Core 1.0, sections 3.1.3.7 (ID token), 5.3.2 (userinfo), 5.7 (subject).
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import jwt
from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET
from requests import RequestException

Claims = dict[str, Any]
ALGORITHMS = [f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512)]
REQUIRED_CLAIMS = ["iss", "sub", "aud", "exp", "iat"]
REQUIRED_METADATA = ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"]
CLOCK_SKEW = 60  # seconds that the provider's clock may differ from ours
MAX_SUBJECT = 255  # ASCII characters (Core, section 2)


class ProviderFault(ProviderException):
    """The provider answered what must not be believed. The text is for the log, not for people."""


class Exchange(OpenIDConnectOAuth2Adapter):
    """One login's conversation with the provider."""

    @property
    def openid_config(self) -> Claims:
        """Return the discovery document, asked for once per login; ProviderFault if it is none."""
        if not hasattr(self, "_openid_config"):
            found = _get_json(self.get_provider().server_url)
            for name in REQUIRED_METADATA:
                if not _is_web_address(found.get(name)):
                    raise ProviderFault(f"the discovery document has no {name}")
            self._openid_config = found
        return self._openid_config

    def get_access_token_data(
        self,
        request: HttpRequest,
        app: SocialApp,
        client: OAuth2Client,
        pkce_code_verifier: str | None = None,
    ) -> Claims:
        """Return the token endpoint's answer, with an access token and an ID token as text."""
        try:
            answer = super().get_access_token_data(request, app, client, pkce_code_verifier)
        except (KeyError, TypeError, ValueError) as garbage:  # allauth takes the shape for granted
            raise ProviderFault("the token endpoint did not answer as JSON") from garbage
        for name in ("access_token", "id_token"):
            if not isinstance(answer, dict) or not isinstance(answer.get(name), str):
                raise ProviderFault(f"the token endpoint gave no {name}")
        return answer

    def parse_token(self, data: Claims) -> SocialToken:
        """Return the access token; it asks for userinfo and is then forgotten."""
        return SocialToken(token=data["access_token"])

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **exchange: Any
    ) -> SocialLogin:
        """Return who signed in at the provider; ProviderFault for anything that is not proven."""
        claims = self._proven(exchange["response"]["id_token"], audience=app.client_id)
        if not {"email", "email_verified"} <= claims.keys():
            claims |= self._told_of(claims["sub"], token.token)
        return self.get_provider().sociallogin_from_response(request, claims)

    def _proven(self, id_token: str, *, audience: str) -> Claims:
        try:
            keys = jwt.PyJWKSet.from_dict(_get_json(self.openid_config["jwks_uri"]))
            claims: Claims = jwt.decode(
                id_token,
                _signing_key(keys, jwt.get_unverified_header(id_token).get("kid")),
                algorithms=ALGORITHMS,
                audience=audience,
                issuer=self.openid_config["issuer"],
                leeway=CLOCK_SKEW,
                options={"require": REQUIRED_CLAIMS},
            )
        except jwt.PyJWTError as fault:
            raise ProviderFault(f"the ID token does not hold: {fault}") from fault
        if claims.get("azp", audience) != audience:
            raise ProviderFault("the ID token was made for another client")
        if not _is_subject(claims["sub"]):
            raise ProviderFault("the ID token has no usable subject")
        return claims

    def _told_of(self, subject: str, access_token: str) -> Claims:
        """Return address and verification from userinfo, both or neither: they belong together."""
        address = self.openid_config.get("userinfo_endpoint")
        if not _is_web_address(address):
            return {}
        told = _get_json(str(address), Authorization=f"Bearer {access_token}")
        if told.get("sub") != subject:
            raise ProviderFault("userinfo is about somebody else than the ID token")
        if "email" not in told:
            return {}
        return {"email": told["email"], "email_verified": told.get("email_verified")}


class OpenIDConnect(OpenIDConnectProvider):
    """The authority's login: a subject and an address. Nothing else about the person is kept."""

    oauth2_adapter_class = Exchange

    def extract_uid(self, data: Claims) -> str:
        """Return a key of fixed length: a subject names somebody only together with its issuer."""
        return sha256(f"{data['iss']} {data['sub']}".encode()).hexdigest()

    def extract_extra_data(self, data: Claims) -> Claims:
        return {"iss": data["iss"], "sub": data["sub"]}

    def extract_common_fields(self, data: Claims) -> Claims:
        return {}

    def extract_email_addresses(self, data: Claims) -> list[EmailAddress]:
        """Return the address, or none; lower case turns some foreign letters into Latin ones."""
        email = data.get("email")
        if not isinstance(email, str) or not email.rpartition("@")[0].isascii():
            return []
        return [EmailAddress(email=email, verified=self._vouches(email, data), primary=True)]

    def _vouches(self, email: str, claims: Claims) -> bool:
        """Tell whether the address is proven; a silent provider is believed in named domains."""
        said = claims.get("email_verified")
        if said is None:
            domain = email.rpartition("@")[2].lower()
            return domain in self.app.settings.get("vouched_domains", [])
        return said is True or said == "true"


@require_GET
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider. Only for a login: nobody connects a second account of their own."""
    provider = _provider(request, provider_id)
    try:
        return provider.redirect(
            request, process=AuthProcess.LOGIN, next_url=get_next_redirect_url(request)
        )
    except (RequestException, ProviderException) as fault:
        return render_authentication_error(request, provider, exception=fault)


@require_GET
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from the provider and sign in, or say what did not work."""
    provider = _provider(request, provider_id)
    try:
        return OAuth2CallbackView.adapter_view(Exchange(request, provider_id))(request)
    except (RequestException, ProviderException) as fault:
        return render_authentication_error(request, provider, exception=fault)


def account_of(login: SocialLogin, person_id: Any) -> SocialAccount:
    """Return the stored account of this subject; a new one belongs to the person."""
    fresh = login.account
    account, _is_new = SocialAccount.objects.get_or_create(
        provider=fresh.provider,
        uid=fresh.uid,
        defaults={"user_id": person_id, "extra_data": fresh.extra_data},
    )
    return account


def _provider(request: HttpRequest, provider_id: str) -> OpenIDConnect:
    try:
        return get_adapter(request).get_provider(request, provider_id)
    except SocialApp.DoesNotExist as missing:
        raise Http404 from missing


def _get_json(address: str, **headers: str) -> Claims:
    """Return the JSON object at an address; RequestException or ProviderFault without one."""
    with get_adapter().get_requests_session() as session:
        response = session.get(address, headers=headers)
        response.raise_for_status()
        found = response.json()
    if not isinstance(found, dict):
        raise ProviderFault(f"{address} gave no JSON object")
    return found


def _signing_key(keys: jwt.PyJWKSet, key_id: str | None) -> jwt.PyJWK:
    """Return the key that the token names; it may name none if there is only one."""
    fitting = [
        key for key in keys if key.public_key_use in (None, "sig") and key_id in (None, key.key_id)
    ]
    if len(fitting) != 1:
        raise ProviderFault(f"{len(fitting)} keys fit the ID token")
    return fitting[0]


def _is_web_address(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("https://", "http://"))


def _is_subject(value: str) -> bool:
    return 0 < len(value) <= MAX_SUBJECT and value.isascii() and value.isprintable()
