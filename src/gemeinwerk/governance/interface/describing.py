"""The address of the OpenAPI document."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from gemeinwerk.governance.interface.document import make_document


@require_safe
def show_document(_request: HttpRequest) -> HttpResponse:
    """What the interface offers, for everybody: it tells nothing of anybody."""
    return JsonResponse(make_document(), json_dumps_params={"indent": 2, "ensure_ascii": False})
