"""Access keys: what one opens is what its person sees there today, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.http import HttpResponse
from django.test import Client
from tests import factories
from tests.factories import House
from tests.signing_in import sign_in

from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed
from gemeinwerk.members import actions as members
from gemeinwerk.members import tokens, visitors
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import member_context
from gemeinwerk.members.errors import TokenEndsWrong, TokenOver, TokensEnough, TokenUnknown
from gemeinwerk.members.models import AccessToken, Person

GRANTS = "/api/v1/grants"


@pytest.fixture(autouse=True)
def counted_anew() -> Iterator[None]:
    caches["visitors"].clear()
    yield
    caches["visitors"].clear()


def issue(house: House, role: str = "clerk", *, days: int = 30) -> tokens.Issued:
    with house.context(role):
        return tokens.issue(
            purpose="Auswertung",
            expires_on=clock.today() + timedelta(days=days),
            actor=house.actor(role),
        )


def ask(key: str, path: str = GRANTS, client: Client | None = None, **more: Any) -> HttpResponse:
    return (client or Client()).get(path, headers={"authorization": f"Bearer {key}"}, **more)


def refused(answer: HttpResponse) -> bool:
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert answer.json()["error"] == "TokenRefused"
    assert answer.json()["message"].startswith("This access key is not valid: unknown, expired")
    assert not answer.cookies
    return True


@pytest.mark.parametrize("days", [-1, 366])
def test_a_key_ends_within_a_year(county: House, days: int) -> None:
    with pytest.raises(TokenEndsWrong, match=r"valid for one year at most\. Choose a day from"):
        issue(county, days=days)
    assert issue(county, days=0).token.expires_on == clock.today()
    assert issue(county, days=365).key.startswith("gw_")


def test_who_has_no_role_gets_no_key(county: House) -> None:
    person = county.people["clerk"]
    nobody = Actor(county.member.id, county.member.name, person.id, "Niemand", frozenset())
    with county.context("clerk"), pytest.raises(NotAllowed):
        tokens.issue(purpose="x", expires_on=clock.today(), actor=nobody)


def test_nobody_has_countless_keys(county: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "MOST_TOKENS", 2)
    first = issue(county)
    issue(county)
    with pytest.raises(TokensEnough, match="You have 2 access keys already"):
        issue(county)
    with county.context("clerk"):
        tokens.revoke(token_id=first.token.id, actor=county.actor("clerk"))
    assert issue(county).key


def test_the_key_is_stored_nowhere(county: House) -> None:
    made = issue(county)
    with county.context("clerk"), connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM members_accesstoken t")
        (row,) = cursor.fetchone()
    assert made.key not in row
    assert made.key.removeprefix("gw_") not in row
    assert made.token.key_hash in row
    assert len(made.key) > 40


@pytest.mark.parametrize("key", ["", "gw_", "gw_falsch", "ä" * 2000, "' OR 1=1 --"])
def test_a_wrong_key_is_refused_even_beside_a_session(county: House, key: str) -> None:
    browser = sign_in(county.people["clerk"], at=county.member)
    assert refused(ask(key))
    assert refused(ask(key, client=browser))
    assert browser.get(GRANTS).status_code == 200, "and the session goes on"


def test_a_key_reads_without_a_session(county: House) -> None:
    made = issue(county)
    answer = ask(made.key)
    assert answer.status_code == 200
    assert not answer.cookies
    with county.context("clerk"):
        assert AccessToken.objects.get().last_used_on == clock.today()


def test_a_key_is_its_own_person_whoever_is_signed_in(county: House, neighbour: House) -> None:
    collection = factories.make_collection(county)
    factories.share(county, collection, neighbour)
    made = issue(neighbour)
    browser = sign_in(county.people["clerk"], at=county.member)
    assert browser.get(GRANTS).json()["items"][0]["is_own"] is True
    answer = ask(made.key, client=browser)
    assert answer.json()["items"][0]["is_own"] is False
    assert not answer.cookies
    assert browser.get(GRANTS).json()["items"][0]["is_own"] is True


def test_a_key_is_for_one_member_only(county: House, neighbour: House) -> None:
    """Somebody who works at two: the key of the one says nothing of the other."""
    collection = factories.make_collection(county)
    factories.share(county, collection, neighbour)
    person = county.people["clerk"]
    with member_context(door="operator"):
        members.employ(
            member=neighbour.member,
            email=person.email,
            name=person.name,
            roles=["head"],
            password="",
        )
    made = issue(county)
    assert ask(made.key).json()["items"][0]["is_own"] is True


@pytest.mark.parametrize("path", ["/", "/zugang/", "/konto/", "/freigaben/", "/api/v2"])
def test_a_key_opens_no_page(county: House, path: str) -> None:
    answer = ask(issue(county).key, path)
    assert answer.status_code in (200, 302, 404)
    assert county.member.name not in answer.content.decode()


def test_other_schemes_are_not_ours(county: House) -> None:
    browser = sign_in(county.people["clerk"], at=county.member)
    basic = {"authorization": "Basic Z3c6Z3c="}
    assert Client().get(GRANTS, headers=basic).json()["error"] == "NotSignedIn"
    assert browser.get(GRANTS, headers=basic).status_code == 200


def test_it_expires(county: House) -> None:
    with clock.days_ago(40):
        made = issue(county, days=30)
        last = issue(county, days=40)
    assert refused(ask(made.key))
    assert ask(last.key).status_code == 200, "its last day counts"


def test_it_is_over_when_withdrawn(county: House) -> None:
    made = issue(county)
    assert ask(made.key).status_code == 200
    with county.context("clerk"):
        tokens.revoke(token_id=made.token.id, actor=county.actor("clerk"))
        with pytest.raises(TokenOver, match="withdrawn already"):
            tokens.revoke(token_id=made.token.id, actor=county.actor("clerk"))
    assert refused(ask(made.key))


def test_it_ends_with_the_last_role_and_does_not_come_back(county: House) -> None:
    made = issue(county)
    clerk = county.people["clerk"]
    with county.context("head"):
        members.set_roles(person_id=clerk.id, roles={"records_officer"}, actor=county.actor("head"))
    assert ask(made.key).status_code == 200, "another role, the same person"
    with county.context("head"):
        members.set_roles(person_id=clerk.id, roles=set(), actor=county.actor("head"))
    assert refused(ask(made.key))
    with county.context("head"):
        members.invite(
            email=clerk.email, name="Wieder da", role="clerk", actor=county.actor("head")
        )
    assert refused(ask(made.key))


def test_a_blocked_person_has_no_key(county: House) -> None:
    made = issue(county)
    with member_context(door="operator"):
        Person.objects.filter(id=county.people["clerk"].id).update(is_active=False)
    assert refused(ask(made.key))


def test_it_carries_what_the_person_may_and_no_more(county: House) -> None:
    """A right that a role lacks is a 403 by key as by session: here, having no role that counts."""
    made = issue(county)
    assert ask(made.key, "/api/v1/alliances").status_code == 200
    answer = Client().post("/api/v1/alliances", headers={"authorization": f"Bearer {made.key}"})
    assert answer.status_code == 405
    assert answer.json()["message"] == "This interface is for reading: use GET."


def test_others_neither_see_nor_end_it(county: House, neighbour: House, stranger: House) -> None:
    made = issue(county)
    for house, role in ((county, "records_officer"), (neighbour, "head"), (stranger, "head")):
        with house.context(role), pytest.raises(TokenUnknown, match="no such access key"):
            tokens.revoke(token_id=made.token.id, actor=house.actor(role))
        with house.context(role):
            assert tokens.list_tokens(house.actor(role)) == []
            assert tokens.list_tokens_of_others(house.actor(role)) == []
    assert ask(made.key).status_code == 200


def test_who_manages_people_sees_and_ends_it(county: House) -> None:
    made = issue(county)
    with county.context("head"):
        actor = county.actor("head")
        (line,) = tokens.list_tokens_of_others(actor)
        assert (line.person, line.is_valid) == ("Clerk 99001", True)
        tokens.revoke(token_id=made.token.id, actor=actor)
        (line,) = tokens.list_tokens_of_others(actor)
        assert not line.is_valid
    assert refused(ask(made.key))


def test_nobody_makes_a_key_of_somebody_else(county: House, neighbour: House) -> None:
    for house, person in ((county, county.people["head"]), (neighbour, county.people["clerk"])):
        row = AccessToken(
            member=house.member,
            person=person,
            purpose="x",
            key_hash=tokens.hash_of("x"),
            expires_on=clock.today(),
        )
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            county.context("clerk"),
            transaction.atomic(),
        ):
            row.save(force_insert=True)


def test_keys_are_different(county: House) -> None:
    made = issue(county)
    with pytest.raises(IntegrityError), county.context("clerk"), transaction.atomic():
        AccessToken.objects.create(
            member=county.member,
            person=county.people["clerk"],
            purpose="x",
            key_hash=made.token.key_hash,
            expires_on=clock.today(),
        )


def test_the_function_answers_nobody_who_acts(county: House) -> None:
    made = issue(county)
    find = "SELECT count(*) FROM members_token(%s)"
    for context in (county.context("head"), member_context(door="public")):
        with context, connection.cursor() as cursor:
            cursor.execute(find, [made.token.key_hash])
            assert cursor.fetchone() == (0,)
    with member_context(), connection.cursor() as cursor:
        cursor.execute(find, [made.token.key_hash])
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT app_door()")
        assert cursor.fetchone() == ("",)


def test_who_asks_too_often_waits(
    county: House, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TOKEN_REQUESTS = 2
    monkeypatch.setattr(visitors, "now", lambda: 6_000_000.0)
    made, other = issue(county), issue(county)
    assert [ask(made.key).status_code for _time in range(2)] == [200, 200]
    answer = ask(made.key, REMOTE_ADDR="192.0.2.9")
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert answer.json()["message"].startswith("Too many requests with this access key.")
    assert ask(other.key).status_code == 200
    monkeypatch.setattr(visitors, "now", lambda: 6_000_060.0)
    assert ask(made.key).status_code == 200


def test_trying_keys_is_slow(county: House, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PUBLIC_REQUESTS = 2
    monkeypatch.setattr(visitors, "now", lambda: 6_000_000.0)
    assert [ask(f"gw_{n}").status_code for n in range(3)] == [401, 401, 429]


def test_strangers_pages_take_no_key(county: House) -> None:
    """At the door ``public`` nobody is anybody; a key, right or wrong, changes nothing there."""
    for key in (issue(county).key, "gw_falsch"):
        assert ask(key, "/api/v1/auskunft/gibt-es-nicht/fragen").status_code in (404, 405)
