"""A small OpenID Connect provider on 127.0.0.1, which tests can make lie, break and fall silent.

One client, authorization code flow, client secret by form or header, PKCE with S256, RS256.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

CLIENT_ID, CLIENT_SECRET = "gemeinwerk", "nur-im-test"
KEY, FOREIGN_KEY = (generate_private_key(65537, 2048) for _key in range(2))
Answer = tuple[int, str, bytes]


@dataclass
class Provider:
    """What the provider says: ``claims`` and ``userinfo`` of the person at its login page.

    ``None`` as a claim leaves it out. ``answers`` replaces the answer of a path (``/token``) by
    status, type and body. ``key``, ``headers`` sign the ID token.
    """

    address: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    key: RSAPrivateKey | str = KEY
    algorithm: str = "RS256"
    headers: dict[str, Any] = field(default_factory=lambda: {"kid": "1"})
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    secret_by: str = ""

    def signed_in(self, email: str, *, subject: str = "4711", **claims: Any) -> None:
        """Let this person be at the provider's login page."""
        self.claims = {"sub": subject, "email": email, "email_verified": True, **claims}
        self.userinfo = {key: self.claims[key] for key in ("sub", "email", "email_verified")}

    def discovery(self) -> dict[str, Any]:
        known = {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        }
        return present(known | self.metadata)

    def keys(self) -> dict[str, Any]:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": "1", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Return where the browser goes after the person signed in at the provider."""
        code = secrets.token_urlsafe(12)
        self.codes[code] = asked
        answer = {"code": code, "state": asked.get("state", "")}
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def token(self, sent: dict[str, str], basic: tuple[str, str] | None) -> Answer:
        """Hand out the tokens for a code, once, to the client that asked for it."""
        self.secret_by = "header" if basic else "form"
        asked = self.codes.pop(sent.get("code", ""), None)
        shown = basic or (sent.get("client_id"), sent.get("client_secret"))
        if asked is None or not proves(sent.get("code_verifier", ""), asked):
            return as_json({"error": "invalid_grant"}, 400)
        if shown != (CLIENT_ID, CLIENT_SECRET) or sent["redirect_uri"] != asked["redirect_uri"]:
            return as_json({"error": "invalid_client"}, 401)
        return as_json(
            {"access_token": "zugang", "token_type": "Bearer", "expires_in": 300}
            | {"id_token": self.id_token()}
        )

    def id_token(self) -> str:
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT_ID, "iat": now, "exp": now + 300}
        return jwt.encode(
            present(claims | self.claims), self.key, self.algorithm, headers=self.headers
        )


def present(claims: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in claims.items() if value is not None}


def proves(verifier: str, asked: dict[str, str]) -> bool:
    """Tell whether the PKCE verifier belongs to the challenge (RFC 7636, only S256)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return asked.get("code_challenge_method") == "S256" and asked["code_challenge"] == challenge


def as_json(content: Any, status: int = 200) -> Answer:
    return status, "application/json", json.dumps(content).encode()


class Handler(BaseHTTPRequestHandler):
    def __init__(self, provider: Provider, *more: Any) -> None:
        self.provider = provider
        super().__init__(*more)

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        said = self.provider
        if place.path == "/authorize":
            asked = {key: values[0] for key, values in parse_qs(place.query).items()}
            self.send_response(302)
            self.send_header("Location", said.authorize(asked))
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif place.path == "/userinfo" and self.headers["Authorization"] != "Bearer zugang":
            self.answer(as_json({"error": "invalid_token"}, 401))
        else:
            contents = {
                "/.well-known/openid-configuration": said.discovery,
                "/keys": said.keys,
                "/userinfo": lambda: present(said.userinfo),
            }
            self.answer(as_json(contents[place.path]()))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = {key: values[0] for key, values in parse_qs(body).items()}
        self.answer(self.provider.token(sent, basic_login(self.headers["Authorization"])))

    def answer(self, answer: Answer) -> None:
        path = urlsplit(self.path).path
        self.provider.asked.append(path)
        status, kind, body = self.provider.answers.get(path, answer)
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: Any) -> None:
        """Say nothing on the terminal."""


def basic_login(header: str | None) -> tuple[str, str] | None:
    if not header:
        return None
    name, _, secret = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
    return unquote(name), unquote(secret)


@contextmanager
def running() -> Iterator[Provider]:
    """Serve a provider on a free port until the block ends."""
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, provider))
    provider.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
