"""Which server the environment names, and how to have it ready while a process works."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psycopg

from gemeinwerk.postgres.embedded import Embedded
from gemeinwerk.postgres.errors import BadDatabaseUrl
from gemeinwerk.postgres.login import Database, Login, Roles
from gemeinwerk.postgres.roles import (
    LONGEST_NAME,
    LONGEST_PREFIX,
    check_app_role,
    checked_name,
    connect,
    prepare,
)

PREFIX = "gemeinwerk"
NOT_OURS = ("", "postgres", "template0", "template1")  # databases that every server has


class Cluster(Protocol):
    """A server that can be made ready."""

    def running(self) -> AbstractContextManager[Database]:
        """Hold the server; gives the prepared database."""

    def revive(self) -> None:
        """Start an embedded server again if it crashed; others are not ours to start."""


@dataclass(frozen=True)
class EmbeddedCluster:
    """Our own server below ``data/postgres``."""

    embedded: Embedded
    database: str
    prefix: str
    secrets: Path

    @contextlib.contextmanager
    def running(self) -> Iterator[Database]:
        """Hold the server; start, stop and share it as Embedded does."""
        with self.embedded.running() as admin:
            yield prepare(admin, database=self.database, prefix=self.prefix, secrets=self.secrets)

    def revive(self) -> None:
        """Start the server again if it crashed."""
        self.embedded.revive()


@dataclass(frozen=True)
class PreparedCluster:
    """An existing server that an admin login prepares at each start."""

    admin: Login
    database: str
    prefix: str
    secrets: Path

    @contextlib.contextmanager
    def running(self) -> Iterator[Database]:
        """Prepare roles and database; nothing is stopped afterwards."""
        yield prepare(self.admin, database=self.database, prefix=self.prefix, secrets=self.secrets)

    def revive(self) -> None:
        """Leave the server to those who run it."""


@dataclass(frozen=True)
class GivenCluster:
    """An existing database with roles that somebody else made."""

    database: Database

    @contextlib.contextmanager
    def running(self) -> Iterator[Database]:
        """Check that both logins work and that app is bound by row-level security."""
        connect(self.database.owner).close()
        with connect(self.database.app) as app:
            check_app_role(app)
        yield self.database

    def revive(self) -> None:
        """Leave the server to those who run it."""


def locate(
    environ: Mapping[str, str],
    data: Path,
    *,
    database: str | None = None,
    prefix: str | None = None,
) -> Cluster:
    """Return the cluster that the environment names; connects to nothing yet.

    The package's docstring lists the variables. Raises BadDatabaseUrl or BadName.
    """
    prefix = checked_name(prefix or environ.get("DATABASE_ROLE_PREFIX") or PREFIX, LONGEST_PREFIX)
    url, owner_url = environ.get("DATABASE_URL"), environ.get("DATABASE_OWNER_URL")
    if owner_url and not url:
        reason = "DATABASE_URL with the app role is missing"
        raise BadDatabaseUrl(variable="DATABASE_OWNER_URL", reason=reason)
    if not url:
        secrets = data / "postgres" / "roles.json"
        name = checked_name(database or prefix, LONGEST_NAME)
        return EmbeddedCluster(Embedded(data), name, prefix, secrets)
    login = _parse("DATABASE_URL", url)
    if owner_url:
        return _given(_parse("DATABASE_OWNER_URL", owner_url), login, database, prefix)
    name = database or (prefix if login.dbname in NOT_OURS else login.dbname)
    secrets = data / "database-roles.json"
    return PreparedCluster(login, checked_name(name, LONGEST_NAME), prefix, secrets)


def _given(owner: Login, app: Login, database: str | None, prefix: str) -> GivenCluster:
    if database:
        owner, app = owner.to(database), app.to(database)
    for variable, login in (("DATABASE_OWNER_URL", owner), ("DATABASE_URL", app)):
        if not login.user:
            raise BadDatabaseUrl(variable=variable, reason="it names no user")
        if login.dbname in NOT_OURS:
            raise BadDatabaseUrl(variable=variable, reason="it names no database of ours")
    if owner.user == app.user:
        reason = "both URLs name the same user"
        raise BadDatabaseUrl(variable="DATABASE_OWNER_URL", reason=reason)
    if owner.dbname != app.dbname:
        reason = "both URLs must name the same database"
        raise BadDatabaseUrl(variable="DATABASE_OWNER_URL", reason=reason)
    roles = Roles(owner.user, app.user, Roles.with_prefix(prefix).search)
    return GivenCluster(Database(owner, app, roles))


def _parse(variable: str, url: str) -> Login:
    try:
        return Login.parse(url)
    except psycopg.ProgrammingError:
        reason = "it is neither a URL nor a list of key=value"
        raise BadDatabaseUrl(variable=variable, reason=reason) from None
