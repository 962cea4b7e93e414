"""The jobs of alliances. Their names are the contract with what is queued already."""

from __future__ import annotations

from procrastinate.contrib.django import app

from gemeinwerk.governance.voting import clockwork
from gemeinwerk.jobs.registry import job


@job("governance.close_votes")
def close_votes(*, member_id: int) -> None:
    clockwork.close_votes(member_id=member_id)


@job("governance.settle")
def settle(*, member_id: int) -> None:
    clockwork.settle(member_id=member_id)


@app.periodic(cron="* * * * *")
@app.task(name="governance.look_for_due_votes", queueing_lock="governance.look_for_due_votes")
def look_for_due_votes(timestamp: int) -> None:
    """Each minute: count the written procedures whose deadline is over."""
    clockwork.queue_due_votes()


@app.periodic(cron="2 * * * *")
@app.task(name="governance.settle_all", queueing_lock="governance.settle_all")
def settle_all(timestamp: int) -> None:
    """Each hour, so also soon after midnight: let begin and end what does so by the calendar."""
    clockwork.queue_settling()
