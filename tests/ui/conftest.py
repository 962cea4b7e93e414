"""Settings of their own for these tests: the design system knows nothing above it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from django.test import RequestFactory
from django.urls import include, path
from django.utils import translation
from lxml import html

REPOSITORY = Path(__file__).resolve().parents[2]
MODULES = REPOSITORY / "node_modules"


@pytest.fixture(autouse=True)
def design_system_alone(settings: Any) -> Iterator[None]:
    """English source strings, plain static files, no context processor of another app."""
    settings.LANGUAGE_CODE = "en"
    settings.FORM_RENDERER = "gemeinwerk.ui.forms.FormRenderer"
    settings.ROOT_URLCONF = (path("ui/", include("gemeinwerk.ui.urls")),)
    settings.MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.STATIC_URL = "/static/"
    settings.STATICFILES_DIRS = [
        ("kern", MODULES / "@kern-ux/native/dist"),
        ("htmx", MODULES / "htmx.org/dist"),
    ]
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }
    ]
    with translation.override("en"):
        yield


@pytest.fixture
def draw() -> Callable[..., html.HtmlElement]:
    """Render a piece of template text at a given address and parse what comes out."""

    def render(text: str, address: str = "/", **context: Any) -> html.HtmlElement:
        template = engines["django"].from_string("{% load ui %}" + text)
        request = RequestFactory().get(address)
        return html.fromstring(f"<main>{template.render(context, request)}</main>")

    return render
