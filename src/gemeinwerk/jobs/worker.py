"""The worker process: takes jobs until it is told to stop."""

from __future__ import annotations

import asyncio
import os
from typing import cast

from django.conf import settings
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from gemeinwerk.jobs.tasks import rescue_stalled


def run_worker(*, concurrency: int | None = None) -> None:
    """Work until SIGTERM or SIGINT; jobs in hand are finished first (at most 60 seconds).

    What an earlier worker left in mid-job is picked up as soon as its heartbeat is old enough,
    at first right here, later once a minute.
    """
    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    with app.replace_connector(connector) as worker_app:
        asyncio.run(_work(worker_app, concurrency or settings.WORKERS or os.cpu_count() or 1))


async def _work(worker_app: App, concurrency: int) -> None:
    async with worker_app.open_async():
        watch = asyncio.create_task(_rescue_often())
        try:
            await worker_app.run_worker_async(
                concurrency=concurrency,
                delete_jobs="successful",
                update_heartbeat_interval=settings.JOBS_SILENT_SECONDS / 3,
                stalled_worker_timeout=settings.JOBS_SILENT_SECONDS,
                fetch_job_polling_interval=2,
                shutdown_graceful_timeout=60,
            )
        finally:
            watch.cancel()


async def _rescue_often() -> None:
    while True:
        await rescue_stalled()
        await asyncio.sleep(settings.JOBS_SILENT_SECONDS / 2)
