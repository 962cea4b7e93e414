"""Pages about agreements: list, one with its way, steps, documents."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gemeinwerk.files import queries as stored_files
from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.agreements import actions, queries, wording
from gemeinwerk.governance.agreements.deadlines import german
from gemeinwerk.governance.agreements.errors import AgreementUnknown, FilingUnknown, StepUnknown
from gemeinwerk.governance.agreements.forms import DraftForm, FilingForm
from gemeinwerk.governance.agreements.names import download_name
from gemeinwerk.governance.agreements.rules import OPEN_TO_EDITS
from gemeinwerk.governance.agreements.steps import STEPS, Step, list_offers, offered_for
from gemeinwerk.governance.models import Agreement, Alliance, Filing
from gemeinwerk.governance.permissions import DECIDE, MANAGE, SEE
from gemeinwerk.journal import queries as journal
from gemeinwerk.journal.permissions import SEE_JOURNAL
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members.access import page
from gemeinwerk.members.permissions import Permission, allows
from gemeinwerk.members.requests import MemberRequest


@require_safe
@page(SEE)
def list_agreements(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """The agreements of an alliance, where each stands, and who does the next step."""
    alliance = governance.get_alliance(alliance_id)
    lines = queries.list_agreements(alliance)
    context = {
        "lines": [(line, wording.badge_of(line), wording.term(line.agreement)) for line in lines],
        "may_draw_up": allows(request.actor, MANAGE),
    }
    return _render(request, "list", alliance, context)


@require_safe
@page(SEE)
def show_agreement(request: MemberRequest, alliance_id: UUID, agreement_id: UUID) -> HttpResponse:
    """Where an agreement stands, what is missing, who decided what, and its documents."""
    alliance, agreement = _find(alliance_id, agreement_id)
    line, actor = queries.describe(agreement), request.actor
    names = _names(alliance)
    is_party = queries.is_party(agreement, actor.member_id)
    leads = is_party and allows(actor, MANAGE)
    sees_journal = allows(actor, SEE_JOURNAL)
    context = {
        "line": line,
        "badge": wording.badge_of(line),
        **_turns(line, request),
        "stages": wording.stages(line),
        "silence": wording.silence_rows(line),
        "rows": wording.rows(agreement, names),
        "rule": wording.rule_sentence(agreement),
        "notice_rule": wording.notice_sentence(agreement),
        "formalities": wording.formalities(agreement),
        "personal": wording.missing_for_personal(line),
        "parties": [(each, wording.decision_of(each)) for each in agreement.parties.all()],
        "filings": [(each, _covered(each, names)) for each in queries.list_filings(agreement)],
        "text_mark": line.snapshot.text_sha256[:12],
        "may_edit": leads and line.state in OPEN_TO_EDITS,
        "may_file": leads,
        "history": journal.list_lines(object_id=str(agreement.id)) if sees_journal else None,
    }
    return _render(request, "show", alliance, context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def draw_up(request: MemberRequest, alliance_id: UUID) -> HttpResponse:
    """Draw up an agreement."""
    alliance = governance.get_alliance(alliance_id)
    form = _draft_form(request, alliance, None)
    if form.is_valid():
        try:
            made = actions.create_agreement(
                alliance_id=alliance.id, draft=form.draft, actor=request.actor
            )
        except UserError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The agreement was drawn up."))
            return _to(made)
    return _render(request, "edit", alliance, {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def change_draft(request: MemberRequest, alliance_id: UUID, agreement_id: UUID) -> HttpResponse:
    """Change text, terms or parties of an agreement that is not concluded."""
    alliance, agreement = _find(alliance_id, agreement_id)
    form = _draft_form(request, alliance, agreement)
    if form.is_valid():
        try:
            actions.edit_agreement(agreement_id=agreement.id, draft=form.draft, actor=request.actor)
        except UserError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The agreement was changed."))
            return _to(agreement)
    return _render(request, "edit", alliance, {"form": form, "agreement": agreement})


@require_http_methods(["GET", "HEAD", "POST"])
@page(DECIDE)
def decide_step(
    request: MemberRequest, alliance_id: UUID, agreement_id: UUID, slug: str
) -> HttpResponse:
    """A step that only the head takes for the own authority."""
    return _take_step(request, alliance_id, agreement_id, _step(slug, DECIDE))


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def enter_step(
    request: MemberRequest, alliance_id: UUID, agreement_id: UUID, slug: str
) -> HttpResponse:
    """A step of the supervisory authority that the applicant enters."""
    return _take_step(request, alliance_id, agreement_id, _step(slug, MANAGE))


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def add_filing(request: MemberRequest, alliance_id: UUID, agreement_id: UUID) -> HttpResponse:
    """Put a PDF on file."""
    alliance, agreement = _find(alliance_id, agreement_id)
    posted = request.method == "POST"
    form = FilingForm(
        request.POST if posted else None, request.FILES if posted else None, agreement=agreement
    )
    if form.is_valid():
        try:
            _file(form, agreement, request)
        except UserError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The document is on file."))
            return _to(agreement)
    return _render(request, "file", alliance, {"form": form, "agreement": agreement})


@require_safe
@page(SEE)
def download(
    request: MemberRequest, alliance_id: UUID, agreement_id: UUID, filing_id: UUID
) -> HttpResponse:
    """The bytes of a document, for every member of the alliance."""
    filing = _find_filing(alliance_id, agreement_id, filing_id)
    response = FileResponse(
        stored_files.open_bytes(filing.member_id, filing.sha256 or ""),
        as_attachment=True,
        filename=download_name(filing.title),
        content_type="application/pdf",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return cast(HttpResponse, response)  # it streams; nothing here reads its content


@require_http_methods(["GET", "HEAD", "POST"])
@page(MANAGE)
def withdraw_filing(
    request: MemberRequest, alliance_id: UUID, agreement_id: UUID, filing_id: UUID
) -> HttpResponse:
    """Ask, then take a document off the file."""
    filing = _find_filing(alliance_id, agreement_id, filing_id)
    if request.method == "POST":
        try:
            actions.withdraw_filing(filing_id=filing.id, actor=request.actor)
        except UserError as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("The document was withdrawn."))
        return _to(filing.agreement)
    context = {"filing": filing, "agreement": filing.agreement}
    return _render(request, "withdraw", filing.alliance, context)


def _take_step(
    request: MemberRequest, alliance_id: UUID, agreement_id: UUID, step: Step
) -> HttpResponse:
    alliance, agreement = _find(alliance_id, agreement_id)
    line = queries.describe(agreement)
    first = {"text_sha256": line.snapshot.text_sha256, "authority": agreement.authority}
    form = step.form(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        try:
            step.run(agreement.id, dict(form.cleaned_data), request.actor)
        except UserError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(step.done))
            return _to(agreement)
    context = {
        "form": form,
        "step": step,
        "agreement": agreement,
        "silence": wording.silence_rows(line) if step.slug == "schweigen" else [],
        "rows": wording.rows(agreement, _names(alliance)) if step.shows_text else [],
        "texts": [each for each in queries.list_filings(agreement) if queries.is_text(each)],
    }
    return _render(request, "step", alliance, context)


def _step(slug: str, permission: Permission) -> Step:
    step = STEPS.get(slug)
    if step is None or step.permission != permission:
        raise StepUnknown
    return step


def _turns(line: queries.Line, request: MemberRequest) -> dict[str, Any]:
    """The missing steps with the address where the person takes each, and what else is offered."""
    offers = {step.slug: step for step in list_offers(line, request.actor)}
    shown, taken = [], set()
    for turn in wording.turns(line.missing, request.actor.member_id):
        step = offers.get(offered_for(turn.code)) if turn.is_mine else None
        shown.append({"turn": turn, "step": step, "url": _address(line.agreement, step)})
        taken.add(step.slug if step else "")
    others = [step for slug, step in offers.items() if slug not in taken]
    return {"turns": shown, "others": [(step, _address(line.agreement, step)) for step in others]}


def _address(agreement: Agreement, step: Step | None) -> str:
    if step is None:
        return ""
    name = "own_step" if step.permission == DECIDE else "step"
    place = {"alliance_id": agreement.alliance_id, "agreement_id": agreement.id}
    return reverse(f"agreements:{name}", kwargs={**place, "slug": step.slug})


def _draft_form(
    request: MemberRequest, alliance: Alliance, agreement: Agreement | None
) -> DraftForm:
    return DraftForm(
        request.POST if request.method == "POST" else None,
        memberships=list(queries.list_eligible(alliance)),
        agreement=agreement,
        own_id=request.actor.member_id,
    )


def _file(form: FilingForm, agreement: Agreement, request: MemberRequest) -> None:
    entered = dict(form.cleaned_data)
    upload = entered.pop("file")
    stored = actions.store_file(
        stream=upload, name=upload.name, size=upload.size, actor=request.actor
    )
    actions.file_document(
        agreement_id=agreement.id,
        stored=stored,
        file_name=upload.name,
        actor=request.actor,
        **entered,
    )


def _find(alliance_id: UUID, agreement_id: UUID) -> tuple[Alliance, Agreement]:
    alliance = governance.get_alliance(alliance_id)
    agreement = queries.get_agreement(agreement_id)
    if agreement.alliance_id != alliance.id:
        raise AgreementUnknown
    return alliance, agreement


def _find_filing(alliance_id: UUID, agreement_id: UUID, filing_id: UUID) -> Filing:
    _alliance, agreement = _find(alliance_id, agreement_id)
    filing = queries.get_filing(filing_id)
    if filing.agreement_id != agreement.id or not filing.sha256:
        raise FilingUnknown
    return filing


def _names(alliance: Alliance) -> dict[int, str]:
    return dict(queries.list_eligible(alliance).values_list("member_id", "member_name"))


def _covered(filing: Filing, names: dict[int, str]) -> dict[str, Any]:
    today = clock.today()
    is_valid = filing.withdrawn_at is None and filing.valid_from <= today
    return {
        "by": names.get(filing.member_id, ""),
        "covers": ", ".join(names.get(one, "–") for one in filing.covers),
        "is_valid": is_valid and (filing.valid_to is None or filing.valid_to >= today),
        "from": german(filing.valid_from),
        "to": german(filing.valid_to) if filing.valid_to else _("further notice"),
    }


def _to(agreement: Agreement) -> HttpResponse:
    return redirect(
        "agreements:agreement", alliance_id=agreement.alliance_id, agreement_id=agreement.id
    )


def _render(
    request: MemberRequest, name: str, alliance: Alliance, context: dict[str, Any]
) -> HttpResponse:
    shown = {"alliance": alliance, "tab": "agreements", **context}
    return render(request, f"governance/agreement_{name}.html", shown)
