"""Bytes of a page or document. Others' reading and taking home stand in the owner's journal."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import cast
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from gemeinwerk.archive import actions
from gemeinwerk.archive.errors import NotReadYet
from gemeinwerk.archive.intake.rules import Kind
from gemeinwerk.archive.models import Document, Page
from gemeinwerk.archive.permissions import READ
from gemeinwerk.archive.views.reading import get_asked_document, get_asked_page
from gemeinwerk.files import queries as stored_files
from gemeinwerk.members.access import page
from gemeinwerk.members.requests import MemberRequest

NAME_LENGTH = 120
SUFFIXES = {Kind.PDF: ".pdf", Kind.TIFF: ".tif", Kind.JPEG: ".jpg", Kind.PNG: ".png"}
THUMBNAIL_TYPE = "image/jpeg"
IMAGE_TYPES = {"image/jpeg", "image/png"}
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+')


@page(READ)
@require_safe
def show_image(request: MemberRequest, document_id: UUID, number: int) -> HttpResponse:
    """The view image of a page."""
    asked = get_asked_page(request, document_id, number)
    image_type = asked.image_type if asked.image_type in IMAGE_TYPES else "image/jpeg"
    return _picture(request, asked, asked.image_sha256, image_type)


@page(READ)
@require_safe
def show_thumbnail(request: MemberRequest, document_id: UUID, number: int) -> HttpResponse:
    """The small image of a page."""
    asked = get_asked_page(request, document_id, number)
    return _picture(request, asked, asked.thumbnail_sha256, THUMBNAIL_TYPE)


@page(READ)
@require_safe
def download_pdf(request: MemberRequest, document_id: UUID) -> HttpResponse:
    """The searchable PDF of a document, if the ground for reading covers downloads."""
    document = get_asked_document(request, document_id)
    actions.note_download(document=document, what="pdf", actor=request.actor)
    return _attachment(document, document.pdf_sha256, Kind.PDF, ".pdf")


@page(READ)
@require_safe
def download_original(request: MemberRequest, document_id: UUID) -> HttpResponse:
    """The file as it came, if the ground for reading covers downloads."""
    document = get_asked_document(request, document_id)
    actions.note_download(document=document, what="original", actor=request.actor)
    known = document.media_type in SUFFIXES
    media_type = document.media_type if known else "application/octet-stream"
    suffix = SUFFIXES[Kind(media_type)] if known else ".bin"
    return _attachment(document, document.sha256, media_type, suffix)


def download_name(document: Document, suffix: str) -> str:
    """Return a file name that says what it is and that every file system takes.

    File number (else title or folder), then the document's own name, at most 120 characters.
    """
    record = document.record
    own = PurePosixPath(document.name.rsplit("/", 1)[-1])
    stem = own.stem if len(own.suffix) <= 6 else own.name
    heading = record.file_number or record.title or record.folder
    name = stem if stem.startswith(heading) else f"{heading} {stem}"
    name = " ".join(_UNFIT.sub("-", name).split()).strip(". -")
    return (name[:NAME_LENGTH].rstrip(". -") or "Schriftstueck") + suffix


def _picture(request: MemberRequest, asked: Page, sha256: str, kind: str) -> HttpResponse:
    """Own pictures may be kept for an hour; others' never, so that each reading is noted."""
    if not sha256:
        raise NotReadYet
    is_own = asked.member_id == request.actor.member_id
    with stored_files.open_bytes(asked.member_id, sha256) as stream:
        response = HttpResponse(stream.read(), content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600" if is_own else "private, no-store"
    actions.note_read(page=asked, actor=request.actor)
    if not is_own:
        return response
    etag = f'"{sha256}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


def _attachment(document: Document, sha256: str, kind: str, suffix: str) -> HttpResponse:
    response = FileResponse(
        stored_files.open_bytes(document.member_id, sha256),
        as_attachment=True,
        filename=download_name(document, suffix),
        content_type=str(kind),
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return cast(HttpResponse, response)  # it streams; nothing here reads its content
