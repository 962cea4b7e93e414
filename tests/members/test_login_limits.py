"""Five wrong passwords are five, however an attacker writes the request."""

from __future__ import annotations

from itertools import count

import pytest
from django.core.cache import cache
from django.test import Client
from tests.factories import PASSWORD, House

pytestmark = pytest.mark.django_db
LOGIN = "/konto/anmelden/"
TOLD = "Too many failed login attempts. Try again later."


def guess(login: str, password: str = "falsch", **headers: str) -> list[str]:
    """Try to sign in; return what the page says is wrong, nothing if one is in."""
    answer = Client().post(LOGIN, {"login": login, "password": password}, **headers)
    return [] if answer.status_code == 302 else answer.context["form"].errors["__all__"]


@pytest.fixture
def email(county: House) -> str:
    return county.people["records_officer"].email


@pytest.mark.parametrize("header", ["HTTP_HOST", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP"])
def test_no_header_makes_one_somebody_else(email: str, header: str) -> None:
    values = (f"localhost:{n}" if header == "HTTP_HOST" else f"192.0.2.{n}" for n in count(1))
    for value in [next(values) for _attempt in range(5)]:
        guess(email, **{header: value})
    assert guess(email, PASSWORD, **{header: next(values)}) == [TOLD]


def test_letters_that_the_database_takes_for_others_count_as_those(email: str) -> None:
    long_s = "\N{LATIN SMALL LETTER LONG S}"  # upper case: S, lower case: itself
    spellings = [email, email.upper(), email.replace("s", long_s), email.replace("s", long_s, 1)]
    for spelling in [*spellings, email.title()]:
        assert guess(spelling) != [TOLD]
    assert guess(email, PASSWORD) == [TOLD]
    assert guess(email.replace("rds", f"rd{long_s}"), PASSWORD) == [TOLD]


def test_failures_are_not_forgotten_for_those_of_others(email: str) -> None:
    for _attempt in range(5):
        guess(email)
    for number in range(1_000):
        cache.set(f"zz.somebody.else.{number}", [1.0], 300)
    assert guess(email, PASSWORD) == [TOLD]


def test_right_password_gets_in(email: str) -> None:
    for _attempt in range(4):
        guess(email)
    assert guess(email, PASSWORD) == []
