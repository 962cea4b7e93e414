"""Every job that is deferred anywhere exists, and every job that exists is deferred or periodic."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from procrastinate.contrib.django import app

import gemeinwerk
from gemeinwerk.jobs.registry import known_names

SOURCES = Path(gemeinwerk.__file__).parent
DEFERRING = {"defer", "defer_all", "defer_once"}


def deferred() -> Iterator[tuple[str, str]]:
    """(place, name) of each job that the sources queue by ``jobs.defer…("name")``."""
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                called, of = node.func.attr, node.func.value
                if called in DEFERRING and isinstance(of, ast.Name) and of.id == "jobs":
                    name = node.args[0]
                    assert isinstance(name, ast.Constant), f"{path.name}:{node.lineno}"
                    yield f"{path.relative_to(SOURCES)}:{node.lineno}", name.value


def test_every_deferred_job_exists() -> None:
    found = list(deferred())
    assert len(found) > 5
    assert [place for place, name in found if name not in known_names()] == []


def test_every_job_is_deferred_somewhere() -> None:
    ours = {name for name in known_names() if not name.startswith(("builtin:", "procrastinate."))}
    periodic = {each.task.name for each in app.periodic_registry.periodic_tasks.values()}
    assert ours == {name for _place, name in deferred()} | periodic


def test_job_belongs_to_the_part_that_its_name_says() -> None:
    for name, task in app.tasks.items():
        if not name.startswith(("builtin:", "procrastinate.")):
            part = name.partition(".")[0]
            assert (SOURCES / part / "tasks.py").exists(), name
            assert task.name == name
