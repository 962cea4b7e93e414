"""``gemeinwerk knowledge import|export``: articles from files, and into files."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from gemeinwerk.assistant.knowledge.imports import shell
from gemeinwerk.assistant.knowledge.imports.exporting import KINDS

REFUSED = 3


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Read articles of a knowledge base from a file, or write them to one."

    def add_arguments(self, parser: CommandParser) -> None:
        works = parser.add_subparsers(dest="work", required=True)
        reading = works.add_parser("import", help="read a file; its articles become drafts")
        reading.add_argument("--release", action="store_true", help="and release them at once")
        reading.add_argument("--json", action="store_true", help="print one JSON object")
        writing = works.add_parser("export", help="write the released articles")
        writing.add_argument("--format", choices=sorted(KINDS), default="xml")
        for work in (reading, writing):
            work.add_argument("file", type=Path, metavar="FILE")
            work.add_argument("--member", required=True, metavar="AGS", help="whose knowledge")
            work.add_argument("--base", required=True, metavar="NAME", help="which base")

    def handle(self, *args: Any, **options: Any) -> None:
        place = {"ags": options["member"], "base": options["base"]}
        if options["work"] == "export":
            size = shell.export_base(options["file"], kind=options["format"], **place)
            self.stdout.write(_("%(size)d bytes written.") % {"size": size})
            return
        told = shell.import_file(options["file"], release=options["release"], **place)
        text = json.dumps(told, ensure_ascii=False, indent=2)
        self.stdout.write(text if options["json"] else _as_text(told))
        if told["refusal"]:
            sys.exit(REFUSED)


def _as_text(told: dict[str, Any]) -> str:
    lines = [
        told["refusal"]
        or _(
            "“%(file)s” into “%(base)s”: %(new)d new, %(changed)d changed, %(unchanged)d unchanged,"
            " %(released)d released."
        )
        % told
    ]
    return "\n".join(lines + [f"  – {remark}" for remark in told["remarks"]])
