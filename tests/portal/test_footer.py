"""What the law asks of a site's footer shows on every page, once an installation sets it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_footer_is_empty_until_set(client: Client) -> None:
    assert "impressum" not in client.get("/konto/anmelden/").content.decode()


def test_footer_names_what_is_set(client: Client, settings: Any) -> None:
    settings.FOOTER = [("Impressum", "https://kreis.example/impressum"), ("Datenschutz", "")]
    page = client.get("/konto/anmelden/").content.decode()
    assert '<a href="https://kreis.example/impressum">Impressum</a>' in page
    assert "Datenschutz" not in page
