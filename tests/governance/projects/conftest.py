"""The scene of the projects' tests."""

from __future__ import annotations

import pytest
from project_scene import bring
from tests.factories import Union

from gemeinwerk.governance.projects.models import Project


@pytest.fixture
def project(union: Union) -> Project:
    return bring(union)
