"""The database of the tests: a real PostgreSQL, in which the tests run as the app role.

By default a server of our own below ``build/``; with ``DATABASE_URL`` any server ≥ 15. Each session
makes a database of its own and drops it at the end.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SESSION = Path(tempfile.mkdtemp(prefix="gemeinwerk-tests-"))
(SESSION / "static").mkdir()

os.environ["DJANGO_SETTINGS_MODULE"] = "gemeinwerk.config.settings"
os.environ["GEMEINWERK_DATA"] = str(SESSION)
os.environ["GEMEINWERK_MAIL"] = "locmem"
os.environ["DATABASE_ROLE_PREFIX"] = "gwtest"
os.environ.pop("GEMEINWERK_DATABASE", None)

import django  # noqa: E402
from django.conf import settings  # noqa: E402

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick
settings.LOCALE_PATHS = []  # tests name our texts by their source string, compiled or not
django.setup()

import psycopg  # noqa: E402
import pytest  # noqa: E402
from django.db import connections  # noqa: E402
from hypothesis import settings as hypothesis_settings  # noqa: E402

from gemeinwerk.postgres import roles  # noqa: E402
from gemeinwerk.postgres.cluster import (  # noqa: E402
    EmbeddedCluster,
    PreparedCluster,
    locate,
)
from gemeinwerk.postgres.login import Database  # noqa: E402

# No timed assertions; the same examples on every machine, so that a red run is red again.
hypothesis_settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis_settings.load_profile("steady")

KEPT_TABLES = ("django_migrations", "django_content_type", "auth_permission")


def pytest_sessionfinish() -> None:
    shutil.rmtree(SESSION, ignore_errors=True)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Database]:
    """A prepared, empty database of this session, with its logins."""
    name = f"gwtest_{os.getpid()}"
    with ExitStack() as stack:
        place = locate(os.environ, ROOT / "build" / "test", database=name, prefix="gwtest")
        if isinstance(place, EmbeddedCluster):
            admin = stack.enter_context(place.embedded.running())
        elif isinstance(place, PreparedCluster):
            admin = place.admin
        else:
            pytest.exit("The tests make databases: set DATABASE_URL to an admin's login only.")
        yield stack.enter_context(place.running())
        connections.close_all()
        roles.drop(admin, database=name)


@pytest.fixture(scope="session")
def django_db_setup(cluster: Database) -> None:
    """Migrate as owner in a process of its own, then let this process be the app."""
    environ = os.environ | {"GEMEINWERK_DATABASE": json.dumps(cluster.owner.django())}
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity=0", "--skip-checks"],
        env=environ,
        check=True,
    )
    login = cluster.app.django()
    os.environ["GEMEINWERK_DATABASE"] = json.dumps(login)
    connections["default"].close()
    connections["default"].settings_dict.update(login)
    connections.databases["default"].update(login)


@pytest.fixture
def committed(
    django_db_setup: None, django_db_blocker: object, cluster: Database
) -> Iterator[None]:
    """A database in which commits are real, for workers and browsers; emptied afterwards."""
    with django_db_blocker.unblock():
        yield
        connections["default"].close()
        empty(cluster)


def empty(cluster: Database) -> None:
    """Empty every table as the owner; the app role has no TRUNCATE."""
    with psycopg.connect(cluster.owner.dsn(), autocommit=True) as connection:
        rows = connection.execute(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
            " AND tablename <> ALL (%s)",
            [list(KEPT_TABLES)],
        )
        names = ", ".join(row[0] for row in rows)
        connection.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
