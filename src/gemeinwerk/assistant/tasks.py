"""The assistant's jobs. Their names are the contract with what is queued already."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from gemeinwerk.assistant.answering import indexing
from gemeinwerk.assistant.handover import mailing
from gemeinwerk.assistant.knowledge.imports import tasks as imports
from gemeinwerk.assistant.learning import actions as learning
from gemeinwerk.assistant.learning import forgetting
from gemeinwerk.jobs.registry import job

__all__ = ["imports"]


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


@job("assistant.send_answer")
def send_answer(*, member_id: int, handover_id: str) -> None:
    mailing.send_answer(member_id=member_id, handover_id=UUID(handover_id))


@job("assistant.group_questions")
def group_questions(*, member_id: int) -> None:
    learning.group_questions(member_id=member_id)


@job("assistant.forget")
def forget(*, member_id: int) -> None:
    forgetting.forget(member_id=member_id)


@app.periodic(cron="*/10 * * * *")
@app.task(name="assistant.group_all", queueing_lock="assistant.group_all")
def group_all(timestamp: int) -> None:
    """Every ten minutes: put new questions without a good answer into gaps."""
    forgetting.queue_grouping()


@app.periodic(cron="40 0 * * *")
@app.task(name="assistant.forget_all", queueing_lock="assistant.forget_all")
def forget_all(timestamp: int) -> None:
    """Each night: delete conversations and questions of which the time is over."""
    forgetting.queue_forgetting()
