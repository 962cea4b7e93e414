"""What the environment names, and that it can be used."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from gemeinwerk.postgres.cluster import EmbeddedCluster, GivenCluster, PreparedCluster, locate
from gemeinwerk.postgres.errors import BadDatabaseUrl, BadName, NoConnection, UnsafeRole
from gemeinwerk.postgres.login import Database, Login
from gemeinwerk.postgres.processes import serving
from gemeinwerk.postgres.roles import drop, prepare

APP = "postgresql://a_app:geheim@db.example/a"
OWNER = "postgresql://a_owner:geheim@db.example/a"


def url(login: Login) -> str:
    host = quote(login.host, safe="")
    secret = quote(login.password, safe="")
    return f"postgresql://{login.user}:{secret}@{host}:{login.port}/{login.dbname}"


@pytest.mark.parametrize(
    ("environ", "reason"),
    [
        ({"DATABASE_OWNER_URL": OWNER}, "DATABASE_URL with the app role is missing"),
        ({"DATABASE_URL": "mysql://admin:geheim@db/a"}, "neither a URL nor"),
        ({"DATABASE_URL": "postgresql://a:geheim@[/x"}, "neither a URL nor"),
        ({"DATABASE_URL": APP, "DATABASE_OWNER_URL": APP}, "the same user"),
        ({"DATABASE_URL": APP, "DATABASE_OWNER_URL": OWNER + "b"}, "the same database"),
        ({"DATABASE_URL": "postgresql://db/a", "DATABASE_OWNER_URL": OWNER}, "names no user"),
        ({"DATABASE_URL": APP[:-1], "DATABASE_OWNER_URL": OWNER}, "no database of ours"),
    ],
)
def test_urls_that_do_not_fit_are_refused(
    environ: dict[str, str], reason: str, tmp_path: Path
) -> None:
    with pytest.raises(BadDatabaseUrl, match=reason) as refusal:
        locate(environ, tmp_path)

    assert "geheim" not in str(refusal.value)


def test_an_odd_prefix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadName):
        locate({"DATABASE_ROLE_PREFIX": "Kreis-1"}, tmp_path)


def test_an_empty_environment_means_the_embedded_server(tmp_path: Path) -> None:
    cluster = locate({}, tmp_path)

    assert isinstance(cluster, EmbeddedCluster)
    assert (cluster.database, cluster.prefix) == ("gemeinwerk", "gemeinwerk")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("named", "database"),
    [("postgres", "gemeinwerk"), ("", "gemeinwerk"), ("kreis", "kreis")],
)
def test_the_url_names_the_database(tmp_path: Path, named: str, database: str) -> None:
    cluster = locate({"DATABASE_URL": f"postgresql://admin@db.example/{named}"}, tmp_path)

    assert isinstance(cluster, PreparedCluster)
    assert cluster.database == database
    assert list(tmp_path.iterdir()) == []


def test_tests_take_names_of_their_own(tmp_path: Path) -> None:
    environ = {"DATABASE_URL": "postgresql://admin@db.example/kreis"}

    cluster = locate(environ, tmp_path, database="test_kreis", prefix="test")

    assert isinstance(cluster, PreparedCluster)
    assert (cluster.database, cluster.prefix) == ("test_kreis", "test")


def test_two_urls_are_used_as_they_are(tmp_path: Path) -> None:
    environ = {"DATABASE_URL": APP + "?sslmode=require", "DATABASE_OWNER_URL": OWNER}

    cluster = locate(environ, tmp_path)

    assert isinstance(cluster, GivenCluster)
    assert cluster.database.app == Login(
        "db.example", "", "a_app", "geheim", "a", {"sslmode": "require"}
    )
    assert cluster.database.roles.search == "gemeinwerk_search"


def test_the_embedded_server_is_ready_to_use(folder: Path) -> None:
    cluster = locate({"DATABASE_ROLE_PREFIX": "kreis"}, folder / "data")

    for _ in range(2):
        with cluster.running() as database:
            assert (database.app.user, database.app.dbname) == ("kreis_app", "kreis")
            with psycopg.connect(database.owner.dsn()) as owner:
                owner.execute("create table if not exists note (a int)")
            with psycopg.connect(database.app.dsn()) as app:
                assert app.execute("select count(*) from note").fetchone() == (0,)
    assert serving(cluster.embedded.place.cluster) == []


def test_an_admin_url_prepares_the_server(admin: Login, prefix: str, tmp_path: Path) -> None:
    environ = {"DATABASE_URL": url(admin), "DATABASE_ROLE_PREFIX": prefix}

    with (
        locate(environ, tmp_path / "data", database=prefix).running() as database,
        psycopg.connect(database.app.dsn()) as app,
    ):
        assert app.execute("select current_user::text").fetchone() == (f"{prefix}_app",)
    drop(admin, database=prefix, prefix=prefix)


@pytest.fixture
def made(superuser: Login, prefix: str, tmp_path: Path) -> Database:
    made = prepare(superuser, database=prefix, prefix=prefix, secrets=tmp_path / "roles.json")
    yield made
    drop(superuser, database=prefix, prefix=prefix)


def test_given_logins_work(made: Database, tmp_path: Path) -> None:
    environ = {"DATABASE_URL": url(made.app), "DATABASE_OWNER_URL": url(made.owner)}

    with locate(environ, tmp_path).running() as database:
        assert (database.app, database.owner) == (made.app, made.owner)


def test_given_logins_that_are_too_strong_are_refused(
    made: Database, superuser: Login, tmp_path: Path
) -> None:
    strong = url(superuser.to(made.owner.dbname))
    environ = {"DATABASE_URL": strong, "DATABASE_OWNER_URL": url(made.owner)}

    with pytest.raises(UnsafeRole), locate(environ, tmp_path).running():
        pass


def test_a_silent_server_is_named(tmp_path: Path) -> None:
    environ = {"DATABASE_URL": "postgresql://admin:geheim@127.0.0.1:1/postgres"}

    with pytest.raises(NoConnection, match=r"server 127\.0\.0\.1/postgres"):
        locate(environ, tmp_path).running().__enter__()


def test_django_gets_all_that_psycopg_gets() -> None:
    login = Login.parse("postgresql://u:p%20w@h:5433/n?sslmode=require")

    assert login.django() == {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "h",
        "PORT": "5433",
        "USER": "u",
        "PASSWORD": "p w",
        "NAME": "n",
        "OPTIONS": {"sslmode": "require"},
    }
    assert Login.parse(login.dsn()) == login
