"""Who may do what. Each part declares its permissions in its own ``permissions.py``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import NotAllowed
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.models import RoleKind


@dataclass(frozen=True)
class Permission:
    """A right with a stable code, the roles that carry it, and a sentence that explains it."""

    code: str
    roles: frozenset[str]
    explanation: Any = field(compare=False)

    declared: ClassVar[dict[str, Permission]] = {}

    def __post_init__(self) -> None:
        Permission.declared[self.code] = self


EVERY_ROLE = frozenset(RoleKind.values)

SEE_PEOPLE = Permission("members.see_people", EVERY_ROLE, _("See who works here, in which role"))
MANAGE_PEOPLE = Permission(
    "members.manage_people",
    frozenset({RoleKind.HEAD, RoleKind.COORDINATOR}),
    _("Invite people and give or take roles"),
)
NAME_HEADS = Permission(
    "members.name_heads",
    frozenset({RoleKind.HEAD}),
    _("Make somebody head of the authority, or no longer"),
)
HOLD_TOKENS = Permission(
    "members.hold_tokens",
    EVERY_ROLE,
    _("Make access keys, with which programs read what one may read oneself"),
)


def allows(actor: Actor, permission: Permission) -> bool:
    """Tell whether one of the actor's roles carries the permission; the shell operator may all."""
    return actor.is_operator or bool(actor.roles & permission.roles)


def require(actor: Actor, permission: Permission) -> None:
    """Raise NotAllowed unless the actor has the permission."""
    if not allows(actor, permission):
        raise NotAllowed
