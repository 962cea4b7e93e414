"""Every permission is explained, held by somebody, and documented as it is."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.system import permission_table

import gemeinwerk
from gemeinwerk.members.models import RoleKind
from gemeinwerk.members.permissions import Permission

SOURCES = Path(gemeinwerk.__file__).parent


def test_the_table_in_the_docs_is_up_to_date() -> None:
    found = permission_table.PAGE.read_text()
    assert found == permission_table.render(), "run: python -m tests.system.permission_table"


def test_every_permission_stands_in_the_table() -> None:
    text = permission_table.PAGE.read_text()
    assert [code for code in Permission.declared if f"| `{code}` |" not in text] == []
    assert len(Permission.declared) > 8


def test_every_permission_has_holders_and_a_sentence() -> None:
    for code, permission in Permission.declared.items():
        assert permission.roles, code
        assert permission.roles <= set(RoleKind.values), code
        assert len(str(permission.explanation)) > 10, code


def test_permission_is_declared_by_the_part_that_its_code_names() -> None:
    for path in SOURCES.glob("*/permissions.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Permission":
                assert node.args[0].value.partition(".")[0] == path.parent.name


def test_every_permission_is_asked_for() -> None:
    """By a page or by an action; else it would promise something that nothing keeps."""
    text = "\n".join(path.read_text() for path in SOURCES.rglob("*.py"))
    for path in SOURCES.glob("*/permissions.py"):
        for node in ast.parse(path.read_text()).body:
            if (
                isinstance(node, ast.Assign)
                and getattr(getattr(node.value, "func", None), "id", "") == "Permission"
            ):
                name = node.targets[0].id
                asked = [f"page({name})", f"require(actor, {name})", f", {name})"]
                assert any(each in text for each in asked), f"{path.parent.name}.{name}"
