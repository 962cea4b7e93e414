"""Who logs in where: connection parameters in the shapes that psycopg and Django take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from psycopg.conninfo import conninfo_to_dict, make_conninfo


@dataclass(frozen=True)
class Login:
    """One role on one server. ``host`` is a name, a list of names or a socket folder.

    ``options`` are further libpq parameters such as ``sslmode``. Empty parts are left to libpq.
    """

    host: str = ""
    port: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    dbname: str = ""
    options: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, dsn: str) -> Login:
        """Read a URL or key=value string. Raises psycopg.ProgrammingError if it is neither."""
        parts = {key: str(value) for key, value in conninfo_to_dict(dsn).items()}
        named = {key: parts.pop(key, "") for key in ("host", "port", "user", "password", "dbname")}
        return cls(**named, options=parts)

    def to(self, dbname: str) -> Login:
        """Return the same login on another database."""
        return replace(self, dbname=dbname)

    def dsn(self) -> str:
        """Return libpq's key=value string; it holds the password."""
        parts = {
            "host": self.host,
            "port": self.port,
            "user": self.user,
            "password": self.password,
            "dbname": self.dbname,
        }
        return make_conninfo("", **{k: v for k, v in parts.items() if v}, **self.options)

    def django(self) -> dict[str, Any]:
        """Return one entry of Django's DATABASES."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": self.host,
            "PORT": self.port,
            "USER": self.user,
            "PASSWORD": self.password,
            "NAME": self.dbname,
            "OPTIONS": dict(self.options),
        }


@dataclass(frozen=True)
class Roles:
    """Names of the three roles: owner (migrations), app (web, worker), search (no login)."""

    owner: str
    app: str
    search: str

    @classmethod
    def with_prefix(cls, prefix: str) -> Roles:
        """Return the roles of one installation."""
        return cls(f"{prefix}_owner", f"{prefix}_app", f"{prefix}_search")


@dataclass(frozen=True)
class Database:
    """A prepared database: log in as owner to migrate, as app for everything else."""

    owner: Login
    app: Login
    roles: Roles
