"""Addresses below ``/api/v1/``, from the list that the OpenAPI document is made of."""

from __future__ import annotations

import re

from django.urls import path, re_path

from gemeinwerk.governance.interface import views
from gemeinwerk.governance.interface.describing import show_document
from gemeinwerk.governance.interface.document import ENDPOINTS

app_name = "interface"


def _django(template: str) -> str:
    return re.sub(r"{(\w+)}", r"<uuid:\1>", template)


urlpatterns = [
    path("openapi.json", show_document, name="api_document"),
    *(path(_django(each.path), each.view, name=f"api_{each.name}") for each in ENDPOINTS),
    re_path(r"^(?P<rest>.*)$", views.refuse_address, name="api_refusal"),
]
