"""``gemeinwerk status``: what was taken in, what waits, what could not be read."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from gemeinwerk.archive.status import as_text, collect_status


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Show what was taken in, what waits and what could not be read."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--member", metavar="AGS", help="only this member")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        status = collect_status(ags=options["member"])
        text = json.dumps(status, ensure_ascii=False, indent=2, default=str)
        self.stdout.write(text if options["json"] else as_text(status))
