"""Taking files in, and watching how they are read."""

from __future__ import annotations

import io
from datetime import timedelta
from functools import partial
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeinwerk.archive import actions, queries
from gemeinwerk.archive.errors import AlreadyHere
from gemeinwerk.archive.forms import UploadForm
from gemeinwerk.archive.intake.uploads import Receipt, Upload, receive
from gemeinwerk.archive.models import Collection, Intake
from gemeinwerk.archive.permissions import SEE_STATUS, TAKE_IN
from gemeinwerk.archive.rules import Progress
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.ids import new_id
from gemeinwerk.members.access import page
from gemeinwerk.members.permissions import allows
from gemeinwerk.members.requests import MemberRequest

DOCUMENTS_PER_PAGE = 50
MORE_MAY_COME = timedelta(minutes=1)


@page(TAKE_IN)
@require_http_methods(["GET", "POST"])
def take_in(request: MemberRequest, key: UUID) -> HttpResponse:
    """Upload files into an own collection: one each with scripts, all at once without."""
    collection = queries.get_own_collection(key=key)
    form = UploadForm(initial={"intake": new_id()})
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        receipts = _receive(form, collection, request)
        if not request.accepts("text/html"):
            return _answer(receipts, form.cleaned_data["intake"])
        return redirect("archive:intake", intake_id=form.cleaned_data["intake"])
    if form.errors and not request.accepts("text/html"):
        message = next(iter(form.errors.values()))[0]
        return JsonResponse({"message": message}, status=400)
    return render(request, "archive/intake_upload.html", _upload_facts(form, collection))


@page(SEE_STATUS)
@require_safe
def list_intakes(request: MemberRequest) -> HttpResponse:
    """The newest intakes, and what still waits in all."""
    context = {
        "intakes": queries.list_intakes_with_progress(),
        "backlog": queries.get_backlog(),
        "may_take_in": allows(request.actor, TAKE_IN),
        "collections": queries.list_own_collections(),
    }
    return render(request, "archive/intake_list.html", context)


@page(SEE_STATUS)
@require_safe
def show_intake(request: MemberRequest, intake_id: UUID) -> HttpResponse:
    """How far an intake is, what was refused and why."""
    intake = queries.get_intake(intake_id)
    progress = queries.get_progress(intake)
    documents = Paginator(queries.list_intake_documents(intake), DOCUMENTS_PER_PAGE)
    context = {
        "intake": intake,
        "progress": progress,
        "expected": progress.pages or progress.documents_open,
        "is_moving": _is_moving(intake, progress),
        "backlog": queries.get_backlog(),
        "documents": documents.get_page(request.GET.get("seite")),
        "refusals": queries.list_refusals(intake),
        "may_take_in": allows(request.actor, TAKE_IN),
    }
    return render(request, "archive/intake_detail.html", context)


@page(TAKE_IN)
@require_POST
def repeat_document(request: MemberRequest, document_id: UUID) -> HttpResponse:
    """Read again what failed in a document."""
    document = queries.get_own_document(document_id)
    actions.repeat_document(document=document, actor=request.actor)
    messages.success(
        request, _("“%(name)s” is in the queue and is read again.") % {"name": document.name}
    )
    return redirect("archive:intake", intake_id=document.intake_id)


def _receive(form: UploadForm, collection: Collection, request: MemberRequest) -> list[Receipt]:
    path = form.cleaned_data["path"]
    uploads = [
        Upload(path or file.name or "", file.size or 0, partial(_open, file))
        for file in form.cleaned_data["chosen"]
    ]
    return receive(
        intake_id=form.cleaned_data["intake"],
        collection=collection,
        uploads=uploads,
        in_box=form.cleaned_data["folders"] == "box",
        actor=request.actor,
    )


def _open(file: UploadedFile) -> BinaryIO:
    """Open an uploaded file anew; closing Django's own handle would delete its temporary file."""
    if isinstance(file, TemporaryUploadedFile):
        return open(file.temporary_file_path(), "rb")  # noqa: PTH123
    file.seek(0)
    return io.BytesIO(file.read())


def _answer(receipts: list[Receipt], intake_id: UUID) -> JsonResponse:
    """Say in one sentence what became of one uploaded file, which may have been an archive."""
    status_page = reverse("archive:intake", kwargs={"intake_id": intake_id})
    refused = [each.refusal for each in receipts if each.refusal]
    if len(receipts) == 1 and refused:
        status = 409 if isinstance(refused[0], AlreadyHere) else 400
        return JsonResponse({"message": str(refused[0])}, status=status)
    if len(receipts) == 1 and receipts[0].document:
        url = reverse("archive:document", kwargs={"document_id": receipts[0].document.id})
        return JsonResponse({"message": _("Received, will be read now"), "url": url})
    received = [each for each in receipts if each.document]
    if receipts and not received and receipts[0].refusal is None:
        message = _table_read(len(refused))
    else:
        message = _counted(len(received), len(refused))
    status = 400 if len(refused) == len(receipts) > 0 else 200
    return JsonResponse({"message": message, "url": status_page}, status=status)


def _table_read(refused: int) -> str:
    if not refused:
        return _("The table was read")
    text = ngettext(
        "The table was read, but for %(n)d row. The status page says why.",
        "The table was read, but for %(n)d rows. The status page says why.",
        refused,
    )
    return text % {"n": refused}


def _counted(received: int, refused: int) -> str:
    text = ngettext("%(n)d file received.", "%(n)d files received.", received) % {"n": received}
    if not refused:
        return text
    rest = ngettext(
        "%(n)d file was not received. The status page says why.",
        "%(n)d files were not received. The status page says why.",
        refused,
    )
    return f"{text} {rest % {'n': refused}}"


def _upload_facts(form: UploadForm, collection: Collection) -> dict[str, Any]:
    intake_id = form.initial.get("intake") or form.cleaned_data.get("intake") or new_id()
    return {
        "form": form,
        "collection": collection,
        "intake_id": intake_id,
        "max_mb": settings.INTAKE_MAX_FILE_MB,
        "max_bytes": settings.INTAKE_MAX_FILE_MB * 1_000_000,
        "error": next(iter(form.errors.get("chosen", [])), ""),
    }


def _is_moving(intake: Intake, progress: Progress) -> bool:
    """Whether the page should ask again; between two uploaded files an intake looks done."""
    recent = intake.closed_at is not None and clock.now() - intake.closed_at < MORE_MAY_COME
    return not progress.is_done or recent
