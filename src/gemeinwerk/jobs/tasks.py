"""Picking up what a killed worker left behind, and forgetting finished jobs."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.conf import settings
from procrastinate import App
from procrastinate.contrib.django import app

from gemeinwerk.jobs.registry import LOSSES, abandon

# ``attempts`` counts failures only, the events count starts: the difference was lost with workers.
# The worker of a job is unknown when another worker has removed its row.
STALLED = """
SELECT id, task_name, args, lost >= %(losses)s AS is_hopeless FROM (
  SELECT job.*, (SELECT count(*) FROM procrastinate_events event
                 WHERE event.job_id = job.id AND event.type = 'started') - attempts AS lost
  FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
  WHERE job.status = 'doing' AND (worker.id IS NULL OR
    worker.last_heartbeat < now() - make_interval(secs => %(silent)s))
) AS stalled
"""
# Every worker asks: what another one has queued again, and perhaps started, is left alone. The
# queueing lock goes, because the same job may wait already.
RETRY = """
UPDATE procrastinate_jobs job
SET status = 'todo', queueing_lock = NULL, abort_requested = false, scheduled_at = now()
WHERE id = %(id)s AND status = 'doing' AND NOT EXISTS (
  SELECT FROM procrastinate_workers worker WHERE worker.id = job.worker_id
  AND worker.last_heartbeat >= now() - make_interval(secs => %(silent)s))
"""
FAIL = "UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %(id)s AND status = 'doing'"


async def rescue_stalled(worker_app: App) -> int:
    """Queue the jobs of silent workers again; return how many there were.

    Every worker asks each few seconds. A job that was lost with its worker LOSSES times may be
    what kills them: it is given up by name.
    """
    silent, database = settings.JOBS_SILENT_SECONDS, worker_app.connector
    stalled = await database.execute_query_all_async(STALLED, silent=silent, losses=LOSSES)
    for job in stalled:
        if job["is_hopeless"]:
            await sync_to_async(abandon)(job["task_name"], job["args"])
            await database.execute_query_async(FAIL, id=job["id"])
        else:
            await database.execute_query_async(RETRY, id=job["id"], silent=silent)
    return len(stalled)


@app.periodic(cron="17 3 * * *")
@app.task(name="jobs.forget", queueing_lock="jobs.forget")
async def forget(timestamp: int) -> None:
    """Delete the rows of jobs that ended well a week ago."""
    await app.job_manager.delete_old_jobs(nb_hours=7 * 24, include_failed=False)
