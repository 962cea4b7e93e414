"""``gemeinwerk translations``: collect messages, or check that each has a German text."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from gemeinwerk.config.translations import (
    compile_catalogues,
    missing_translations,
    update_catalogue,
)


class Command(BaseCommand):
    help = "Bring locale/de up to date with the sources; --check only tells what is missing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            update_catalogue()
            compile_catalogues()
        missing = missing_translations()
        for message in missing:
            self.stdout.write(f"no German text: {message}")
        if missing and options["check"]:
            sys.exit(1)
