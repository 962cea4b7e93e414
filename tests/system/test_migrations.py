"""Migrations are complete, in one line, and name their policies."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from gemeinwerk.governance.policies import AlliancePolicy
from gemeinwerk.members.policies import MemberPolicy

OURS = [config.label for config in apps.get_app_configs() if config.name.startswith("gemeinwerk.")]


@pytest.fixture
def loader(db: None) -> MigrationLoader:
    return MigrationLoader(connection)


def test_models_have_all_their_migrations(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_all_are_applied(loader: MigrationLoader) -> None:
    assert set(loader.disk_migrations) - set(loader.applied_migrations) == set()


@pytest.mark.parametrize("label", OURS)
def test_each_part_has_one_line_of_migrations(loader: MigrationLoader, label: str) -> None:
    own = sorted(name for part, name in loader.disk_migrations if part == label)
    assert [name[:4] for name in own] == [f"{n:04}" for n in range(1, len(own) + 1)]
    assert len(loader.graph.leaf_nodes(label)) == (1 if own else 0)
    for before, name in zip([None, *own], own, strict=False):
        migration = loader.disk_migrations[label, name]
        same = [needed for part, needed in migration.dependencies if part == label]
        assert same == ([before] if before else []), name


def test_every_member_owned_model_has_its_policy(loader: MigrationLoader) -> None:
    """The journal has policies of its own: nobody but one function writes it. So has a membership:
    who is invited is not a member yet.
    """
    policies = {
        operation.table
        for key, migration in loader.disk_migrations.items()
        if key[0] in OURS
        for operation in migration.operations
        if isinstance(operation, MemberPolicy | AlliancePolicy)
    }
    owned = {
        model._meta.db_table
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        if any(field.name in ("member", "alliance") for field in model._meta.get_fields())
    }
    assert owned - policies == {"journal_entry", "journal_chain", "governance_membership"}
