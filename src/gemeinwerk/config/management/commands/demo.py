"""``gemeinwerk demo``: an invented alliance with real work done, ready to be looked at."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from gemeinwerk.config.demonstration import Login, prepare
from gemeinwerk.config.serving import serve


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Make the invented alliance, digitise its paper, and serve it at 127.0.0.1."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="do all but serve")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        password, logins = prepare()
        if options["no_serve"]:
            self._tell(password, logins, "")
        else:
            ready = partial(self._tell, password, logins)
            serve(host="127.0.0.1", port=options["port"], ready=ready)

    def _tell(self, password: str, logins: list[Login], address: str) -> None:
        lines = [f"  {p.email:42}{p.roles}" for p in logins]
        heading = _("Everybody here is invented. Password of all: %(password)s")
        lines = ["", heading % {"password": password}, "", *lines, ""]
        if address:
            lines.append(
                _("Gemeinwerk runs at %(address)s – stop with Ctrl-C.") % {"address": address}
            )
        self.stdout.write("\n".join(lines))
        self.stdout.flush()
