"""Picking up what a killed worker left behind, and forgetting finished jobs."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.conf import settings
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from gemeinwerk.jobs.registry import ATTEMPTS, abandon


async def rescue_stalled() -> int:
    """Retry or abandon the jobs of silent workers; return how many there were.

    Every worker asks each few seconds. ``retry_job`` knows no limit, so we count: a page that kills
    its worker is tried three times in all.
    """
    silent = settings.JOBS_SILENT_SECONDS
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silent))
    for job in stalled:
        if job.attempts + 1 >= ATTEMPTS:
            await sync_to_async(abandon)(job.task_name, job.task_kwargs)
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
        else:
            await app.job_manager.retry_job(job)
    return len(stalled)


@app.periodic(cron="17 3 * * *")
@app.task(name="jobs.forget", queueing_lock="jobs.forget")
async def forget(timestamp: int) -> None:
    """Delete the rows of jobs that ended well a week ago."""
    await app.job_manager.delete_old_jobs(nb_hours=7 * 24, include_failed=False)
