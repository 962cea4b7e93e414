"""What libraries say comes out in our German; no text is worded anew that they no longer have."""

from __future__ import annotations

from pathlib import Path

import allauth
import django
import pytest
from babel.messages.mofile import read_mo
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.forms import EmailField
from django.utils import translation
from django.utils.translation import gettext

from gemeinwerk.config import library_texts

WORDED = (
    *library_texts.FORMS,
    *library_texts.PASSWORDS,
    *library_texts.LOGIN,
    *library_texts.TOLD,
)
FOLDERS = (
    Path(django.__file__).parent / "conf" / "locale",
    Path(django.__file__).parent / "contrib" / "auth" / "locale",
    Path(allauth.__file__).parent / "locale",
)


def known_texts() -> set[str]:
    """Return every text, singular or plural, that the installed libraries have in German."""
    known: set[str] = set()
    for folder in FOLDERS:
        with (folder / "de" / "LC_MESSAGES" / "django.mo").open("rb") as stream:
            for message in read_mo(stream):
                known.update([message.id] if isinstance(message.id, str) else message.id)
    return known


def test_every_text_worded_anew_is_one_of_the_libraries() -> None:
    with translation.override("en"):
        counted = library_texts.counted(1) + library_texts.counted(2)
    assert set(WORDED) | set(counted) <= known_texts()


def test_nobody_is_addressed_as_du(german: None) -> None:
    said = [gettext(text) for text in WORDED]
    familiar = {"du", "dein", "deine", "dich", "dir", "bist", "hast", "gib", "habe"}
    assert [text for text in said if familiar & set(text.casefold().split())] == []
    assert [text for text in WORDED if gettext(text) == text] == []


def test_errors_of_fields_say_what_to_do(german: None) -> None:
    with pytest.raises(ValidationError) as caught:
        EmailField().clean("amt@")
    assert "Schreiben Sie zum Beispiel" in caught.value.messages[0]
    with pytest.raises(ValidationError) as caught:
        EmailField().clean("")
    assert caught.value.messages == ["Füllen Sie dieses Feld aus."]
    with pytest.raises(ValidationError) as caught:
        MinimumLengthValidator(12).validate("kurz")
    assert "mindestens 12 Zeichen" in caught.value.messages[0]
