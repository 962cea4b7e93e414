"""``gemeinwerk archive protect``: let what became open by the calendar be open, now."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from gemeinwerk.archive.protection import shell


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Work on the archive as a whole; “protect” is what also runs each night."

    def add_arguments(self, parser: CommandParser) -> None:
        works = parser.add_subparsers(dest="work", required=True)
        protect = works.add_parser("protect", help="open and close records by today's date")
        protect.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        told = shell.protect_now()
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
            return
        for member in told["members"]:
            self.stdout.write(_("%(name)s: %(moved)d records moved") % member)
