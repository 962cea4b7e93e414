"""Files in and out at the shell."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.core.management import call_command
from tests.factories import House

from gemeinwerk.assistant.errors import BaseUnknown
from gemeinwerk.assistant.exchange.errors import ColumnsMissing
from gemeinwerk.assistant.knowledge import errors, queries

pytestmark = pytest.mark.django_db
SCHEMA = Path(__file__).resolve().parents[3] / "docs/operations/schemas/knowledge-import.json"
PLACE = ("--member", "99001", "--base", "Leistungen")


def run(*arguments: str) -> str:
    told = io.StringIO()
    call_command("knowledge", *arguments, stdout=told)
    return told.getvalue()


def read_in(*arguments: str) -> dict[str, Any]:
    told = json.loads(run("import", *arguments, *PLACE, "--json"))
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator(schema | {"additionalProperties": False}).validate(told)
    return told


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "leistungen.csv"
    path.write_text("titel;text;id\nHund;Melden Sie ihn an.;L-1\nKatze;Nicht nötig.;L-2\n")
    return path


def test_what_is_not_there_is_said(county: House, tmp_path: Path) -> None:
    with pytest.raises(errors.FileMissing, match=r"nichts\.csv” cannot be opened"):
        run("import", str(tmp_path / "nichts.csv"), *PLACE)
    with pytest.raises(BaseUnknown):
        run("export", str(tmp_path / "aus.xml"), *PLACE)
    bad = tmp_path / "kaputt.csv"
    bad.write_text("a;b\n1;2\n")
    with pytest.raises(ColumnsMissing, match=r"kaputt\.csv"):
        run("import", str(bad), *PLACE)
    with county.context("clerk"):
        assert not queries.list_own_bases().exists()


def test_drafts_first_and_released_only_if_told(county: House, table: Path) -> None:
    told = read_in(str(table))
    assert (told["new"], told["released"], told["refusal"]) == (2, 0, "")
    with county.context("clerk"):
        base = queries.list_own_bases().get()
        assert (base.drafts, base.released) == (2, 0)
    table.write_text(table.read_text().replace("Nicht nötig.", "Doch nötig."))
    told = read_in(str(table), "--release")
    assert (told["changed"], told["unchanged"], told["released"]) == (1, 1, 1)


def test_a_file_that_is_none_ends_with_another_code(county: House, tmp_path: Path) -> None:
    picture = tmp_path / "bild.png"
    picture.write_bytes(b"\x89PNG\r\n")
    with pytest.raises(SystemExit) as end:
        run("import", str(picture), *PLACE)
    assert end.value.code == 3


def test_an_export_can_be_read_in_again(county: House, table: Path, tmp_path: Path) -> None:
    read_in(str(table), "--release")
    target = tmp_path / "aus.xml"
    assert "bytes written" in run("export", str(target), *PLACE)
    told = json.loads(run("import", str(target), "--member", "99001", "--base", "Kopie", "--json"))
    assert (told["new"], told["remarks"]) == (2, [])
