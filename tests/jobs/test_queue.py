"""The queue: jobs live and die with their transaction, and come back from the dead."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.jobs import Job
from tests import factories

from gemeinwerk.jobs import actions, queries, registry, tasks
from gemeinwerk.jobs.registry import ATTEMPTS, LOSSES, Backoff
from gemeinwerk.jobs.worker import run_worker
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members.context import ContextError, member_context

NAME = "archive.recount"  # any job will do: none of these is ever run


@pytest.fixture
def house(committed: None) -> factories.House:
    return factories.make_house()


def ask(query: str, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall()) if cursor.description else []


def todo() -> int:
    return queries.count_jobs()["todo"]


def waiting(task: str) -> int:
    """Jobs of one kind that wait: a worker queues those of the clock by itself."""
    return len(
        ask("SELECT 1 FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'", task)
    )


# --- queueing -----------------------------------------------------------------------------------


def test_without_a_member_nothing_is_queued(committed: None) -> None:
    with member_context(), pytest.raises(ContextError):
        actions.defer(NAME, scope_id=1)
    assert todo() == 0


def test_job_is_gone_with_its_transaction(house: factories.House) -> None:
    with pytest.raises(ZeroDivisionError), house.context():
        actions.defer(NAME, scope_id=1)
        actions.defer_all(NAME, [{"scope_id": 2}, {"scope_id": 3}])
        actions.defer_once(NAME, lock="x", scope_id=4)
        raise ZeroDivisionError
    assert todo() == 0
    with house.context():
        actions.defer(NAME, scope_id=1)
        actions.defer_all(NAME, [{"scope_id": 2}, {"scope_id": 3}])
        actions.defer_all(NAME, [])
    assert todo() == 3
    assert {row[0] for row in ask("SELECT args->>'member_id' FROM procrastinate_jobs")} == {
        str(house.member.id)
    }


def test_one_that_waits_is_enough(house: factories.House) -> None:
    for _ in range(2):
        with house.context():
            actions.defer_once(NAME, lock="x", scope_id=1)
    assert todo() == 1
    ask("UPDATE procrastinate_jobs SET status = 'doing'")
    with house.context():
        actions.defer_once(NAME, lock="x", scope_id=1)
    assert todo() == 1


def test_one_that_waits_is_held_until_it_can_see_what_changed(house: factories.House) -> None:
    with house.context():
        actions.defer_once(NAME, lock="x", scope_id=1)
    fetched: list[int | None] = []
    with house.context():
        actions.defer_once(NAME, lock="x", scope_id=1)
        in_thread(lambda: fetched.append(fetch()))
    fetched.append(fetch())
    assert fetched[0] is None
    assert fetched[1] is not None


def test_two_at_once_queue_one(house: factories.House) -> None:
    """The second waits for the first, and finds a job that it need not queue."""
    with house.context():
        actions.defer_once(NAME, lock="x", scope_id=1)
        other = start(lambda: defer_in_context(house))
        wait_until_somebody_waits()
    other.join(30)
    assert not other.is_alive()
    assert todo() == 1


def test_second_queues_it_if_the_first_is_undone(house: factories.House) -> None:
    with pytest.raises(ZeroDivisionError), house.context():
        actions.defer_once(NAME, lock="x", scope_id=1)
        other = start(lambda: defer_in_context(house))
        wait_until_somebody_waits()
        raise ZeroDivisionError
    other.join(30)
    assert todo() == 1


def defer_in_context(house: factories.House) -> None:
    with house.context():
        actions.defer_once(NAME, lock="x", scope_id=1)


def start(call: Callable[[], None]) -> threading.Thread:
    def go() -> None:
        try:
            call()
        finally:
            connections.close_all()

    thread = threading.Thread(target=go)
    thread.start()
    return thread


def in_thread(call: Callable[[], None]) -> None:
    start(call).join(30)


def wait_until_somebody_waits() -> None:
    for _ in range(300):
        if ask("SELECT count(*) FROM pg_locks WHERE NOT granted")[0][0]:
            return
        ask("SELECT pg_sleep(0.05)::text")
    pytest.fail("the other transaction did not wait")


def fetch(worker: int | None = None) -> int | None:
    """Take the next job as a worker does; return its id."""
    rows = ask("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", worker)
    return rows[0][0]


# --- working ------------------------------------------------------------------------------------


def test_what_a_job_queues_is_part_of_its_transaction(
    house: factories.House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a page's job could start before its page is there, and end without reading it."""
    seen_from_outside: list[int] = []

    def queue_and_fail(*, member_id: int, scope_id: int) -> None:
        with member_context(member_id):
            actions.defer("archive.read_page", page_id=1)
            in_thread(lambda: seen_from_outside.append(waiting("archive.read_page")))
            os.kill(os.getpid(), signal.SIGTERM)
            raise ZeroDivisionError

    monkeypatch.setattr("gemeinwerk.archive.tasks.search.recount", queue_and_fail)
    with house.context():
        actions.defer(NAME, scope_id=1)
    run_worker(concurrency=1)
    assert seen_from_outside == [0]
    assert ask(
        "SELECT task_name, status::text, attempts FROM procrastinate_jobs"
        " WHERE task_name = ANY (%s)",
        [NAME, "archive.read_page"],
    ) == [(NAME, "todo", 1)]


def test_worker_ends_with_the_process_that_wanted_it(house: factories.House) -> None:
    run_worker(concurrency=1, parent=os.getppid() + 1)
    assert ask("SELECT count(*) FROM procrastinate_workers") == [(0,)]


# --- trying again -------------------------------------------------------------------------------


def job(attempts: int) -> Job:
    return Job(
        id=1, queue="default", lock=None, queueing_lock=None, task_name=NAME, attempts=attempts
    )


def test_failing_job_is_tried_three_times() -> None:
    decide = Backoff().get_retry_decision
    tried = [decide(exception=ValueError(), job=job(n)) is not None for n in range(ATTEMPTS)]
    assert tried == [True, True, False]


def test_database_that_went_away_is_not_the_jobs_fault() -> None:
    decide = Backoff().get_retry_decision
    assert decide(exception=OperationalError(), job=job(ATTEMPTS)) is not None
    assert decide(exception=OperationalError(), job=job(LOSSES - 1)) is None


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What users would be told of jobs that are given up."""
    heard: list[dict[str, Any]] = []
    monkeypatch.setitem(registry._give_up, NAME, lambda **facts: heard.append(facts))
    return heard


def test_user_hears_the_cause(told: list[dict[str, Any]], committed: None) -> None:
    cause = UserError()
    registry.abandon(NAME, {"scope_id": 1}, cause)
    registry.abandon(NAME, {"scope_id": 2})
    registry.abandon("nobody.knows", {"scope_id": 3})
    assert told == [{"cause": cause, "scope_id": 1}, {"cause": None, "scope_id": 2}]


def test_retry_passes_a_twin_that_was_queued_meanwhile(house: factories.House) -> None:
    """The lock bars two that wait. One that runs has let go of it, so it may wait again."""
    with house.context():
        actions.defer_once(NAME, lock="x", scope_id=1)
    first = fetch()
    running = Job(
        id=first, queue="default", lock=None, queueing_lock="x", task_name=NAME, attempts=0
    )
    registry._forget_queueing_lock(running)
    with house.context():
        actions.defer_once(NAME, lock="x", scope_id=1)
    ask("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)::text", first)
    assert todo() == 2


# --- after a kill -------------------------------------------------------------------------------


@pytest.fixture
def worker_app() -> Iterator[App]:
    yield app.with_connector(app.connector.get_worker_connector())


def rescue(worker_app: App, times: int = 1) -> list[int]:
    async def go() -> list[int]:
        async with worker_app.open_async():
            return list(await asyncio.gather(*times * [tasks.rescue_stalled(worker_app)]))

    return asyncio.run(go())


def register(seconds_ago: int) -> int:
    return ask(
        "INSERT INTO procrastinate_workers (last_heartbeat)"
        " VALUES (now() - make_interval(secs => %s)) RETURNING id",
        seconds_ago,
    )[0][0]


def queue(house: factories.House, lock: str = "x") -> None:
    with house.context():
        actions.defer_once(NAME, lock=lock, scope_id=1)


def test_job_of_a_living_worker_is_left_alone(house: factories.House, worker_app: App) -> None:
    queue(house)
    fetch(register(seconds_ago=1))
    assert rescue(worker_app) == [0]
    assert queries.count_jobs() == {"todo": 0, "doing": 1, "failed": 0}


@pytest.mark.parametrize("is_pruned", [False, True], ids=["silent", "row removed"])
def test_job_of_a_dead_worker_waits_again(
    house: factories.House, worker_app: App, is_pruned: bool
) -> None:
    queue(house)
    worker = register(seconds_ago=3_600)
    fetch(worker)
    if is_pruned:
        ask("DELETE FROM procrastinate_workers WHERE id = %s", worker)
    assert rescue(worker_app) == [1]
    assert queries.count_jobs() == {"todo": 1, "doing": 0, "failed": 0}
    assert ask("SELECT attempts FROM procrastinate_jobs") == [(0,)]


def test_dead_job_passes_a_twin(house: factories.House, worker_app: App) -> None:
    queue(house)
    fetch(register(seconds_ago=3_600))
    queue(house)
    assert rescue(worker_app) == [1]
    assert todo() == 2


def test_two_rescuers_do_not_meet(house: factories.House, worker_app: App) -> None:
    for number in range(20):
        queue(house, lock=str(number))
        fetch(register(seconds_ago=3_600))
    rescue(worker_app, times=4)
    assert queries.count_jobs() == {"todo": 20, "doing": 0, "failed": 0}


def test_job_that_kills_each_worker_is_given_up(
    house: factories.House, worker_app: App, told: list[dict[str, Any]]
) -> None:
    queue(house)
    for number in range(LOSSES):
        assert told == []
        assert fetch(register(seconds_ago=3_600)) is not None, number
        rescue(worker_app)
    assert told == [{"cause": None, "member_id": house.member.id, "scope_id": 1}]
    assert queries.count_jobs() == {"todo": 0, "doing": 0, "failed": 1}
    assert rescue(worker_app) == [0]
