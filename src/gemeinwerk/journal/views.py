"""Pages about the journal of the acting member."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from gemeinwerk.journal import queries
from gemeinwerk.journal.export import csv_lines
from gemeinwerk.journal.forms import FilterForm
from gemeinwerk.journal.permissions import SEE_JOURNAL
from gemeinwerk.members.access import page
from gemeinwerk.members.requests import MemberRequest

PAGE_SIZE = 50
BREAKS = {
    "missing": _("Entry %(number)d is missing."),
    "not_linked": _("Entry %(number)d does not follow from the one before it."),
    "changed": _("Entry %(number)d was changed after it was written."),
    "columns_differ": _("The columns of entry %(number)d do not say what its text says."),
    "end_differs": _("The chain ends after entry %(number)d, but its recorded end is another."),
}


@require_safe
@page(SEE_JOURNAL)
def list_entries(request: MemberRequest) -> HttpResponse:
    """Newest first, filtered, 50 on a page; ``before`` is the number to go on from."""
    form = FilterForm(request.GET)
    lines = []
    if form.is_valid():
        lines = queries.list_filtered(
            form.filters, before=form.cleaned_data["before"], limit=PAGE_SIZE + 1
        )
    context = {
        "form": form,
        "lines": lines[:PAGE_SIZE],
        "older": lines[PAGE_SIZE - 1].number if len(lines) > PAGE_SIZE else None,
        "before": "before" in request.GET,
        "query": _query(request),
        **_head(),
    }
    return render(request, "journal/entry_list.html", context)


@require_safe
@page(SEE_JOURNAL)
def download_entries(request: MemberRequest) -> HttpResponseBase:
    """Everything that matches, as CSV."""
    form = FilterForm(request.GET)
    filters = form.filters if form.is_valid() else queries.Filters()
    actor = request.actor
    lines = csv_lines(filters, member_id=actor.member_id, person_id=actor.person_id)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="journal.csv"'
    return response


@require_POST
@page(SEE_JOURNAL)
def check_chain(request: MemberRequest) -> HttpResponse:
    """Recompute the whole chain now and name each place where it does not hold."""
    breaks = [str(BREAKS[b.reason]) % {"number": b.number} for b in queries.check_chain()]
    return render(request, "journal/chain_check.html", {"breaks": breaks, **_head()})


def _head() -> dict[str, object]:
    """Number and check sum of the last entry, in groups that one can copy by hand."""
    head = queries.chain_head()
    digest = head[1].hex() if head else ""
    groups = [digest[start : start + 8] for start in range(0, len(digest), 8)]
    return {"last_number": head[0] if head else 0, "last_hash": " ".join(groups)}


def _query(request: MemberRequest) -> str:
    """The filters of the address, without the place in the list."""
    kept = request.GET.copy()
    kept.pop("before", None)
    return kept.urlencode()
