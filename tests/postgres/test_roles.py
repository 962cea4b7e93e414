"""Who may do what, on every kind of server and admin."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from gemeinwerk.postgres import roles as roles_module
from gemeinwerk.postgres.errors import (
    BadName,
    CannotPrepare,
    DatabaseInUse,
    NoConnection,
    ServerTooOld,
    UnsafeRole,
    WrongEncoding,
)
from gemeinwerk.postgres.login import Database, Login
from gemeinwerk.postgres.roles import check_app_role, drop, prepare

TABLES = """
create table note (id bigint generated always as identity primary key, text text);
create table counted (id bigserial primary key, text text);
create table index_only (word text);
revoke all on index_only from {app};
grant select on index_only to {search};
create function secret_number() returns int language sql as 'select 7';
insert into note (text) values ('a');
insert into index_only values ('w');
"""


@pytest.fixture
def database(admin: Login, prefix: str, tmp_path: Path) -> Iterator[Database]:
    made = prepare(admin, database=prefix, prefix=prefix, secrets=tmp_path / "roles.json")
    with psycopg.connect(made.owner.dsn()) as owner:
        owner.execute(TABLES.format(app=made.roles.app, search=made.roles.search))
    yield made
    drop(admin, database=prefix, prefix=prefix)


@pytest.fixture
def app(database: Database) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database.app.dsn(), autocommit=True) as connection:
        yield connection


FORBIDDEN = (
    "create table public.mine (a int)",
    "create temporary table mine (a int)",
    "create schema mine",
    "truncate note",
    "drop table note",
    "create trigger t before insert on note for each row execute function secret_number()",
    "select * from index_only",
    "set role {owner}",
    "create role another",
    "create database another",
    "alter table note disable row level security",
    "create extension hstore",
    "select setval('counted_id_seq', 1)",
)


def test_app_is_refused(app: psycopg.Connection, database: Database) -> None:
    allowed = []
    for statement in FORBIDDEN:
        with contextlib.suppress(errors.InsufficientPrivilege):
            app.execute(statement.format(owner=database.roles.owner))
            allowed.append(statement)

    assert allowed == []


def test_app_reads_and_writes_what_owner_made(app: psycopg.Connection) -> None:
    app.execute("insert into note (text) values ('b')")
    app.execute("insert into counted (text) values ('b')")
    app.execute("update note set text = 'c' where text = 'b'")
    app.execute("delete from note where text = 'a'")

    assert app.execute("select text from note").fetchall() == [("c",)]
    assert app.execute("select secret_number()").fetchone() == (7,)


def test_search_reads_its_table_and_no_other(app: psycopg.Connection, database: Database) -> None:
    app.execute(f"set role {database.roles.search}")

    assert app.execute("select word from index_only").fetchall() == [("w",)]
    for statement in ("select * from note", "insert into index_only values ('x')"):
        with pytest.raises(errors.InsufficientPrivilege):
            app.execute(statement)
    with pytest.raises(errors.InsufficientPrivilege):
        app.execute("select secret_number()")


def test_search_cannot_log_in(database: Database, admin: Login) -> None:
    login = Login(admin.host, admin.port, database.roles.search, "x", database.app.dbname)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(login.dsn())


def test_other_roles_of_the_server_stay_outside(
    database: Database, admin: Login, prefix: str, tmp_path: Path
) -> None:
    other = f"{prefix}_b"
    made = prepare(admin, database=other, prefix=other, secrets=tmp_path / "other.json")
    try:
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(made.app.to(database.app.dbname).dsn())
    finally:
        drop(admin, database=other, prefix=other)


def test_umlauts_have_trigrams_and_order_is_by_bytes(app: psycopg.Connection) -> None:
    assert app.execute("select 'Müller' % 'müllers', lower('ÄÖ')").fetchone() == (True, "äö")
    assert app.execute("select 'Zufahrt' < 'abbruch'").fetchone() == (True,)


def test_preparing_again_changes_nothing(
    database: Database, admin: Login, prefix: str, tmp_path: Path
) -> None:
    again = prepare(admin, database=prefix, prefix=prefix, secrets=tmp_path / "roles.json")

    assert (again.owner.password, again.app.password) == (
        database.owner.password,
        database.app.password,
    )
    with psycopg.connect(again.app.dsn()) as app:
        assert app.execute("select text from note").fetchall() == [("a",)]


def test_lost_passwords_are_made_anew(
    database: Database, admin: Login, prefix: str, tmp_path: Path
) -> None:
    again = prepare(admin, database=prefix, prefix=prefix, secrets=tmp_path / "new.json")

    assert again.app.password != database.app.password
    psycopg.connect(again.app.dsn()).close()


def test_given_passwords_are_used_and_not_kept(
    database: Database, admin: Login, prefix: str, tmp_path: Path
) -> None:
    secrets = tmp_path / "given.json"
    made = prepare(
        admin,
        database=prefix,
        prefix=prefix,
        secrets=secrets,
        owner_password="owner's own",
        app_password="app's \\ own",
    )

    psycopg.connect(made.app.dsn()).close()
    psycopg.connect(made.owner.dsn()).close()
    assert not secrets.exists()


def test_passwords_lie_in_a_file_of_the_owner_alone(database: Database, tmp_path: Path) -> None:
    secrets = tmp_path / "roles.json"

    assert secrets.stat().st_mode & 0o777 == 0o600
    assert json.loads(secrets.read_text()) == {
        database.roles.owner: database.owner.password,
        database.roles.app: database.app.password,
    }
    assert database.app.password not in repr(database)


def test_many_may_prepare_at_once(admin: Login, prefix: str, tmp_path: Path) -> None:
    results: list[Database | Exception] = []

    def work(number: int) -> None:
        try:
            secrets = tmp_path / "roles.json"
            results.append(prepare(admin, database=prefix, prefix=prefix, secrets=secrets))
        except psycopg.Error as error:
            results.append(error)

    threads = [threading.Thread(target=work, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    drop(admin, database=prefix, prefix=prefix)

    assert results == [results[0]] * 4
    assert isinstance(results[0], Database)


def test_an_empty_database_is_taken_over(admin: Login, prefix: str, tmp_path: Path) -> None:
    with psycopg.connect(admin.to("postgres").dsn(), autocommit=True) as server:
        server.execute(f"create database {prefix} template template0 encoding 'UTF8'")

    made = prepare(admin, database=prefix, prefix=prefix, secrets=tmp_path / "roles.json")

    with psycopg.connect(made.owner.dsn()) as owner:
        owner.execute("create table mine (a int)")
    drop(admin, database=prefix, prefix=prefix)


def test_a_database_with_tables_of_others_is_refused(
    admin: Login, prefix: str, tmp_path: Path
) -> None:
    with psycopg.connect(admin.to("postgres").dsn(), autocommit=True) as server:
        server.execute(f"create database {prefix} template template0 encoding 'UTF8'")
    with psycopg.connect(admin.to(prefix).dsn()) as foreign:
        foreign.execute("create schema theirs; create table theirs.book (a int)")

    with pytest.raises(DatabaseInUse, match=f"{prefix} belongs to {admin.user}"):
        prepare(admin, database=prefix, prefix=prefix, secrets=tmp_path / "roles.json")
    drop(admin, database=prefix, prefix=prefix)


def test_a_database_in_another_encoding_is_refused(
    admin: Login, prefix: str, tmp_path: Path
) -> None:
    with psycopg.connect(admin.to("postgres").dsn(), autocommit=True) as server:
        server.execute(
            f"create database {prefix} template template0 encoding 'LATIN1'"
            " locale_provider libc lc_collate 'C' lc_ctype 'C'"
        )

    with pytest.raises(WrongEncoding, match="LATIN1"):
        prepare(admin, database=prefix, prefix=prefix, secrets=tmp_path / "roles.json")
    drop(admin, database=prefix, prefix=prefix)


def test_a_role_that_grew_too_strong_is_corrected(
    superuser: Login, prefix: str, tmp_path: Path
) -> None:
    secrets = tmp_path / "roles.json"
    made = prepare(superuser, database=prefix, prefix=prefix, secrets=secrets)
    with psycopg.connect(superuser.dsn(), autocommit=True) as server:
        server.execute(f"alter role {made.roles.app} bypassrls createdb inherit superuser")

    with psycopg.connect(made.app.dsn()) as app, pytest.raises(UnsafeRole, match="superuser"):
        check_app_role(app)
    prepare(superuser, database=prefix, prefix=prefix, secrets=secrets)
    with psycopg.connect(made.app.dsn()) as app:
        check_app_role(app)
        assert app.execute(
            "select rolbypassrls, rolcreatedb, rolinherit from pg_roles"
            " where rolname = current_user"
        ).fetchone() == (False, False, False)
    drop(superuser, database=prefix, prefix=prefix)


def test_an_admin_without_rights_is_refused(
    database: Database, tmp_path: Path, prefix: str
) -> None:
    login = database.app.to("postgres")

    with pytest.raises((CannotPrepare, NoConnection)) as refusal:
        prepare(login, database="gw_other", prefix="gw_other", secrets=tmp_path / "x.json")

    assert login.password not in str(refusal.value)


def test_strong_roles_must_not_run_the_product(database: Database, admin: Login) -> None:
    with psycopg.connect(admin.dsn()) as strong, pytest.raises(UnsafeRole):
        check_app_role(strong)
    with psycopg.connect(database.owner.dsn()) as owner, pytest.raises(UnsafeRole, match="owns"):
        check_app_role(owner)
    with psycopg.connect(database.app.dsn()) as app:
        check_app_role(app)


def test_app_that_could_become_owner_must_not_run_the_product(
    superuser: Login, prefix: str, tmp_path: Path
) -> None:
    made = prepare(superuser, database=prefix, prefix=prefix, secrets=tmp_path / "roles.json")
    with psycopg.connect(made.owner.dsn(), autocommit=True) as owner:
        owner.execute("create table mine (a int)")
    with psycopg.connect(superuser.dsn(), autocommit=True) as server:
        server.execute(f"grant {made.roles.owner} to {made.roles.app}")

    with psycopg.connect(made.app.dsn()) as app, pytest.raises(UnsafeRole, match="become"):
        check_app_role(app)
    drop(superuser, database=prefix, prefix=prefix)


def test_an_old_server_is_refused(
    embedded_admin: Login, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(roles_module, "OLDEST", 990000)

    with pytest.raises(ServerTooOld, match=r"PostgreSQL 18\.\d"):
        prepare(embedded_admin, database="gw_old", secrets=tmp_path / "roles.json")


@pytest.mark.parametrize("name", ["", "Groß", "a-b", "1a", "a" * 41, 'a"; drop role x'])
def test_odd_prefixes_are_refused(embedded_admin: Login, tmp_path: Path, name: str) -> None:
    with pytest.raises(BadName):
        prepare(embedded_admin, database="gw_odd", prefix=name, secrets=tmp_path / "roles.json")


def test_no_server_is_told_without_the_password(tmp_path: Path) -> None:
    dsn = "postgresql://admin:geheim@127.0.0.1:1/postgres"

    with pytest.raises(NoConnection) as refusal:
        prepare(dsn, database="gw", secrets=tmp_path / "roles.json")

    assert "127.0.0.1" in str(refusal.value)
    assert "geheim" not in str(refusal.value)
