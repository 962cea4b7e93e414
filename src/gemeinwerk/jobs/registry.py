"""Declaring background work. A job is a name, a short function and what to do when it gives up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

ATTEMPTS = 3
GiveUp = Callable[..., None]
_give_up: dict[str, GiveUp] = {}


class Backoff(RetryStrategy):
    """Try three times in all, 3 and 9 seconds apart; then the job's ``give_up`` tells its user."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> Any:
        if job.attempts + 1 >= ATTEMPTS:
            return None
        return super().get_retry_decision(exception=exception, job=job)


def job(
    name: str, *, give_up: GiveUp | None = None, queue: str = "default"
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function as the job ``name``. It gets keyword arguments and must be idempotent:
    a job runs at least once. ``give_up`` gets the same arguments after the last attempt failed.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        if give_up:
            _give_up[name] = give_up

        @app.task(name=name, queue=queue, retry=Backoff(exponential_wait=3), pass_context=True)
        def run(context: JobContext, **arguments: Any) -> None:
            try:
                function(**arguments)
            except Exception:
                if context.job.attempts + 1 >= ATTEMPTS:
                    abandon(name, arguments)
                raise

        return function

    return register


def abandon(name: str, arguments: dict[str, Any]) -> None:
    """Tell the user of a job that it will not be tried again."""
    if name in _give_up:
        _give_up[name](**arguments)


def known_names() -> set[str]:
    """Return every registered job name."""
    app.perform_import_paths()
    return set(app.tasks)
