"""Writes ``docs/permissions.md`` from the code: ``python -m tests.system.permission_table``."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gemeinwerk.config.settings")
django.setup()

from django.utils import translation  # noqa: E402
from tests.system.test_addresses import addresses, name_of  # noqa: E402

from gemeinwerk.members.access import guarded  # noqa: E402
from gemeinwerk.members.models import RoleKind  # noqa: E402
from gemeinwerk.members.permissions import Permission  # noqa: E402

PAGE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
HEADING = """\
# Permissions

Which role may do what at its own authority. A role is held at one member; what another member
owns is decided by grants and row-level security (see [architecture.md](architecture.md)), never by
a role. Commands at the shell act as the operator, who may all of this.

This page is written by `python -m tests.system.permission_table`; a test fails if it is out of
date.

"""
FOOT = """
Addresses without a permission of their own are open to everybody who is signed in:
"""


def render() -> str:
    """The whole page."""
    places = _places()
    roles = list(RoleKind.values)
    lines = [
        f"| permission | what it allows | {' | '.join(roles)} | addresses |",
        f"|---|---|{'---|' * len(roles)}---|",
    ]
    for code, permission in sorted(Permission.declared.items()):
        held = " | ".join("✓" if role in permission.roles else "" for role in roles)
        where = "<br>".join(f"`/{address}`" for address in places.get(code, ()))
        lines.append(f"| `{code}` | {_english(permission)} | {held} | {where} |")
    others = [f"- `/{address}`" for address in places.get("", ())]
    return "\n".join([HEADING.rstrip(), "", *lines, FOOT.rstrip(), "", *others, ""])


def _places() -> dict[str, list[str]]:
    """Code of a permission → addresses that ask for it; empty: those for everybody signed in."""
    places: dict[str, list[str]] = defaultdict(list)
    for address, pattern in addresses():
        if name_of(pattern) in guarded:
            permission = guarded[name_of(pattern)]
            places[permission.code if permission else ""].append(address)
    return {code: sorted(found) for code, found in places.items()}


def _english(permission: Permission) -> str:
    with translation.override(None):
        return str(permission.explanation)


if __name__ == "__main__":
    PAGE.write_text(render())
