"""The archive's jobs. Their names are the contract with what is queued already."""

from __future__ import annotations

from uuid import UUID

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
