"""Addresses of the public interface, below ``/oparl/``. They stay as they are for good."""

from __future__ import annotations

from django.urls import path, re_path

from gemeinwerk.governance.oparl import views
from gemeinwerk.governance.oparl.models import Kind

app_name = "oparl"

BASE = "v1.1/"
FILE = f"{BASE}file/<uuid:object_id>"

urlpatterns = [
    path(BASE, views.show_system, name="oparl_system"),
    path(f"{BASE}bodies", views.list_bodies, name="oparl_bodies"),
    *(
        path(
            f"{BASE}{kind.lower()}/<uuid:object_id>",
            views.show_object,
            {"kind": kind},
            name=f"oparl_{kind.lower()}",
        )
        for kind in Kind
    ),
    path(f"{BASE}body/<uuid:object_id>/<str:name>", views.list_of_body, name="oparl_body_list"),
    path(
        f"{BASE}organization/<uuid:object_id>/<str:name>",
        views.list_of_organization,
        name="oparl_organization_list",
    ),
    path(f"{FILE}/content", views.send_file, {"attached": False}, name="oparl_file_content"),
    path(f"{FILE}/download", views.send_file, {"attached": True}, name="oparl_file_download"),
    re_path(r"^(?P<rest>.*)$", views.refuse_address, name="oparl_refusal"),
]
