"""Every member-owned table is under row-level security, with one policy and composite keys."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from gemeinwerk.members.policies import database_role

pytestmark = pytest.mark.django_db

# Tables without a member: sessions, queue, framework. None of them holds a member's paper; what
# a job is about are ids.
OPEN_TABLES = {
    *("auth_group", "auth_group_permissions", "auth_permission"),
    *("django_content_type", "django_migrations", "django_session", "members_cache"),
    *("procrastinate_events", "procrastinate_jobs", "procrastinate_periodic_defers"),
    *("procrastinate_workers", "socialaccount_socialapp"),
}
SEARCHED = {"archive_pageindex": "search", "archive_wordcount": "suggest"}
DEFINERS = {
    *("opened_collections", "opened_personal_collections"),
    *("archive_note_refusal", "journal_append", "journal_head", "journal_hold", "members_invite"),
    "members_token",
    "visible_scopes",
    *("my_alliances", "alliances_in_view", "governance_invite", "governance_meet"),
    "oparl_follow",
    *("opened_bases", "visible_bases", "public_bases"),
    *("assistant_ticket", "assistant_take_back", "assistant_waiting", "assistant_ticket_contact"),
}


def rows(query: str, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def tables() -> dict[str, tuple[bool, bool]]:
    """Table → (row-level security on, forced)."""
    return {
        name: (on, forced)
        for name, on, forced in rows(
            "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        )
    }


def owned_tables() -> set[str]:
    found = rows(
        "SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        " AND attname = 'member_id'"
    )
    return {name for (name,) in found}


def alliance_tables() -> set[str]:
    """Tables of alliances: read by all their members, so ``alliance_id`` takes the first place."""
    found = rows(
        "SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        " AND attname = 'alliance_id'"
    )
    return {name for (name,) in found} | {"governance_alliance"}


def test_the_tables_are_found() -> None:
    assert {"archive_page", "sharing_grant", "journal_entry", "files_blob"} <= owned_tables()


def test_every_table_is_forced_or_known_to_be_open() -> None:
    unforced = {name for name, state in tables().items() if state != (True, True)}
    assert unforced == OPEN_TABLES
    assert not owned_tables() & OPEN_TABLES


def test_no_views_or_materialised_views_pass_by() -> None:
    found = rows(
        "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm')"
        " AND relnamespace = 'public'::regnamespace"
        " AND NOT COALESCE('security_invoker=true' = ANY (reloptions), false)"
    )
    assert found == []


POLICIES = """
SELECT c.relname, p.polname, p.polpermissive, p.polcmd::text,
  ARRAY (SELECT CASE role WHEN 0 THEN 'public' ELSE pg_get_userbyid(role)::text END
         FROM unnest(p.polroles) AS role)
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
"""


def policies() -> list[tuple[str, str, str, str]]:
    """(table, policy, command, role), a policy for all commands as four."""
    found = []
    for table, name, is_permissive, command, roles in rows(POLICIES):
        assert is_permissive, f"{table}.{name} is restrictive: that hides a gap in another"
        for role in roles:
            found += [(table, name, each, role) for each in ("rawd" if command == "*" else command)]
    return found


def test_one_policy_per_table_command_and_role() -> None:
    counts = Counter((table, command, role) for table, _name, command, role in policies())
    assert {key: n for key, n in counts.items() if n != 1} == {}
    app = database_role("app")
    unread = {table for table in owned_tables() if (table, "r", app) not in counts}
    assert unread == {"journal_chain"}


def test_search_role_has_its_two_policies_and_nobody_public_has_one() -> None:
    search = database_role("search")
    own = {table: name for table, name, _command, role in policies() if role == search}
    assert own == SEARCHED
    roles = {role for *_, role in policies()}
    assert roles == {database_role("owner"), database_role("app"), search}


KEYS = """
SELECT con.conname, source.relname, target.relname,
  ARRAY (SELECT attname::text FROM unnest(con.conkey) WITH ORDINALITY AS k (number, place)
         JOIN pg_attribute ON attrelid = con.conrelid AND attnum = number ORDER BY place),
  ARRAY (SELECT attname::text FROM unnest(con.confkey) WITH ORDINALITY AS k (number, place)
         JOIN pg_attribute ON attrelid = con.confrelid AND attnum = number ORDER BY place)
FROM pg_constraint con
JOIN pg_class source ON source.oid = con.conrelid
JOIN pg_class target ON target.oid = con.confrelid
WHERE con.contype = 'f' AND source.relnamespace = 'public'::regnamespace
"""


def foreign_keys(
    owned: set[str] | None = None,
) -> list[tuple[str, str, str, list[str], list[str]]]:
    """(name, table, other table, columns, other columns) between member-owned tables."""
    owned = owned_tables() - alliance_tables() if owned is None else owned
    return [key for key in rows(KEYS) if key[1] in owned and key[2] in owned]


def test_every_key_between_member_owned_tables_is_composite() -> None:
    """Both ends are one member's; only a grant asks besides whether its grantee knows the owner,
    and a declaration is the grantee's.
    """
    keys = {name: (columns, others) for name, _table, _other, columns, others in foreign_keys()}
    acquainted = keys.pop("sharing_grant_grantee_knows")
    assert acquainted == (["grantee_id", "member_id"], ["member_id", "other_id"])
    declared = keys.pop("sharing_declaration_grant_member_fk")
    assert declared == (["member_id", "grant_id"], ["grantee_id", "id"])
    for name, (columns, others) in keys.items():
        assert (columns[0], others[0]) == ("member_id", "member_id"), name
        assert len(columns) == 2, name


def test_every_key_between_alliance_tables_is_composite() -> None:
    for name, _table, other, columns, others in foreign_keys(alliance_tables()):
        if other == "governance_alliance":
            assert (columns, others) == (["alliance_id"], ["id"]), name
        else:
            assert (columns[0], others[0]) == ("alliance_id", "alliance_id"), name
            assert len(columns) == 2, name


# What joins an alliance to its members' own things: both sides belong to the member.
JOINTS = {
    "governance_effect_collection_owner_fk": (
        ["owner_id", "collection_id"],
        ["member_id", "id"],
    ),
    "governance_effect_base_owner_fk": (["owner_id", "base_id"], ["member_id", "id"]),
    "sharing_grant_effect_owner_fk": (["member_id", "effect_id"], ["owner_id", "id"]),
    "governance_filing_sha256_member_fk": (["member_id", "sha256"], ["member_id", "sha256"]),
}


def test_what_joins_alliances_to_members_things_is_known() -> None:
    both = owned_tables() | alliance_tables()
    inner = {key[0] for key in foreign_keys()} | {key[0] for key in foreign_keys(alliance_tables())}
    joints = {key[0]: (key[3], key[4]) for key in foreign_keys(both) if key[0] not in inner}
    assert joints == JOINTS


def test_every_reference_has_such_a_key() -> None:
    """Also those that Django knows and makes no constraint for, and the grant's collection."""
    owned = owned_tables() | alliance_tables()
    wanted = {
        ("sharing_grant", "collection_id", "archive_collection"),
        ("sharing_grant", "base_id", "assistant_base"),
    }
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and model._meta.db_table in owned:
                wanted.add((model._meta.db_table, field.column, field.related_model._meta.db_table))
    wanted = {each for each in wanted if each[2] in owned}
    there = {(table, columns[-1], other) for _name, table, other, columns, _ in foreign_keys(owned)}
    assert len(wanted) > 15
    assert wanted - there == set()


def test_unique_constraints_betray_no_other_member() -> None:
    """A clash with another member's row would tell that it exists; random keys cannot clash."""
    found = rows(
        "SELECT con.conname, array_agg(att.attname::text ORDER BY att.attname) FROM pg_constraint"
        " con JOIN pg_attribute att ON att.attrelid = con.conrelid AND att.attnum = ANY"
        " (con.conkey) JOIN pg_class c ON c.oid = con.conrelid WHERE con.contype = 'u'"
        " AND c.relname = ANY (%s) GROUP BY con.conname",
        list(owned_tables() - alliance_tables()),
    )
    global_ones = {name: columns for name, columns in found if "member_id" not in columns}
    allowed = {
        "archive_collection_key_key": ["key"],  # a random UUID
        "scope_once": ["collection_id", "is_personal", "opening", "period_id", "record_id"],
        "page_once": ["document_id", "number"],
        "reading_once": ["page_id", "version"],
        "word_once": ["lexeme", "scope_id"],
        "table_once": ["intake_id", "sha256"],
        "declaration_once": ["grant_id", "person_id"],
        "sharing_grant_grantee_id": ["grantee_id", "id"],
        "members_accesstoken_key_hash_key": ["key_hash"],  # of a random key
        "assistant_desk_slug_key": ["slug"],  # a public address
        "assistant_handover_ticket_hash_key": ["ticket_hash"],  # of a random ticket
    }
    assert global_ones == allowed


UNIQUE = """
SELECT i.relname, bool_or(a.attname = 'member_id' OR a.atttypid = 'uuid'::regtype) FROM pg_index x
JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
JOIN pg_attribute a ON a.attrelid = i.oid
WHERE x.indisunique AND NOT x.indisprimary AND c.relname = ANY (%s) GROUP BY i.relname
"""


def test_unique_keys_of_alliances_betray_no_other_alliance() -> None:
    """The same for what alliances decide, also where a key is for some rows only: each holds the
    alliance, the member, or the random id of something in the alliance.
    """
    found = rows(UNIQUE, list(alliance_tables()))
    assert len(found) > 30
    assert [name for name, is_narrow in found if not is_narrow] == []


def test_definer_functions_are_few_fixed_and_not_public() -> None:
    found = rows(
        "SELECT proname, proconfig, pg_get_userbyid(proowner)::text, proacl IS NULL OR EXISTS"
        " (SELECT FROM aclexplode(proacl) WHERE grantee = 0) FROM pg_proc"
        " WHERE pronamespace = 'public'::regnamespace AND prosecdef"
    )
    assert {name for name, *_ in found} == DEFINERS
    for name, settings, owner, is_public in found:
        assert settings == ["search_path=public, pg_temp"], name
        assert owner == database_role("owner"), name
        assert not is_public, f"{name} may be called by everybody"


def test_policies_ask_once_per_statement_not_once_per_row() -> None:
    """``(SELECT f())`` is evaluated once; a bare ``f()`` may be for each row."""
    found = rows(
        "SELECT tablename, policyname, COALESCE(qual, '') || COALESCE(with_check, '')"
        " FROM pg_policies WHERE schemaname = 'public'"
    )
    calls = ("app_member()", "app_person()", "app_door()", "visible_scopes()", "app_tsquery()")
    calls += ("my_alliances()", "alliances_in_view()", "opened_bases()", "visible_bases()")
    for table, name, condition in found:
        for call in calls:
            bare = condition.count(call) - condition.count(f"SELECT {call}")
            assert bare == 0, f"{table}.{name}: {call}"
