"""``gemeinwerk``: finds or starts the database, then runs a command on it."""

from __future__ import annotations

import json
import os
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

import django
from django.core.management import execute_from_command_line

from gemeinwerk.config.env import env
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.postgres.cluster import locate

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from gemeinwerk.postgres.login import Database

AS_OWNER = {"setup", "migrate", "makemigrations", "sqlmigrate", "dbshell_owner"}
WITHOUT_DATABASE = {"help", "--help", "-h", "--version", "version", "collectstatic", "translations"}


def main() -> None:
    """Run ``gemeinwerk COMMAND …``. Exit code 0: done; 1: refused, with a sentence; 2: misuse."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gemeinwerk.config.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    try:
        with _database(command) as database:
            if database:
                login = database.owner if command in AS_OWNER else database.app
                os.environ["GEMEINWERK_DATABASE"] = json.dumps(login.django())
            execute_from_command_line(["gemeinwerk", *sys.argv[1:]])
    except UserError as error:
        django.setup()
        sys.exit(f"gemeinwerk: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def _database(command: str) -> AbstractContextManager[Database | None]:
    if command in WITHOUT_DATABASE or "GEMEINWERK_DATABASE" in os.environ:
        return nullcontext()
    return locate(os.environ, env.data).running()
