"""``gemeinwerk members``: who works on this installation. For its operators, at the shell."""

from __future__ import annotations

import json
from datetime import date
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from gemeinwerk.members import actions, queries
from gemeinwerk.members.context import member_context
from gemeinwerk.members.models import MemberKind, RoleKind


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "List members, admit one, or employ a person there."

    def add_arguments(self, parser: CommandParser) -> None:
        todo = parser.add_subparsers(dest="todo", required=True)
        todo.add_parser("list")
        admit = todo.add_parser("admit")
        admit.add_argument("--ags", required=True)
        admit.add_argument("--name", required=True)
        admit.add_argument("--kind", required=True, choices=MemberKind.values)
        admit.add_argument("--land", required=True, help="two letters, e.g. NW")
        admit.add_argument("--ars", default="")
        admit.add_argument("--population", type=int)
        admit.add_argument("--population-date", type=date.fromisoformat)
        employ = todo.add_parser("employ")
        employ.add_argument("--ags", required=True)
        employ.add_argument("--email", required=True)
        employ.add_argument("--name", required=True)
        employ.add_argument("--role", action="append", required=True, choices=RoleKind.values)

    def handle(self, *args: Any, **options: Any) -> None:
        with member_context(door="operator"):
            getattr(self, f"_{options['todo']}")(options)

    def _list(self, options: dict[str, Any]) -> None:
        fields = ("ags", "name", "kind", "land")
        rows = [{key: getattr(m, key) for key in fields} for m in queries.list_members()]
        self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))

    def _admit(self, options: dict[str, Any]) -> None:
        keys = ("ags", "name", "kind", "land", "ars", "population", "population_date")
        facts = actions.MemberFacts(**{key: options[key] for key in keys})
        actions.admit_member(facts=facts)

    def _employ(self, options: dict[str, Any]) -> None:
        actions.employ(
            member=queries.get_member_by_ags(options["ags"]),
            email=options["email"],
            name=options["name"],
            roles=options["role"],
            password=getpass("First password (empty: by e-mail): "),
        )
