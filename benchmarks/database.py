"""A fresh database for a benchmark, and Django set up to reach it as the app role.

On the embedded server below ``build/bench`` or, with ``DATABASE_URL``, on that server; dropped at
the end. Import this before anything of the product.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

os.environ["DJANGO_SETTINGS_MODULE"] = "gemeinwerk.config.settings"
os.environ.setdefault("GEMEINWERK_DATA", str(ROOT / "build" / "bench"))
os.environ["DATABASE_ROLE_PREFIX"] = "gwbench"
os.environ.pop("GEMEINWERK_DATABASE", None)

import django  # noqa: E402

django.setup()

from django.db import connections  # noqa: E402

from gemeinwerk.postgres import roles  # noqa: E402
from gemeinwerk.postgres.cluster import (  # noqa: E402
    EmbeddedCluster,
    PreparedCluster,
    locate,
)
from gemeinwerk.postgres.login import Database  # noqa: E402


@contextmanager
def fresh_database() -> Iterator[Database]:
    """Give a fresh, migrated database that Django reaches as the app role; drop it at the end."""
    name = f"gwbench_{os.getpid()}"
    with ExitStack() as stack:
        place = locate(os.environ, ROOT / "build" / "bench", database=name, prefix="gwbench")
        if isinstance(place, EmbeddedCluster):
            admin = stack.enter_context(place.embedded.running())
        elif isinstance(place, PreparedCluster):
            admin = place.admin
        else:
            sys.exit("The benchmark makes a database: set DATABASE_URL to an admin's login only.")
        stack.callback(roles.drop, admin, database=name, prefix="gwbench")
        database = stack.enter_context(place.running())
        stack.callback(connections.close_all)
        _migrate(database)
        connections["default"].close()
        connections["default"].settings_dict.update(database.app.django())
        yield database


def _migrate(database: Database) -> None:
    environ = os.environ | {"GEMEINWERK_DATABASE": json.dumps(database.owner.django())}
    command = [sys.executable, "-m", "django", "migrate", "--verbosity=0", "--skip-checks"]
    subprocess.run(command, env=environ, check=True)
