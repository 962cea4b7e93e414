"""The migration operation from which every policy of an alliance's table comes.

What an alliance does belongs to all its members: they read it, and nobody else. What one member
brings to it (a vote, a signature, its own decision) carries ``member_id`` as well and is written by
that member alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from gemeinwerk.members.policies import Sql

IN_ALLIANCE = "alliance_id = ANY ((SELECT my_alliances())::uuid[])"
BY_ITSELF = f"{IN_ALLIANCE} AND member_id = (SELECT app_member())"
PUBLISHED = f"{IN_ALLIANCE} OR (is_public AND (SELECT app_door()) = 'public')"


class AlliancePolicy(Sql):
    """Make a table alliance-owned, as ``MemberPolicy`` makes one member-owned.

    * ``UNIQUE (alliance_id, id)`` and composite foreign keys ``(alliance_id, column)``: a plain one
      could point into another alliance;
    * ENABLE and FORCE row-level security, one permissive policy per command;
    * rows stay unless ``delete`` names who may remove one.

    ``references`` maps columns to tables; ``member_id`` always means a membership of the alliance.
    ``check``: what an updated row must be, where that is narrower than ``write``. To lock a row is
    to be allowed to change it, so ``write`` may have to stay wide.
    """

    def __init__(
        self,
        table: str,
        *,
        read: str = IN_ALLIANCE,
        write: str | None = IN_ALLIANCE,
        insert: str | None = None,
        check: str | None = None,
        delete: str | None = None,
        references: Mapping[str, str] | None = None,
        by_member: bool = False,
    ) -> None:
        self.table = table
        both = "{app}, {owner}"
        lines = [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_alliance_id UNIQUE (alliance_id, id)",
            _key(table, "alliance_id", "governance_alliance", "id", name=f"{table}_alliance_fk"),
        ]
        if by_member:
            lines.append(_pair(table, "member_id", "governance_membership", "member_id"))
        for column, target in (references or {}).items():
            lines.append(_pair(table, column, target, "id"))
        lines.append(_policy(table, "SELECT", both, f"USING ({read})"))
        if insert or write:
            lines.append(_policy(table, "INSERT", both, f"WITH CHECK ({insert or write})"))
        if write:
            kept = f"USING ({write}) WITH CHECK ({check or write})"
            lines.append(_policy(table, "UPDATE", both, kept))
        if delete:
            lines.append(_policy(table, "DELETE", both, f"USING ({delete})"))
        super().__init__(";\n".join(lines), f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")

    def describe(self) -> str:
        return f"Row-level security on {self.table}"


def _pair(table: str, column: str, target: str, key: str) -> str:
    name = f"{table}_{column}_alliance_fk"
    return (
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (alliance_id, {column})"
        f" REFERENCES {target} (alliance_id, {key}) DEFERRABLE INITIALLY IMMEDIATE"
    )


def _key(table: str, column: str, target: str, key: str, *, name: str) -> str:
    return (
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column})"
        f" REFERENCES {target} ({key})"
    )


def _policy(table: str, command: str, roles: str, condition: str) -> str:
    return (
        f"CREATE POLICY alliance_{command.lower()} ON {table} FOR {command} TO {roles} {condition}"
    )
