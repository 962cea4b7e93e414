"""Migration operations from which every policy of a member-owned table comes.

Three database roles (created by ``gemeinwerk.postgres.roles``): *owner* runs migrations, *app* is
what web and worker log in as, *search* cannot log in and may only search. FORCE binds the owner to
the same policies, so the definer functions that it owns see what the asker may see.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.migrations.operations.base import Operation

OWN = "member_id = (select app_member())"
BOTH = "{app}, {owner}"


def database_role(kind: str) -> str:
    """Return the name of the role ``owner``, ``app`` or ``search`` in this database."""
    return f"{settings.DATABASE_ROLE_PREFIX}_{kind}"


class Sql(Operation):
    """Run SQL in which ``{app}``, ``{owner}`` and ``{search}`` stand for the roles' names."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, forwards: str, backwards: str = "") -> None:
        self.forwards, self.backwards = forwards, backwards

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models do not change."""

    def database_forwards(self, app_label: str, editor: Any, before: Any, after: Any) -> None:
        _execute(editor, self.forwards)

    def database_backwards(self, app_label: str, editor: Any, before: Any, after: Any) -> None:
        _execute(editor, self.backwards)

    def describe(self) -> str:
        return self.forwards.strip().splitlines()[0][:70]


class MemberPolicy(Sql):
    """Make a table member-owned.

    * ``UNIQUE (member_id, id)`` and composite foreign keys ``(member_id, column)``, because a plain
      one could point into another county;
    * ENABLE and FORCE row-level security;
    * one permissive policy per command: ``read`` for SELECT, ``write`` for the others
      (``None``: nobody). ``insert`` may differ from ``write``; without ``delete`` rows stay.

    ``references`` maps columns to tables (``table`` or ``table.column``). ``key`` is the column
    that others refer to. ``owner_read`` is wider than ``read`` where a definer function must find
    whose a row is; no login role ever uses it.
    """

    def __init__(
        self,
        table: str,
        *,
        read: str = OWN,
        write: str | None = OWN,
        insert: str | None = None,
        references: Mapping[str, str] | None = None,
        key: str | None = "id",
        delete: bool = True,
        owner_read: str | None = None,
    ) -> None:
        self.table = table
        lines = [f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"]
        if key:
            name = f"{table}_member_{key}"
            lines.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE (member_id, {key})")
        for column, target in (references or {}).items():
            lines.append(_composite_key(table, column, target))
        lines.append(_policy(table, "SELECT", "{app}", f"USING ({read})"))
        lines.append(_policy(table, "SELECT", "{owner}", f"USING ({owner_read or read})"))
        if insert or write:
            lines.append(_policy(table, "INSERT", BOTH, f"WITH CHECK ({insert or write})"))
        if write:
            lines.append(_policy(table, "UPDATE", BOTH, f"USING ({write}) WITH CHECK ({write})"))
        if write and delete:
            lines.append(_policy(table, "DELETE", BOTH, f"USING ({write})"))
        super().__init__(";\n".join(lines), f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")

    def describe(self) -> str:
        return f"Row-level security on {self.table}"


def _composite_key(table: str, column: str, target: str) -> str:
    target, _, key = target.partition(".")
    return (
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_member_fk"
        f" FOREIGN KEY (member_id, {column}) REFERENCES {target} (member_id, {key or 'id'})"
        " DEFERRABLE INITIALLY IMMEDIATE"
    )


def _policy(table: str, command: str, roles: str, condition: str) -> str:
    name = f"member_{command.lower()}" + ("_owner" if roles == "{owner}" else "")
    return f"CREATE POLICY {name} ON {table} FOR {command} TO {roles} {condition}"


def _execute(editor: Any, statement: str) -> None:
    for kind in ("app", "owner", "search"):
        statement = statement.replace("{" + kind + "}", database_role(kind))
    if statement.strip():
        editor.execute(statement, params=None)
