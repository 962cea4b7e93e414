"""The three roles and the database: made, corrected and checked; safe to repeat at each start.

``owner`` owns database and tables and migrates. ``app`` runs web and worker: it owns nothing, so
row-level security binds it. ``search`` cannot log in; app becomes it for one query (NOINHERIT:
otherwise the policies of search would open rows to app at all times).

Works for a superuser and for a role with CREATEROLE and CREATEDB, as managed servers give.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from gemeinwerk.postgres.errors import (
    BadName,
    CannotLogIn,
    CannotPrepare,
    DatabaseInUse,
    ExtensionMissing,
    NoConnection,
    ServerTooOld,
    UnsafeRole,
    WrongEncoding,
)
from gemeinwerk.postgres.login import Database, Login, Roles
from gemeinwerk.postgres.passwords import open_passwords

Connection = psycopg.Connection[tuple[Any, ...]]

OLDEST = 150000  # server_version_num
LONGEST_PREFIX = 40
LONGEST_NAME = 63
LOCK = 7_236_281_102_337  # advisory lock of all preparations on one server
CONNECT_TIMEOUT = 10  # seconds

ATTRIBUTES = ("login", "inherit", "superuser", "bypassrls", "createrole", "createdb", "replication")
WANTED = {
    "owner": {"login", "inherit"},
    "app": {"login"},
    "search": {"inherit"},
}


def prepare(
    admin: Login | str,
    *,
    database: str,
    secrets: Path,
    prefix: str = "gemeinwerk",
    owner_password: str | None = None,
    app_password: str | None = None,
) -> Database:
    """Make roles and database, or bring them into the wanted state, and return the logins.

    Passwords that are not given are generated once and kept in ``secrets``. A role whose kept
    password is refused gets it anew. Several processes may prepare at the same time.

    Raises ServerTooOld, NoConnection, CannotPrepare, DatabaseInUse, WrongEncoding,
    ExtensionMissing, CannotLogIn, UnsafeRole, BadName or FolderNotUsable.
    """
    admin = Login.parse(admin) if isinstance(admin, str) else admin
    roles = Roles.with_prefix(checked_name(prefix, LONGEST_PREFIX))
    checked_name(database, LONGEST_NAME)
    with open_passwords(secrets) as passwords, _locked_server(admin) as server:
        login = _same_server(admin, server, database)
        prepared = Database(
            owner=_as(login, roles.owner, owner_password or passwords.get_or_make(roles.owner)),
            app=_as(login, roles.app, app_password or passwords.get_or_make(roles.app)),
            roles=roles,
        )
        try:
            _make_roles(server, prepared)
            with _may_become(server, roles.owner):
                _make_database(server, admin, database, roles.owner)
                _furnish(admin.to(database), roles)
        except psycopg.errors.InsufficientPrivilege as error:
            reason = error.diag.message_primary
            raise CannotPrepare(user=server.info.user, reason=reason) from error
        _make_logins_work(server, prepared)
    return prepared


def drop(admin: Login | str, *, database: str, prefix: str | None = None) -> None:
    """Remove a database and, with a prefix, its roles. For tests; everything in it is lost.

    Open connections are ended; an admin without superuser rights needs the prefix for that.
    """
    admin = Login.parse(admin) if isinstance(admin, str) else admin
    with _locked_server(admin) as server, contextlib.ExitStack() as borrowed:
        roles = _names(Roles.with_prefix(prefix)) if prefix else ()
        known = [role for role in roles if _has_role(server, role)]
        for role in known:
            borrowed.enter_context(_may_become(server, role))
        _run(server, "drop database if exists {} with (force)", database)
        borrowed.close()
        for role in known:
            _run(server, "drop role {}", role)


def check_app_role(connection: Connection) -> None:
    """Raise UnsafeRole if row-level security would not bind the connected role.

    Looks at the role itself and at every role that it could become.
    """
    found = _fetch(
        connection,
        """select session_user,
                  coalesce(bool_or(rolsuper), false), coalesce(bool_or(rolbypassrls), false),
                  coalesce(bool_or(rolcreaterole), false),
                  (select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                   where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_'
                     and n.nspname <> 'information_schema'
                     and pg_has_role(session_user, c.relowner, 'member'))
           from pg_roles where pg_has_role(session_user, oid, 'member')""",
    )
    role, is_super, bypasses, makes_roles, owned = found or ("", True, True, True, 0)
    if is_super:
        raise UnsafeRole(role=role, reason="it is or can become a superuser")
    if bypasses:
        raise UnsafeRole(role=role, reason="it has or can get BYPASSRLS")
    if makes_roles:
        raise UnsafeRole(role=role, reason="it has or can get CREATEROLE")
    if owned:
        raise UnsafeRole(role=role, reason=f"it owns {owned} tables or can become their owner")


def checked_name(name: str, longest: int) -> str:
    """Return the name if it needs no quotes anywhere. Raises BadName."""
    if len(name) > longest or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise BadName(name=name, longest=longest)
    return name


def connect(login: Login) -> Connection:
    """Open a connection in autocommit. Raises NoConnection, which never quotes the password."""
    try:
        timeout = int(login.options.get("connect_timeout", CONNECT_TIMEOUT))
        return psycopg.connect(login.dsn(), autocommit=True, connect_timeout=timeout)
    except psycopg.OperationalError as error:
        server = f"{login.host or 'localhost'}/{login.dbname}"
        raise NoConnection(server=server, reason=str(error)) from error


@contextlib.contextmanager
def _locked_server(admin: Login) -> Iterator[Connection]:
    """Connect to a database that is there already, and let nobody else prepare meanwhile."""
    try:
        server = connect(admin.to("postgres"))
    except NoConnection:
        server = connect(admin)
    with server:
        if server.info.server_version < OLDEST:
            raise ServerTooOld(found=server.info.parameter_status("server_version"))
        server.execute("select pg_advisory_lock(%s)", [LOCK])
        yield server


def _same_server(admin: Login, server: Connection, database: str) -> Login:
    host = admin.host or server.info.host
    return Login(host, admin.port or str(server.info.port), "", "", database, admin.options)


def _as(login: Login, role: str, password: str) -> Login:
    return Login(login.host, login.port, role, password, login.dbname, login.options)


def _names(roles: Roles) -> tuple[str, str, str]:
    return roles.owner, roles.app, roles.search


def _make_roles(server: Connection, prepared: Database) -> None:
    roles = prepared.roles
    for kind, role in (("owner", roles.owner), ("app", roles.app), ("search", roles.search)):
        if not _has_role(server, role):
            _run(server, "create role {}", role)
        _correct_attributes(server, role, WANTED[kind])
    _let_become(server, roles.app, roles.search)


def _has_role(server: Connection, role: str) -> bool:
    return _fetch(server, "select 1 from pg_roles where rolname = %s", role) is not None


def _correct_attributes(server: Connection, role: str, wanted: set[str]) -> None:
    """Change only what differs: naming SUPERUSER at all is refused to others on PostgreSQL 15."""
    has = _fetch(
        server,
        """select rolcanlogin, rolinherit, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
                  rolreplication from pg_roles where rolname = %s""",
        role,
    )
    for attribute, is_set in zip(ATTRIBUTES, has or (), strict=True):
        if is_set != (attribute in wanted):
            word = attribute if attribute in wanted else f"no{attribute}"
            _run(server, f"alter role {{}} {word}", role)


def _let_become(server: Connection, member: str, role: str) -> None:
    """Let the member SET ROLE, but inherit nothing."""
    query = "select 1 from pg_auth_members where member = %s::regrole and roleid = %s::regrole"
    statement = "grant {} to {}"
    if server.info.server_version >= 160000:
        query += " and set_option and not inherit_option"
        statement += " with inherit false, set true"
    if not _fetch(server, query, member, role):
        _run(server, statement, role, member)


@contextlib.contextmanager
def _may_become(server: Connection, role: str) -> Iterator[None]:
    """Let an admin without superuser rights act as the role, and take it back afterwards.

    From PostgreSQL 16 on, who makes a role may grant it but is not yet able to become it.
    """
    right = "set" if server.info.server_version >= 160000 else "member"
    has = _fetch(server, "select pg_has_role(%s, %s)", role, right)
    if has and has[0]:
        yield
        return
    _run(server, "grant {} to current_user", role)
    try:
        yield
    finally:
        _run(server, "revoke {} from current_user", role)


def _make_database(server: Connection, admin: Login, database: str, owner: str) -> None:
    found = _fetch(
        server,
        """select pg_get_userbyid(datdba), pg_encoding_to_char(encoding)
           from pg_database where datname = %s""",
        database,
    )
    if not found:
        _create_database(server, database, owner)
        return
    if found[1] != "UTF8":
        raise WrongEncoding(database=database, found=found[1])
    if found[0] != owner:
        _refuse_tables_of_others(admin.to(database), database, found[0])
        _run(server, "alter database {} owner to {}", database, owner)


def _create_database(server: Connection, database: str, owner: str) -> None:
    """Sort by bytes, know all letters; take the server's locale where it lacks C.UTF-8."""
    create = "create database {} owner {} template template0 encoding 'UTF8'"
    locale = " locale_provider libc lc_collate 'C' lc_ctype 'C.UTF-8'"
    try:
        _run(server, create + locale, database, owner)
    except psycopg.errors.WrongObjectType:  # "invalid locale name"
        _run(server, create, database, owner)


def _refuse_tables_of_others(login: Login, database: str, owner: str) -> None:
    with connect(login) as inside:
        found = _fetch(
            inside,
            """select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
               where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and n.nspname !~ '^pg_'
                 and n.nspname <> 'information_schema'
                 and not exists (select from pg_depend where objid = c.oid and deptype = 'e')""",
        )
    if found and found[0]:
        raise DatabaseInUse(database=database, owner=owner)


def _furnish(admin: Login, roles: Roles) -> None:
    """Set up the inside of the database: extensions, schema and default rights."""
    with connect(admin) as inside:
        superuser = inside.info.parameter_status("is_superuser") == "on"
        if not superuser:
            _run(inside, "set role {}", roles.owner)
        _make_extensions(inside)
        _run(inside, "set role {}", roles.owner)
        _close_to_public(inside, roles)
        _set_default_rights(inside, roles)


def _make_extensions(inside: Connection) -> None:
    """Make pg_trgm, which search needs, and vector where the server has and allows it."""
    available = "select 1 from pg_available_extensions where name = %s"
    if not _fetch(inside, available, "pg_trgm"):
        raise ExtensionMissing(extension="pg_trgm")
    inside.execute("create extension if not exists pg_trgm schema public")
    if _fetch(inside, available, "vector"):
        with contextlib.suppress(psycopg.errors.InsufficientPrivilege):
            inside.execute("create extension if not exists vector schema public")


def _close_to_public(inside: Connection, roles: Roles) -> None:
    for statement in (
        "revoke all on database {database} from public",
        "grant connect on database {database} to {app}",
        "alter schema public owner to {owner}",
        "revoke all on schema public from public",
        "grant usage on schema public to {app}, {search}",
    ):
        _run_named(inside, statement, roles)


def _set_default_rights(inside: Connection, roles: Roles) -> None:
    """Rights of tables, sequences and functions that owner will make in any schema.

    EXECUTE can only be taken from PUBLIC for all schemas at once, so all are set like that.
    """
    for statement in (
        "grant select, insert, update, delete on tables to {app}",
        "grant usage on sequences to {app}",
        "revoke execute on functions from public",
        "grant execute on functions to {app}",
    ):
        _run_named(inside, "alter default privileges for role {owner} " + statement, roles)


def _make_logins_work(server: Connection, prepared: Database) -> None:
    """Try both logins; set the password of a role that is new or was given another one."""
    for login in (prepared.owner, prepared.app):
        try:
            connect(login).close()
        except NoConnection:
            _set_password(server, login)
            _log_in(login)
    with connect(prepared.app) as app:
        check_app_role(app)


def _log_in(login: Login) -> None:
    try:
        connect(login).close()
    except NoConnection as error:
        raise CannotLogIn(user=login.user, reason=error.facts["reason"]) from error


def _set_password(server: Connection, login: Login) -> None:
    """Send the SCRAM verifier, so that no server log ever holds the password."""
    verifier = server.pgconn.encrypt_password(
        login.password.encode(), login.user.encode(), b"scram-sha-256"
    )
    server.execute(
        sql.SQL("alter role {} password {}").format(
            sql.Identifier(login.user), sql.Literal(verifier.decode())
        )
    )


def _fetch(connection: Connection, query: str, *values: object) -> tuple[Any, ...] | None:
    return connection.execute(query, values).fetchone()


def _run(connection: Connection, statement: str, *names: str) -> None:
    """Execute a statement after putting quoted names into its ``{}``."""
    connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _run_named(inside: Connection, statement: str, roles: Roles) -> None:
    names = {
        "owner": sql.Identifier(roles.owner),
        "app": sql.Identifier(roles.app),
        "search": sql.Identifier(roles.search),
        "database": sql.Identifier(inside.info.dbname),
    }
    inside.execute(sql.SQL(statement).format(**names))
