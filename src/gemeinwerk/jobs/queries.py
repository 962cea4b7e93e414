"""How the queue stands, for status pages. Counts only: what a job is about belongs to a member."""

from __future__ import annotations

from django.conf import settings
from django.db import connection


def count_workers() -> int:
    """Return how many workers gave a sign of life lately."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_workers"
            " WHERE last_heartbeat > now() - make_interval(secs => %s)",
            [settings.JOBS_SILENT_SECONDS],
        )
        return int(cursor.fetchone()[0])


def count_jobs() -> dict[str, int]:
    """Return jobs waiting (``todo``), in hand (``doing``) and given up (``failed``)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT status, count(*) FROM procrastinate_jobs GROUP BY status")
        counts = dict(cursor.fetchall())
    return {state: counts.get(state, 0) for state in ("todo", "doing", "failed")}
