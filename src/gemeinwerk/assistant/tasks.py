"""The assistant's jobs. Their names are the contract with what is queued already."""

from __future__ import annotations

from procrastinate.contrib.django import app

from gemeinwerk.assistant.answering import indexing
from gemeinwerk.jobs.registry import job


@job("assistant.embed")
def embed(*, member_id: int, base_id: int) -> None:
    indexing.embed_base(member_id=member_id, base_id=base_id)


@job("assistant.renew")
def renew(*, member_id: int) -> None:
    indexing.renew(member_id=member_id)


@app.periodic(cron="20 3 * * *")
@app.task(name="assistant.renew_all", queueing_lock="assistant.renew_all")
def renew_all(timestamp: int) -> None:
    """Each night: bring passages of an older analyser and missing meanings up to date."""
    indexing.queue_renewals()
