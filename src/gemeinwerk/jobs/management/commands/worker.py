"""``gemeinwerk worker``: take jobs from the queue until stopped."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from gemeinwerk.jobs.worker import run_worker


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Read pages and do other queued work until stopped (Ctrl-C)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, help="jobs at once; default one per core")
        parser.add_argument("--parent", type=int, help="end when this process is gone")

    def handle(self, *args: Any, **options: Any) -> None:
        run_worker(concurrency=options["concurrency"], parent=options["parent"])
