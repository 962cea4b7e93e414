"""Where a model is asked is a setting; a wrong one is named at the start, without the key."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from gemeinwerk.assistant.wording.contract import Model
from gemeinwerk.config.env import Env

RIGHT = {
    "GEMEINWERK_MODEL_URL": "https://modell.musterland.example/v1",
    "GEMEINWERK_MODEL_NAME": "klein",
    "GEMEINWERK_MODEL_KEY": "geheim",
}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("URL", "http://modell.musterland.example/v1", "needs https"),
        ("URL", "https://wer:was@modell.musterland.example/v1", "needs https"),
        ("URL", "modell.musterland.example", "needs https"),
        ("NAME", "", "needs GEMEINWERK_MODEL_NAME"),
        ("KEY", "zwei Wörter", "MODEL_KEY holds signs"),
        ("KEY", "zwei\nZeilen", "MODEL_KEY holds signs"),
        ("SECONDS", "0", "must be 1 to 120"),
        ("SECONDS", "121", "must be 1 to 120"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str, said: str) -> None:
    env = Env(RIGHT | {f"GEMEINWERK_MODEL_{name}": value})
    with pytest.raises(ImproperlyConfigured, match=said) as error:
        env.language_model  # noqa: B018 - reading it is the test
    assert "zwei" not in str(error.value)


def test_without_an_address_there_is_no_model() -> None:
    assert Env({}).language_model is None


def test_a_right_setting_is_read() -> None:
    expected = Model("https://modell.musterland.example/v1", "klein", "geheim", 20)
    assert Env(RIGHT).language_model == expected
    near = Env(RIGHT | {"GEMEINWERK_MODEL_URL": "http://127.0.0.1:8123/v1"}).language_model
    assert near is not None
    assert near.url == "http://127.0.0.1:8123/v1"
