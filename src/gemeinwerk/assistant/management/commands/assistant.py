"""``gemeinwerk assistant evaluate|reindex``: measure answers, bring what is compared up to date."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemeinwerk.assistant.answering.indexing import queue_renewals
from gemeinwerk.assistant.learning.measuring import shell

BELOW_FLOOR = 1


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Measure the assistant, or bring what questions are compared with up to date."

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
        reindex = works.add_parser("reindex", help="queue what has no meaning yet, or an old one")
        reindex.add_argument("--member", default="", metavar="AGS", help="of one member only")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["work"] == "reindex":
            self._reindex(options["member"])
        else:
            self._evaluate(options)

    def _reindex(self, ags: str) -> None:
        waiting = queue_renewals(ags=ags)
        told = ngettext(
            "%(count)d passage waits; a worker brings it up to date.",
            "%(count)d passages wait; a worker brings them up to date.",
            waiting,
        )
        self.stdout.write(told % {"count": waiting} if waiting else _("Nothing waits."))

    def _evaluate(self, options: dict[str, Any]) -> None:
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
