"""``gemeinwerk governance settle``: close what is over, carry out what is due, now."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from gemeinwerk.governance.voting import clockwork


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Work on all alliances; “settle” is what also runs by itself, each minute and hour."

    def add_arguments(self, parser: CommandParser) -> None:
        works = parser.add_subparsers(dest="work", required=True)
        settle = works.add_parser("settle", help="close votes and carry out effects that are due")
        settle.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        told = clockwork.settle_now()
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
            return
        for member in told["members"]:
            line = _("%(name)s: %(votes)d votes closed, %(effects)d effects begun or ended")
            self.stdout.write(line % member)
