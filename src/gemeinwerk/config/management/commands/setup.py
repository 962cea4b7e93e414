"""``gemeinwerk setup``: bring database, catalogue and static files up to date."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from gemeinwerk.config.translations import compile_catalogues


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Bring database, translations and static files up to date; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        compile_catalogues()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
