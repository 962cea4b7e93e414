"""What web and worker may do in the database, and what the search role may do."""

from __future__ import annotations

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from tests import factories

from gemeinwerk.archive.models import Collection
from gemeinwerk.archive.search.queries import search_role
from gemeinwerk.members.policies import database_role
from gemeinwerk.postgres.login import Database

pytestmark = pytest.mark.django_db

OWNED = """
SELECT c.relname::text FROM pg_class c WHERE pg_get_userbyid(c.relowner) = %(role)s
UNION ALL SELECT p.proname FROM pg_proc p WHERE pg_get_userbyid(p.proowner) = %(role)s
UNION ALL SELECT n.nspname FROM pg_namespace n WHERE pg_get_userbyid(n.nspowner) = %(role)s
UNION ALL SELECT d.datname FROM pg_database d WHERE pg_get_userbyid(d.datdba) = %(role)s
"""
ATTRIBUTES = """
SELECT rolcanlogin, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication
FROM pg_roles WHERE rolname = %s
"""


def one(query: str, values: object = ()) -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()


@pytest.fixture
def house() -> factories.House:
    house = factories.make_house()
    factories.make_page(house, factories.make_collection(house), "Die Zufahrt ist frei")
    return house


@pytest.mark.parametrize("kind", ["app", "search"])
def test_role_owns_nothing_and_has_no_powers(kind: str) -> None:
    role = database_role(kind)
    with connection.cursor() as cursor:
        cursor.execute(OWNED, {"role": role})
        assert cursor.fetchall() == []
    assert one(ATTRIBUTES, [role]) == (kind == "app", False)
    assert one("SELECT current_user::text") == (database_role("app"),)


def test_app_becomes_search_only_and_inherits_nothing() -> None:
    found = one(
        "SELECT array_agg(roleid::regrole::text) FROM pg_auth_members"
        " WHERE member = current_user::regrole"
    )
    assert found == ([database_role("search")],)
    assert one("SELECT pg_has_role(current_user, %s, 'usage')", [database_role("search")]) == (
        False,
    )


FORBIDDEN = {
    "owner": "SET ROLE {owner}",
    "truncate": "TRUNCATE archive_page",
    "truncate queue": "TRUNCATE procrastinate_jobs CASCADE",
    "insert entry": "INSERT INTO journal_entry (member_id, number, at, event, object_id, body,"
    " previous, hash) VALUES ({member}, 99, now(), 'x', '', '{{}}', '', '')",
    "update entry": "UPDATE journal_entry SET body = '{{}}'",
    "delete entry": "DELETE FROM journal_entry",
    "read chain": "SELECT * FROM journal_chain",
    "write chain": "UPDATE journal_chain SET number = 0",
    "delete chain": "DELETE FROM journal_chain",
    "no force": "ALTER TABLE archive_page NO FORCE ROW LEVEL SECURITY",
    "new policy": "CREATE POLICY mine ON archive_page FOR SELECT TO {app} USING (true)",
    "drop policy": "DROP POLICY member_select ON archive_page",
    "redefine": "CREATE OR REPLACE FUNCTION app_member() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "new table": "CREATE TABLE public.mine (a int)",
    "temporary table": "CREATE TEMPORARY TABLE archive_page (a int)",
    "read files": "SELECT pg_read_file('/etc/passwd')",
    "run programs": "COPY archive_page FROM PROGRAM 'true'",
}


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_app_is_refused(house: factories.House, kind: str) -> None:
    statement = FORBIDDEN[kind].format(
        owner=database_role("owner"), app=database_role("app"), member=house.member.id
    )
    refused = pytest.raises(DatabaseError, match=r"permission denied|must be (owner|superuser)")
    with house.context(), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_grant_rows_stay(house: factories.House) -> None:
    """Ended, not deleted: there is no policy to delete one."""
    other = factories.make_house("99002", "Landkreis Nachbarau")
    factories.introduce(house, other)
    with house.context():
        collection = Collection.objects.get()
    grant = factories.share(house, collection, other)
    with house.context("head"):
        assert type(grant).objects.filter(id=grant.id).delete()[0] == 0
        assert type(grant).objects.filter(id=grant.id).exists()


def test_search_role_selects_two_tables_and_nothing_else(house: factories.House) -> None:
    found = one(
        "SELECT array_agg(DISTINCT c.relname::text || ':' || a.privilege_type ORDER BY"
        " c.relname::text || ':' || a.privilege_type) FROM pg_class c, aclexplode(c.relacl) a"
        " WHERE a.grantee = %s::regrole",
        [database_role("search")],
    )
    assert found == (["archive_pageindex:SELECT", "archive_wordcount:SELECT"],)


READS = ("archive_page", "archive_reading", "archive_collection", "sharing_grant", "members_person")


@pytest.mark.parametrize("table", READS)
def test_search_role_is_refused(house: factories.House, table: str) -> None:
    denied = pytest.raises(DatabaseError, match="permission denied")
    with house.context(), denied, search_role(tsquery="'zufahrt'") as cursor:
        cursor.execute(f"SELECT * FROM {table}")


def test_search_role_without_query_or_member_finds_nothing(house: factories.House) -> None:
    count = "SELECT count(*) FROM archive_pageindex"
    with house.context(), search_role(tsquery="'zufahrt'") as cursor:
        cursor.execute(count)
        assert cursor.fetchone() == (1,)
    with house.context(), search_role() as cursor:
        cursor.execute(count)
        assert cursor.fetchone() == (0,)
    with transaction.atomic(), search_role(tsquery="'zufahrt'") as cursor:
        cursor.execute(count)
        assert cursor.fetchone() == (0,)


def test_search_role_is_left_whatever_happens(house: factories.House) -> None:
    with house.context():
        with pytest.raises(ZeroDivisionError), search_role(tsquery="'zufahrt'"):
            raise ZeroDivisionError
        assert one("SELECT current_user::text, current_setting('app.tsquery', true)") in (
            (database_role("app"), ""),
            (database_role("app"), None),
        )


def test_search_role_cannot_log_in(cluster: Database) -> None:
    login = cluster.app
    dsn = type(login)(
        login.host, login.port, database_role("search"), "x", login.dbname, login.options
    ).dsn()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(dsn, connect_timeout=10)
