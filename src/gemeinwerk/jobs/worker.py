"""The worker process: takes jobs until it is told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import cast

from django.conf import settings
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from gemeinwerk.jobs.tasks import rescue_stalled

PARENT_SECONDS = 1.0


def run_worker(*, concurrency: int | None = None, parent: int | None = None) -> None:
    """Work until SIGTERM or SIGINT; jobs in hand are finished first (at most 60 seconds).

    With ``parent`` also until that process is gone. What an earlier worker left in mid-job is
    picked up once its heartbeat is old enough. If the database goes away the worker ends with an
    error: whoever started it starts it again.
    """
    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    # An app beside ours: jobs go on queueing on Django's connection, in their own transaction.
    # On the worker's pool they would be seen, and started, before what they are about.
    worker_app = app.with_connector(connector)
    jobs_at_once = concurrency or settings.WORKERS or os.cpu_count() or 1
    asyncio.run(_work(worker_app, jobs_at_once, parent))


async def _work(worker_app: App, concurrency: int, parent: int | None) -> None:
    async with worker_app.open_async(), asyncio.TaskGroup() as group:
        watches = [group.create_task(_rescue_often(worker_app))]
        if parent:
            watches.append(group.create_task(_stop_without(parent)))
        await worker_app.run_worker_async(
            concurrency=concurrency,
            delete_jobs="successful",
            update_heartbeat_interval=settings.JOBS_SILENT_SECONDS / 3,
            stalled_worker_timeout=settings.JOBS_SILENT_SECONDS,
            fetch_job_polling_interval=2,
            shutdown_graceful_timeout=60,
        )
        for watch in watches:
            watch.cancel()


async def _rescue_often(worker_app: App) -> None:
    while True:
        await rescue_stalled(worker_app)
        await asyncio.sleep(settings.JOBS_SILENT_SECONDS / 2)


async def _stop_without(parent: int) -> None:
    """Stop gently once the process that wanted this worker is gone: nobody else would end it."""
    await asyncio.sleep(PARENT_SECONDS)
    while os.getppid() == parent:
        await asyncio.sleep(PARENT_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
