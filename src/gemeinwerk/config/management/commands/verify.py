"""``gemeinwerk verify``: recompute originals and journals, and name each loss or change."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from gemeinwerk.archive.intake.shell import ProgressBar
from gemeinwerk.config.verification import Finding, verify

DAMAGED = 4


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Recompute every stored file's hash and every journal; exit code 4 names a loss."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        bar = ProgressBar(sys.stderr)
        findings = verify(None if options["json"] else lambda n, of: bar.show(_("Files"), n, of))
        if options["json"]:
            facts = {"version": 1, "members": [asdict(finding) for finding in findings]}
            self.stdout.write(json.dumps(facts, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(line for each in findings for line in _lines(each)))
        if not all(finding.is_sound for finding in findings):
            sys.exit(DAMAGED)


def _lines(finding: Finding) -> list[str]:
    head = _("%(name)s: %(files)d files, %(entries)d journal entries, head %(head)s") % {
        "name": finding.name,
        "files": finding.files,
        "entries": finding.entries,
        "head": finding.head[:16] or "–",
    }
    lines = [head if finding.is_sound else _("DAMAGED: ") + head]
    lines += [
        f"  – {', '.join(fault['names']) or fault['sha256']}: {_reasons()[fault['reason']]}"
        for fault in finding.faults
    ]
    lines += [
        "  – "
        + _("journal entry %(number)d: %(reason)s")
        % {"number": each["number"], "reason": _reasons()[each["reason"]]}
        for each in finding.breaks
    ]
    return lines


def _reasons() -> dict[str, str]:
    return {
        "lost": _("the stored file is missing; restore it from the backup"),
        "changed": _("was changed after it was written; restore it from the backup"),
        "missing": _("an entry is missing"),
        "not_linked": _("does not follow from the entry before it"),
        "columns_differ": _("was changed after it was written"),
        "end_differs": _("entries are missing at the end"),
        "differs_from_anchor": _("is not what was written down at an earlier check"),
    }
