"""Reports as files to download."""

from __future__ import annotations

from django.http import HttpResponse

from gemeinwerk.governance.costs.export import write_csv
from gemeinwerk.governance.costs.printing import write_pdf
from gemeinwerk.governance.costs.reports import Report


def answer(report: Report, kind: str) -> HttpResponse:
    """Return a report as ``csv`` or ``pdf``."""
    if kind == "pdf":
        response = HttpResponse(write_pdf(report), content_type="application/pdf")
    else:
        response = HttpResponse(write_csv(report), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{report.file_name}.{kind}"'
    return response
