"""``gemeinwerk assistant evaluate FILE --member AGS``: how well the own questions are answered."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from gemeinwerk.assistant.learning.measuring import shell

BELOW_FLOOR = 1


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Work on the assistant; “evaluate” asks it a file of questions."

    def add_arguments(self, parser: CommandParser) -> None:
        works = parser.add_subparsers(dest="work", required=True)
        evaluate = works.add_parser("evaluate", help="ask a file of questions and compare")
        evaluate.add_argument("path", type=Path, metavar="FILE", help="CSV or JSONL of questions")
        evaluate.add_argument("--member", required=True, metavar="AGS", help="whose assistant")
        evaluate.add_argument("--name", default="", help="name of the series (default: the file's)")
        evaluate.add_argument(
            "--as",
            dest="asked_as",
            choices=(shell.CITIZEN, shell.CLERK),
            default=shell.CITIZEN,
            help="who asks: a citizen at the public page, or a clerk",
        )
        evaluate.add_argument(
            "--floor", type=float, metavar="SHARE", help="exit with 1 if R@1 is below, e.g. 0.85"
        )
        evaluate.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        told = shell.evaluate(
            options["path"],
            ags=options["member"],
            name=options["name"],
            asked_as=options["asked_as"],
            floor=options["floor"],
        )
        text = json.dumps(told, ensure_ascii=False, indent=2)
        self.stdout.write(text if options["json"] else shell.as_text(told))
        if told["is_below_floor"]:
            sys.exit(BELOW_FLOOR)
