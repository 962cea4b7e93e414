"""Who acts: a person in a role at a member, or the operator at the shell."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """The acting person and member, as rights and journal see them.

    ``person_id`` is None for commands at the shell and for jobs.
    """

    member_id: int
    member_name: str
    person_id: UUID | None
    person_name: str
    roles: frozenset[str]
    is_operator: bool = False

    @property
    def label(self) -> str:
        """Name for the journal, e.g. ``Erika Beispiel (Landkreis Musterland)``."""
        return f"{self.person_name} ({self.member_name})"
