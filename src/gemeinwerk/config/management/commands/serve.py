"""``gemeinwerk serve``: web and worker on this machine."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from gemeinwerk.config.serving import serve


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Serve the pages and work off the queue until stopped (Ctrl-C)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        serve(host=options["host"], port=options["port"], ready=self._tell)

    def _tell(self, address: str) -> None:
        self.stdout.write(f"Gemeinwerk: {address}")
        self.stdout.flush()
