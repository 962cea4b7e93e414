"""``gemeinwerk``: finds or starts the database, then runs a command on it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.core.management.base import CommandError

from gemeinwerk.config.env import env
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.postgres.cluster import Cluster, locate

AS_OWNER = {"setup", "migrate", "sqlmigrate", "showmigrations"}
AFTER_SETUP = {"demo", "serve"}
WITHOUT_DATABASE = {"help", "--help", "-h", "--version", "version", "translations"}
LOOK_SECONDS = 5.0


def main() -> None:
    """Run ``gemeinwerk COMMAND …``. Exit code 0: done; 1: refused, with a sentence; 2: misuse."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gemeinwerk.config.settings")
    signal.signal(signal.SIGTERM, _leave)  # so that the database is left in order
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    try:
        with _database(command):
            if command in AFTER_SETUP:
                _set_up()
            execute_from_command_line(["gemeinwerk", *sys.argv[1:]])
    except ImproperlyConfigured as error:
        sys.exit(f"gemeinwerk: {error}")
    except (UserError, CommandError) as error:
        django.setup()
        sys.exit(f"gemeinwerk: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


@contextmanager
def _database(command: str) -> Iterator[None]:
    """Hold the database while the command runs, and tell the settings how to log in."""
    if command in WITHOUT_DATABASE or "GEMEINWERK_DATABASE" in os.environ:
        yield
        return
    cluster = locate(os.environ, env.data)
    with cluster.running() as database, _kept_alive(cluster):
        login = database.owner if command in AS_OWNER else database.app
        os.environ["GEMEINWERK_DATABASE"] = json.dumps(login.django())
        yield


@contextmanager
def _kept_alive(cluster: Cluster) -> Iterator[None]:
    """Start an embedded server again if it dies while a long command runs."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(LOOK_SECONDS):
            cluster.revive()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _leave(number: int, _frame: object) -> None:
    sys.exit(128 + number)


def _set_up() -> None:
    """Bring database and static files up to date, as the owner, in a process of its own."""
    environ = {k: v for k, v in os.environ.items() if k != "GEMEINWERK_DATABASE"}
    done = subprocess.run([sys.argv[0], "setup"], env=environ, check=False)
    if done.returncode:
        sys.exit(done.returncode)
