"""What the surroundings set. Every variable of the product is read here, typed and explained."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from gemeinwerk.assistant.wording.contract import MAX_SECONDS, Model, is_address_allowed

ROOT = Path(__file__).resolve().parents[3]
OFF = {"", "0", "no", "false", "off"}


@dataclass(frozen=True)
class Env:
    """Read environment variables; a missing one has the default that ``make demo`` runs with."""

    variables: Mapping[str, str]

    def text(self, name: str, default: str = "") -> str:
        return self.variables.get(f"GEMEINWERK_{name}", default)

    def number(self, name: str, default: int) -> int:
        return int(self.text(name) or default)

    def flag(self, name: str, default: bool = False) -> bool:
        return self.text(name, "1" if default else "").lower() not in OFF

    def words(self, name: str, default: str = "") -> list[str]:
        return self.text(name, default).split()

    @property
    def data(self) -> Path:
        """Folder of everything that is kept: database, originals, secrets, mail."""
        return Path(self.text("DATA") or ROOT / "var").resolve()

    @property
    def node_modules(self) -> Path:
        """Folder of the npm packages (style sheets, fonts, scripts, Fraktur model)."""
        return Path(self.text("NODE_MODULES") or ROOT / "node_modules")

    @property
    def store(self) -> str:
        """Where originals are kept: a folder or ``s3://bucket/prefix?endpoint_url=…``."""
        return self.text("STORE") or str(self.data / "files")

    @property
    def database(self) -> dict[str, Any]:
        """Login that ``gemeinwerk`` found or made; empty for commands that need no database."""
        return json.loads(self.text("DATABASE") or "{}")

    @property
    def role_prefix(self) -> str:
        """Prefix of the three database roles; another one lets two installations share a server."""
        return self.variables.get("DATABASE_ROLE_PREFIX", "gemeinwerk")

    @property
    def login_provider(self) -> dict[str, Any]:
        """The authority's own login for allauth, without ``APPS`` unless its address is set."""
        address = self.text("OIDC_SERVER_URL").rstrip("/")
        if not address:
            return {"APPS": []}
        if not self.text("OIDC_CLIENT_ID"):
            raise ImproperlyConfigured("GEMEINWERK_OIDC_SERVER_URL needs GEMEINWERK_OIDC_CLIENT_ID")
        app = {
            "provider_id": "oidc",
            "name": self.text("OIDC_NAME") or "Verwaltungskonto",
            "client_id": self.text("OIDC_CLIENT_ID"),
            "secret": self.text("OIDC_CLIENT_SECRET"),
            "settings": {
                "server_url": address,
                "oauth_pkce_enabled": True,
                "vouched_domains": self.text("OIDC_VOUCHED_DOMAINS").lower().split(),
            },
        }
        return {"APPS": [app]}

    @property
    def language_model(self) -> Model | None:
        """The language model that may word answers; none unless its address is set."""
        url, name, key = self.text("MODEL_URL"), self.text("MODEL_NAME"), self.text("MODEL_KEY")
        if not url:
            return None
        if not is_address_allowed(url):
            raise ImproperlyConfigured(
                "GEMEINWERK_MODEL_URL needs https (http only on this machine) and nothing but an "
                "address in it"
            )
        if not name:
            raise ImproperlyConfigured("GEMEINWERK_MODEL_URL needs GEMEINWERK_MODEL_NAME")
        if not (key.isascii() and key.isprintable()) or " " in key:
            raise ImproperlyConfigured("GEMEINWERK_MODEL_KEY holds signs that no key has")
        seconds = self.number("MODEL_SECONDS", 20)
        if not 1 <= seconds <= MAX_SECONDS:
            raise ImproperlyConfigured(f"GEMEINWERK_MODEL_SECONDS must be 1 to {MAX_SECONDS}")
        return Model(url=url, name=name, key=key, timeout_seconds=seconds)

    @property
    def embedder_url(self) -> str:
        """Where a service computes meaning; what is sent there is as private as questions are."""
        url = self.text("ASSISTANT_EMBEDDER_URL")
        if url and not is_address_allowed(url):
            raise ImproperlyConfigured(
                "GEMEINWERK_ASSISTANT_EMBEDDER_URL needs https (http only on this machine) and "
                "nothing but an address in it"
            )
        return url

    def secret_key(self) -> str:
        """Return the key that signs sessions: set from outside, else made once and kept."""
        return self.text("SECRET_KEY") or _kept_secret(self.data / "secret_key")


def _kept_secret(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        try:
            os.link(draft, path)  # fails if another process was first: then its key holds
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


env = Env(os.environ)
