"""The archive's jobs. Their names are the contract with what is queued already."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from gemeinwerk.archive.protection import actions as protection
from gemeinwerk.archive.protection import shell
from gemeinwerk.archive.recognition import actions as recognition
from gemeinwerk.archive.recognition.errors import RecogniserDied
from gemeinwerk.archive.search import actions as search
from gemeinwerk.jobs.registry import job
from gemeinwerk.kernel.errors import UserError


def give_up_document(*, member_id: int, document_id: str, cause: UserError | None) -> None:
    recognition.refuse_document(
        member_id=member_id, document_id=UUID(document_id), reason=cause or RecogniserDied()
    )


def give_up_page(*, member_id: int, page_id: int, cause: UserError | None) -> None:
    recognition.fail_page(member_id=member_id, page_id=page_id, reason=cause or RecogniserDied())


def give_up_pdf(*, member_id: int, document_id: str, cause: UserError | None) -> None:
    recognition.finish_without_pdf(
        member_id=member_id, document_id=UUID(document_id), reason=cause or RecogniserDied()
    )


@job("archive.look_into", give_up=give_up_document)
def look_into(*, member_id: int, document_id: str) -> None:
    recognition.look_into(member_id=member_id, document_id=UUID(document_id))


@job("archive.read_page", give_up=give_up_page)
def read_page(*, member_id: int, page_id: int) -> None:
    recognition.read_page(member_id=member_id, page_id=page_id)


@job("archive.make_pdf", give_up=give_up_pdf)
def make_pdf(*, member_id: int, document_id: str) -> None:
    recognition.make_pdf(member_id=member_id, document_id=UUID(document_id))


@job("archive.recount")
def recount(*, member_id: int, scope_id: int) -> None:
    search.recount(member_id=member_id, scope_id=scope_id)


@job("archive.rearrange")
def rearrange(*, member_id: int, collection_id: int) -> None:
    protection.rearrange(member_id=member_id, collection_id=collection_id)


@job("archive.protect")
def protect(*, member_id: int) -> None:
    protection.protect(member_id=member_id)


@app.periodic(cron="11 1 * * *")
@app.task(name="archive.protect_all", queueing_lock="archive.protect_all")
def protect_all(timestamp: int) -> None:
    """Each night: let what became open by the calendar be open."""
    shell.queue_protection()
