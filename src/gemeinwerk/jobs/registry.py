"""Declaring background work. A job is a name, a short function and what to do when it gives up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from procrastinate import JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy

from gemeinwerk.kernel.errors import UserError

ATTEMPTS = 3
"""Starts of a job that fails by its own fault."""

LOSSES = 10
"""Starts of a job whose worker or database goes away each time. Mostly that is not the job's
fault: more than for a failing job, but no end of them, in case it is."""

LONGEST_PAUSE = 60  # seconds
DATABASE_GONE = (OperationalError, InterfaceError)

GiveUp = Callable[..., None]
_give_up: dict[str, GiveUp] = {}


class Backoff(BaseRetryStrategy):
    """Try again after 3, 9, 27 … seconds; then the job's ``give_up`` tells its user."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if is_last(exception, job):
            return None
        return RetryDecision(retry_in={"seconds": min(3 ** (job.attempts + 1), LONGEST_PAUSE)})


def is_last(error: BaseException, job: Job) -> bool:
    """Tell whether the job will not be tried again after this error."""
    limit = LOSSES if isinstance(error, DATABASE_GONE) else ATTEMPTS
    return job.attempts + 1 >= limit


def job(
    name: str, *, give_up: GiveUp | None = None, queue: str = "default"
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function as the job ``name``. It gets keyword arguments and must be idempotent:
    a job runs at least once. ``give_up`` gets the same arguments and the ``cause`` (None if no
    sentence for users is known) after the last attempt failed.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        if give_up:
            _give_up[name] = give_up

        @app.task(name=name, queue=queue, retry=Backoff(), pass_context=True)
        def run(context: JobContext, **arguments: Any) -> None:
            _forget_queueing_lock(context.job)
            try:
                function(**arguments)
            except Exception as error:
                if is_last(error, context.job):
                    abandon(name, arguments, error if isinstance(error, UserError) else None)
                raise

        return function

    return register


def abandon(name: str, arguments: dict[str, Any], cause: UserError | None = None) -> None:
    """Tell the user of a job that it will not be tried again."""
    close_old_connections()  # the cause may be that the database was away
    if name in _give_up:
        _give_up[name](cause=cause, **arguments)


def known_names() -> set[str]:
    """Return every registered job name."""
    app.perform_import_paths()
    return set(app.tasks)


def _forget_queueing_lock(started: Job) -> None:
    """Let another one be queued while this one runs, without barring this one from a retry."""
    if started.queueing_lock:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_jobs SET queueing_lock = NULL WHERE id = %s", [started.id]
            )
