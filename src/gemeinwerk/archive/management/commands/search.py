"""``gemeinwerk search "…" --as AGS``: what a member finds."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from gemeinwerk.archive.search.shell import as_text, find


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Search as one member would: its own pages and those that grants open to it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("query", help="words, “phrases”, beginning*, -exclusion")
        parser.add_argument("--as", dest="ags", required=True, metavar="AGS")
        parser.add_argument("--page", type=int, default=1, help="page of 20 hits")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        found = find(options["query"], ags=options["ags"], number=options["page"])
        text = json.dumps(found, ensure_ascii=False, indent=2)
        self.stdout.write(text if options["json"] else as_text(found))
