"""Real servers for these tests: embedded ones in folders of their own, and a given one."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from gemeinwerk.postgres.embedded import Embedded
from gemeinwerk.postgres.login import Login

if "DJANGO_SETTINGS_MODULE" not in os.environ and not settings.configured:
    settings.configure(USE_I18N=False)  # sentences of errors can be read

GIVEN_SERVER = os.environ.get("TEST_DATABASE_URL") or os.environ.get("DATABASE_URL")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user may pass; pytest's own is closed to the server's user."""
    path = Path(tempfile.mkdtemp(prefix="gw-test-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="session")
def embedded_admin() -> Iterator[Login]:
    path = Path(tempfile.mkdtemp(prefix="gw-test-"))
    path.chmod(0o755)
    with Embedded(path / "data", fallback=path / "fallback").running() as admin:
        yield admin
    shutil.rmtree(path)


@pytest.fixture(params=["embedded", "given"])
def superuser(request: pytest.FixtureRequest) -> Login:
    """An admin of the embedded server, then of the server that the environment names."""
    if request.param == "embedded":
        return request.getfixturevalue("embedded_admin")
    if not GIVEN_SERVER:
        pytest.skip("neither TEST_DATABASE_URL nor DATABASE_URL names a server")
    return Login.parse(GIVEN_SERVER)


@pytest.fixture(params=["superuser", "manager"])
def admin(request: pytest.FixtureRequest, superuser: Login) -> Iterator[Login]:
    """The superuser, then a role with CREATEROLE and CREATEDB only, as managed servers give."""
    if request.param == "superuser":
        yield superuser
        return
    name, password = f"gw_test_manager_{secrets.token_hex(4)}", secrets.token_hex(8)
    with psycopg.connect(superuser.dsn(), autocommit=True) as server:
        if server.info.parameter_status("is_superuser") != "on":
            pytest.skip("the given admin is no superuser itself")
        server.execute(
            sql.SQL("create role {} login createrole createdb password {}").format(
                sql.Identifier(name), sql.Literal(password)
            )
        )
        yield Login(superuser.host, superuser.port, name, password, "postgres", superuser.options)
        server.execute(sql.SQL("drop role {}").format(sql.Identifier(name)))


@pytest.fixture
def prefix() -> str:
    """Names that no installation on the same server has."""
    return f"gw_test_{secrets.token_hex(4)}"
