"""Server, worker and browser are started once; every test has members of its own."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from playwright.sync_api import Browser, expect, sync_playwright

from gemeinwerk.config.translations import compile_catalogues
from gemeinwerk.jobs.crew import Crew
from gemeinwerk.postgres.login import Database
from tests import factories
from tests.conftest import empty
from tests.e2e.chromium import find_chromium, launch_arguments
from tests.e2e.server import ROOT, serving
from tests.e2e.windows import WAIT_MS, Windows
from tests.factories import House

RESULTS = ROOT / "build" / "e2e"
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    windows = getattr(item, "funcargs", {}).get("windows")
    if report.when == "call" and report.failed and windows:
        windows.save(RESULTS, item.name)
    return report


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; without one they fail and say what to install."""
    path = find_chromium()
    expect.set_options(timeout=WAIT_MS)  # the machine may be busy
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=launch_arguments())
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def surroundings(cluster: Database, django_db_setup: None) -> Iterator[dict[str, str]]:
    """The environment of server and worker: this session's data and database, mail in files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GEMEINWERK_DATABASE", json.dumps(cluster.app.django()))
        patch.setenv("GEMEINWERK_MAIL", "filebased")
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs in this thread
        yield dict(os.environ) | {"DJANGO_SETTINGS_MODULE": "tests.e2e.settings"}


@pytest.fixture(scope="package")
def address(
    surroundings: dict[str, str], django_db_blocker: Any, cluster: Database
) -> Iterator[str]:
    """Where the product is served. The database is emptied when the last test is over."""
    compile_catalogues()
    call_command("collectstatic", verbosity=0, interactive=False)
    RESULTS.mkdir(parents=True, exist_ok=True)
    with (
        django_db_blocker.unblock(),
        Crew(),
        serving(surroundings, RESULTS / "server.log") as served,
    ):
        yield served
    with django_db_blocker.unblock():
        connections["default"].close()
    empty(cluster)


@pytest.fixture
def windows(browser: Browser, address: str, cluster: Database) -> Iterator[Windows]:
    """Windows at the product; whatever a console complained of fails the test."""
    _forget_attempts(cluster)
    opened = Windows(browser, address)
    yield opened
    opened.close()
    assert opened.complaints == []


@pytest.fixture(scope="package")
def numbers() -> Iterator[int]:
    return itertools.count(99_100)


@pytest.fixture(scope="package")
def admit(address: str, numbers: Iterator[int]) -> Callable[[str], House]:
    """Add a member with one person per role. Its number is invented and used once."""
    return lambda name: factories.make_house(f"{next(numbers)}", name)


@pytest.fixture
def county(admit: Callable[[str], House]) -> House:
    return admit("Landkreis Tannenberg")


@pytest.fixture
def neighbour(admit: Callable[[str], House], county: House) -> House:
    """A second county, which knows the first."""
    house = admit("Landkreis Erlental")
    factories.introduce(county, house)
    return house


@pytest.fixture
def mailbox() -> Path:
    """The folder into which the worker writes letters."""
    return Path(settings.EMAIL_FILE_PATH)


def _forget_attempts(cluster: Database) -> None:
    """Rate limits count by address, and all tests come from one."""
    with psycopg.connect(cluster.owner.dsn(), autocommit=True) as connection:
        connection.execute("TRUNCATE members_cache")
