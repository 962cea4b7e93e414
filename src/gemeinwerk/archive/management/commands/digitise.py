"""``gemeinwerk digitise PATH… --member AGS --collection NAME``: paper in, searchable out."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from gemeinwerk.archive.intake import shell
from gemeinwerk.archive.models import RecordState

REFUSED = 3


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Take in files, folders and ZIP archives, recognise their text and make them searchable."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--member", required=True, metavar="AGS", help="whose paper it is")
        parser.add_argument("--collection", required=True, metavar="NAME", help="made if missing")
        parser.add_argument(
            "--state",
            choices=RecordState.values,
            default="",
            help="what the records of a collection that is made now are kept for",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object at the end")
        parser.add_argument("--no-wait", action="store_true", help="leave reading to a worker")

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = shell.digitise(
            options["paths"],
            ags=options["member"],
            collection=options["collection"],
            state=options["state"],
            wait=not options["no_wait"],
            bar=nullcontext() if options["json"] else shell.ProgressBar(sys.stderr),
        )
        self.stdout.write(outcome.as_json() if options["json"] else outcome.as_text())
        if outcome.is_incomplete:
            sys.exit(REFUSED)
