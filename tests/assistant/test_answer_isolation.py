"""What PostgreSQL lets each side see and write of articles and conversations, past all actions.

The code is taken to have a hole: it runs for a member (or for a stranger at the public door) and
sends what it likes. All names are invented.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction
from django.db.models import Model
from tests import factories
from tests.assistant.factories import make_article, make_base, make_office
from tests.factories import House

from gemeinwerk.assistant.answering import indexing
from gemeinwerk.assistant.knowledge import actions as knowledge
from gemeinwerk.assistant.models import (
    Article,
    ArticleState,
    Base,
    Desk,
    Gap,
    Handover,
    Import,
    ImportItem,
    Meaning,
    Measurement,
    Office,
    Passage,
    Question,
    Version,
)
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.ids import new_id
from gemeinwerk.members.context import member_context
from gemeinwerk.sharing import actions as sharing

pytestmark = pytest.mark.django_db

POLICY = "violates row-level security"
FOREIGN_KEY = "violates foreign key"
PUBLIC = [*factories.EVERYBODY, "public"]
TABLES = {model.__name__ for model in apps.get_app_config("assistant").get_models()}
Rows = dict[str, set[Any]]


@pytest.fixture
def county() -> House:
    return factories.make_house("99001", "Landkreis Musterland")


@pytest.fixture
def neighbour(county: House) -> House:
    house = factories.make_house("99002", "Landkreis Nachbarau")
    factories.introduce(county, house)
    return house


@pytest.fixture
def stranger() -> House:
    return factories.make_house("99003", "Landkreis Fernau")


@pytest.fixture
def base(county: House) -> Base:
    """A public base: an article with an office and a new draft, a withdrawn one, a draft."""
    base = make_base(county)
    article = make_article(base, office=make_office(county))
    with county.context():
        actor = county.actor()
        text = knowledge.queries.content_of(Version.objects.get(article=article), article)
        changed = knowledge.replace(text, body="Der neue Entwurf (erfunden).")
        knowledge.save_draft(article_id=article.id, content=changed, actor=actor)
    gone = make_article(base, "Fischereischein", "Früher gab es ihn im Rathaus.")
    with county.context():
        knowledge.withdraw(article_id=gone.id, reason="Gilt nicht mehr.", actor=county.actor())
    make_article(base, "Hundesteuer", "Noch nicht beschlossen.", released=False)
    indexing.embed_base(member_id=county.member.id, base_id=base.id)
    return base


@pytest.fixture
def desk(county: House) -> Desk:
    return open_desk(county)


def open_desk(house: House, **facts: Any) -> Desk:
    """Open the public page of a member."""
    about = {"slug": f"kreis-{house.member.ags}", "authority": house.member.name, "is_open": True}
    with house.context("head"):
        return Desk.objects.create(member=house.member, **(about | facts))


def public_door() -> AbstractContextManager[None]:
    return member_context(door="public")


def everything() -> Rows:
    """All rows of all tables of the assistant that the open context shows, as they are named."""
    shown: Rows = {
        name: set(apps.get_model("assistant", name).objects.values_list("pk", flat=True))
        for name in TABLES
    }
    shown["Article"] = set(Article.objects.values_list("title", flat=True))
    shown["Version"] = set(Version.objects.values_list("title", "number"))
    return {name: rows for name, rows in shown.items() if rows}


def fails(error: type[Exception], why: str, write: Callable[[], Any]) -> None:
    """Let a statement fail, and the context go on."""
    with pytest.raises(error, match=why), transaction.atomic():
        write()


def said(query: str, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


# --- who sees what -----------------------------------------------------------------------------


def test_own_people_see_all_of_it(county: House, base: Base) -> None:
    with county.context("clerk"):
        shown = everything()
    assert shown["Article"] == {"Baugenehmigung", "Fischereischein", "Hundesteuer"}
    assert shown["Version"] == {
        ("Baugenehmigung", 1),
        ("Baugenehmigung", 2),
        ("Fischereischein", 1),
        ("Hundesteuer", 1),
    }
    assert len(shown["Passage"]) == 3


def test_others_see_nothing_of_it(neighbour: House, stranger: House, base: Base) -> None:
    for house in (neighbour, stranger):
        with house.context("clerk"):
            assert everything() == {}
    assert everything() == {}
    for door in ("login", "operator"):
        with member_context(door=door):
            assert everything() == {}


def test_a_grant_opens_what_is_released_and_its_office(
    county: House, neighbour: House, stranger: House, base: Base
) -> None:
    secret = make_office(county, "Innere Revision", is_public=False)
    make_base(county, "Intern", public=False)
    grant = factories.share(county, base, neighbour, roles=["clerk"])
    with neighbour.context("clerk"):
        shown = everything()
        assert shown["Article"] == {"Baugenehmigung"}
        assert shown["Version"] == {("Baugenehmigung", 1)}
        assert set(shown) == {"Base", "Office", "Article", "Version", "Passage", "Meaning"}
        assert shown["Base"] == {base.id}
        assert len(shown["Passage"]) == 3
        assert secret.id not in shown["Office"]
    with neighbour.context("head"):
        assert everything() == {}
    with member_context(neighbour.member.id):
        assert everything() == {}
    with stranger.context("clerk"):
        assert everything() == {}
    with county.context("head"):
        sharing.end_grant(grant_id=grant.id, actor=county.actor("head"))
    with neighbour.context("clerk"):
        assert everything() == {}


def test_a_grant_opens_only_after_the_purpose_was_declared(
    county: House, neighbour: House, base: Base
) -> None:
    union = factories.make_union(county, neighbour)
    factories.adopt(union, factories.offer(union, county, base, [neighbour]))
    with neighbour.context("clerk"):
        (grant,) = sharing.queries.list_received()
        assert everything() == {}
        sharing.declare_purpose(grant_id=grant.id, actor=neighbour.actor("clerk"))
        assert everything()["Article"] == {"Baugenehmigung"}


def test_citizens_see_released_articles_of_public_bases_and_open_desks(
    county: House, neighbour: House, base: Base, desk: Desk
) -> None:
    make_office(county, "Innere Revision", is_public=False)
    make_office(neighbour, "Hausmeisterei Nachbarau")
    make_article(make_base(county, "Intern", public=False), "Dienstanweisung", "Nur für uns.")
    open_desk(neighbour, is_open=False)
    fill(county)
    with public_door():
        shown = everything()
        offices = set(Office.objects.values_list("name", flat=True))
    assert shown["Article"] == {"Baugenehmigung"}
    assert shown["Version"] == {("Baugenehmigung", 1)}
    assert (shown["Base"], shown["Desk"]) == ({base.id}, {desk.id})
    assert offices == {"Bauamt"}
    wanted = {"Base", "Office", "Article", "Version", "Passage", "Meaning", "Desk"}
    assert set(shown) == wanted


def fill(house: House) -> None:
    """A row of each table that is its own member's only."""
    day = clock.today()
    with house.context():
        own: dict[str, Any] = {"member": house.member}
        gap = Gap.objects.create(**own, title="Angeln", first_on=day, last_on=day)
        asked: dict[str, Any] = {"text": "Wo angeln?", "asked_on": day, "keep_until": day}
        Question.objects.create(**own, **asked, reason="unanswered", channel="public", gap=gap)
        Handover.objects.create(**own, **handed("Wo darf ich angeln?"))
        Measurement.objects.create(**own, name="Probe", figures={}, outcomes={})
        base, _is_new = Base.objects.get_or_create(
            **own, name="Bürgerfragen", authority=house.member.name
        )
        source = Import.objects.create(**own, base=base, name="wissen.csv", handed_in_by="Test")
        facts = {"title": "Angeln", "standing": "new", "content": {}}
        ImportItem.objects.create(**own, source=source, ordinal=1, **facts)


def handed(question: str = "Wo?", **facts: Any) -> dict[str, Any]:
    """What a citizen hands over."""
    given = {
        "question": question,
        "ticket_hash": factories.sha256(str(new_id()).encode()).hexdigest(),
        "consented_at": clock.now(),
        "keep_until": clock.today() + timedelta(days=1),
    }
    return given | facts


# --- who answers citizens of a place ------------------------------------------------------------


def bases_of(place: House) -> set[int]:
    with public_door():
        return set(said("SELECT public_bases(%s)", place.member.id)[0][0])


def test_citizens_of_a_partner_are_answered_if_the_grant_names_them(
    county: House, neighbour: House, stranger: House, base: Base
) -> None:
    own = make_base(neighbour)
    assert bases_of(neighbour) == {own.id}
    grant = factories.share(county, base, neighbour, roles=["clerk"])
    assert bases_of(neighbour) == {own.id}
    end(county, grant)
    grant = factories.share(county, base, neighbour, roles=PUBLIC)
    assert bases_of(neighbour) == {own.id, base.id}
    assert bases_of(county) == {base.id}
    assert bases_of(stranger) == set()
    end(county, grant)
    assert bases_of(neighbour) == {own.id}


def test_an_internal_base_answers_no_citizens_whatever_was_granted(
    county: House, neighbour: House, base: Base
) -> None:
    factories.share(county, base, neighbour, roles=PUBLIC)
    with county.context("head"):
        Base.objects.filter(id=base.id).update(is_public=False)
    assert bases_of(neighbour) == bases_of(county) == set()
    with public_door():
        assert everything() == {}
    with neighbour.context("clerk"):
        assert everything()["Article"] == {"Baugenehmigung"}


def test_only_strangers_ask_for_the_bases_of_a_place(
    county: House, neighbour: House, base: Base
) -> None:
    """Inside a member's context it must not be a way to act for another one."""
    factories.share(county, base, neighbour, roles=PUBLIC)
    with neighbour.context("clerk"):
        assert said("SELECT public_bases(%s)", county.member.id) == [([],)]
        assert said("SELECT app_member()") == [(neighbour.member.id,)]
    with member_context(neighbour.member.id, door="public"):
        assert said("SELECT public_bases(%s)", county.member.id) == [([],)]
    with public_door():
        said("SELECT public_bases(%s)", county.member.id)
        assert said("SELECT app_member(), app_door()") == [(None, "public")]


def end(owner: House, grant: Any) -> None:
    with owner.context("head"):
        sharing.end_grant(grant_id=grant.id, actor=owner.actor("head"))


# --- who writes what ----------------------------------------------------------------------------


def test_others_write_nothing(county: House, neighbour: House, base: Base, desk: Desk) -> None:
    """Not even what a grant lets them read."""
    fill(county)
    factories.share(county, base, neighbour, roles=PUBLIC)
    for context in (neighbour.context("clerk"), neighbour.context("head"), public_door()):
        with context:
            for name in sorted(TABLES):
                model = apps.get_model("assistant", name)
                rows = model.objects.filter(member_id=county.member.id)
                assert rows.update(member_id=county.member.id) == 0, name
                assert rows._raw_delete(rows.db) == 0, name


def test_nothing_is_written_in_anothers_name(
    county: House, neighbour: House, base: Base, desk: Desk
) -> None:
    """A copy of each row of the owner, with a key of its own."""
    fill(county)
    with county.context():
        copies = [one for name in TABLES for one in list_first(name)]
    assert len(copies) >= 11
    for context in (neighbour.context("head"), public_door()):
        with context:
            for copy in copies:
                if isinstance(copy, Handover | Question) and not current_member():
                    continue  # what citizens may hand in is asked below
                fails(DatabaseError, f"{POLICY}|is part of", lambda row=copy: insert(row))


def current_member() -> int | None:
    return said("SELECT app_member()")[0][0]


def list_first(name: str) -> list[Model]:
    first = apps.get_model("assistant", name).objects.first()
    return [] if first is None else [first]


def insert(row: Model, **facts: Any) -> Model:
    """Insert a copy of a row."""
    copy = type(row).objects.model()
    for field in row._meta.concrete_fields:
        setattr(copy, field.attname, getattr(row, field.attname))
    copy.pk = new_id() if row._meta.pk.get_internal_type() == "UUIDField" else 1_000_000_000
    for name, value in facts.items():
        setattr(copy, name, value)
    copy.save(force_insert=True)
    return copy


def test_what_is_anothers_cannot_be_referred_to(
    county: House, neighbour: House, base: Base
) -> None:
    office = make_office(neighbour)
    own = make_article(make_base(neighbour), office=office)
    with county.context():
        article, gap = Article.objects.get(title="Baugenehmigung"), None
        version = Version.objects.get(article=article, is_current=True)
        passage = Passage.objects.filter(version=version).first()
        theirs_office = Office.objects.get()
    fill(county)
    with county.context():
        gap = Gap.objects.get()
    fill(neighbour)
    moves: list[tuple[type[Model], dict[str, Any]]] = [
        (Article, {"base_id": base.id}),
        (Article, {"office_id": theirs_office.id}),
        (Version, {"base_id": base.id}),
        (Version, {"article_id": article.id}),
        (Meaning, {"passage_id": passage.id}),
        (Meaning, {"base_id": base.id}),
        (Gap, {"article_id": article.id}),
        (Question, {"gap_id": gap.id}),
        (Handover, {"article_id": article.id}),
    ]
    indexing.embed_base(member_id=neighbour.member.id, base_id=own.base_id)
    with neighbour.context("head"):
        for model, change in moves:
            rows = model.objects.filter(member_id=neighbour.member.id)
            assert rows.exists(), model
            fails(DatabaseError, REFUSED, lambda rows=rows, change=change: rows.update(**change))
        for change in ({"base_id": base.id}, {"version_id": version.id}):
            own_rows = Passage.objects.filter(member_id=neighbour.member.id)
            fails(
                DatabaseError, REFUSED, lambda rows=own_rows, change=change: rows.update(**change)
            )


REFUSED = f"{FOREIGN_KEY}|is part of|is fixed|stays in its base"


def test_no_key_tells_what_another_has(county: House, neighbour: House, base: Base) -> None:
    """Whoever writes what clashes with a row of another member learns no more than from one that
    does not: both fail at the foreign key.
    """
    with county.context():
        article = Article.objects.get(title="Baugenehmigung")
        Article.objects.filter(id=article.id).update(external_id="99-1")
        draft = Version.objects.get(article=article, released_at=None)
    own = make_article(make_base(neighbour))
    with neighbour.context("head"):
        mine = Article.objects.get(id=own.id)
        version = Version.objects.get(article=own)
        for external_id in ("99-1", "99-2"):
            about = {"base_id": base.id, "external_id": external_id, "office_id": None}
            fails(IntegrityError, FOREIGN_KEY, lambda about=about: insert(mine, **about))
        for number in (draft.number, 99):
            about = {"article_id": article.id, "number": number, "base_id": base.id}
            open_one = about | {"released_at": None, "is_current": False}
            fails(IntegrityError, FOREIGN_KEY, lambda about=about: insert(version, **about))
            fails(IntegrityError, FOREIGN_KEY, lambda about=open_one: insert(version, **about))


# --- what was released stays true ---------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"body": "Anders"},
        {"title": "Anders"},
        {"plain": "Anders"},
        {"legal_basis": "Anders"},
        {"source": "Anders"},
        {"note": "Anders"},
        {"office_name": "Anders"},
        {"number": 9},
        {"released_at": None, "is_current": False},
        {"released_by": "Anders"},
        {"written_by": "Anders"},
        {"id": "00000000-0000-7000-8000-000000000001"},
    ],
)
def test_what_was_released_is_fixed(county: House, base: Base, change: dict[str, Any]) -> None:
    with county.context("head"):
        released = Version.objects.exclude(released_at=None)
        old = released.get(title="Fischereischein")
        for version in (released.get(title="Baugenehmigung"), old):
            rows = Version.objects.filter(id=version.id)
            fails(ProgrammingError, "is fixed", lambda rows=rows: rows.update(**change))
            fails(ProgrammingError, "stays", lambda rows=rows: rows._raw_delete(rows.db))


def test_passages_are_of_current_versions_of_released_articles(county: House, base: Base) -> None:
    with county.context("head"):
        passage = Passage.objects.first()
        assert passage is not None
        draft = Version.objects.get(article_id=passage.article_id, released_at=None)
        gone = Version.objects.get(title="Fischereischein")
        for version in (draft, gone):
            about = {"version_id": version.id, "article_id": version.article_id, "start": 0}
            fails(
                IntegrityError,
                "part of a current version",
                lambda about=about: insert(passage, **about, end=5),
            )
        Version.objects.filter(id=gone.id).update(is_current=True)
        about = {"version_id": gone.id, "article_id": gone.article_id, "start": 0, "end": 5}
        fails(IntegrityError, "part of a current", lambda: insert(passage, **about))
        too_long = {"end": 100_000}
        fails(IntegrityError, "part of a current", lambda: insert(passage, **too_long))
        fails(IntegrityError, "part of a current", lambda: insert(passage, start=5, end=5))


def test_passages_go_with_their_version_and_meanings_with_them(county: House, base: Base) -> None:
    with county.context("head"):
        assert Meaning.objects.exists()
        Article.objects.filter(title="Baugenehmigung").update(state=ArticleState.WITHDRAWN)
        assert not Version.objects.filter(is_current=True).exists()
        assert not Passage.objects.exists()
        assert not Meaning.objects.exists()


def test_an_article_stays_in_its_base(county: House, base: Base) -> None:
    """Else it would go on answering from the old one, which may be open to others."""
    internal = make_base(county, "Intern", public=False)
    with county.context("head"):
        rows = Article.objects.filter(title="Baugenehmigung")
        fails(DatabaseError, "stays in its base", lambda: rows.update(base_id=internal.id))
        version = Version.objects.get(title="Hundesteuer")
        versions = Version.objects.filter(id=version.id)
        fails(DatabaseError, "stays in its base", lambda: versions.update(base_id=internal.id))
        meanings = Meaning.objects.all()
        fails(DatabaseError, "stays in its base", lambda: meanings.update(base_id=internal.id))


def test_nobody_speaks_in_anothers_name(county: House, neighbour: House, base: Base) -> None:
    """A base and a page say whose they are, and answers repeat it."""
    with neighbour.context("head"):
        about = {"member": neighbour.member, "authority": county.member.name}
        kinds: list[tuple[type[Model], dict[str, Any]]] = [
            (Base, {"name": "Falsch"}),
            (Desk, {"slug": "falsch", "is_open": True}),
        ]
        for model, facts in kinds:
            fails(
                ProgrammingError,
                "in its own name",
                lambda model=model, facts=facts: model.objects.create(**about, **facts),
            )


# --- conversations ------------------------------------------------------------------------------


def test_citizens_hand_over_at_open_desks_only(
    county: House, neighbour: House, stranger: House, desk: Desk
) -> None:
    open_desk(neighbour, is_open=False)
    open_desk(stranger, takes_handovers=False)
    with public_door():
        for house in (neighbour, stranger):
            facts = {"member_id": house.member.id, **handed()}
            fails(ProgrammingError, POLICY, lambda f=facts: Handover.objects.create(**f))
        Handover.objects.create(member_id=county.member.id, **handed())
        assert not Handover.objects.exists()
    with county.context("clerk"):
        assert Handover.objects.count() == 1


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "answered", "answer": "Ja."},
        {"state": "taken"},
        {"answer": "Ja."},
        {"answered_by": "Bauamt"},
        {"answered_at": "2026-01-01T00:00Z"},
        {"taken_by": "Erika Beispiel"},
        {"taken_by_id": "00000000-0000-7000-8000-000000000001"},
        {"keep_until": "9999-12-31"},
        {"ticket_hash": ""},
    ],
)
def test_citizens_hand_over_a_question_and_nothing_else(
    county: House, desk: Desk, facts: dict[str, Any]
) -> None:
    with public_door():
        given = {"member_id": county.member.id, **handed(), **facts}
        fails(DatabaseError, f"{POLICY}|handover_", lambda: Handover.objects.create(**given))


def test_a_ticket_shows_one_conversation_and_takes_it_back(county: House, desk: Desk) -> None:
    first, second = handed("Die erste?"), handed("Die zweite?")
    with public_door():
        for facts in (first, second):
            Handover.objects.create(member_id=county.member.id, **facts)
        assert [row[0] for row in said("SELECT * FROM assistant_ticket(%s)", hash_of(first))] == [
            "Die erste?"
        ]
        for wrong in ("", "%", hash_of(first)[:-1], "x" * 64):
            assert said("SELECT * FROM assistant_ticket(%s)", wrong) == []
            assert said("SELECT assistant_take_back(%s)", wrong) == [(False,)]
        assert said("SELECT app_door()") == [("public",)]
        assert not Handover.objects.exists()
        assert said("SELECT assistant_take_back(%s)", hash_of(first)) == [(True,)]
        assert said("SELECT * FROM assistant_ticket(%s)", hash_of(first)) == []
    with county.context("clerk"):
        assert list(Handover.objects.values_list("question", flat=True)) == ["Die zweite?"]


def hash_of(facts: dict[str, Any]) -> str:
    return str(facts["ticket_hash"])


def test_a_ticket_serves_only_at_the_public_door_until_the_day_of_what_was_answered(
    county: House, neighbour: House, desk: Desk
) -> None:
    facts = handed()
    with public_door():
        Handover.objects.create(member_id=county.member.id, **facts)
    for context in (
        neighbour.context("head"),
        county.context("clerk"),
        member_context(door="login"),
        member_context(door="operator"),
        member_context(),
    ):
        with context:
            assert said("SELECT * FROM assistant_ticket(%s)", hash_of(facts)) == []
            assert said("SELECT assistant_take_back(%s)", hash_of(facts)) == [(False,)]
            assert said("SELECT assistant_waiting(%s)", county.member.id) == [(0,)]
    with county.context("clerk"):
        yesterday = clock.today() - timedelta(days=1)
        Handover.objects.update(keep_until=yesterday)
    with public_door():  # what waits is kept, however long
        assert len(said("SELECT * FROM assistant_ticket(%s)", hash_of(facts))) == 1
    for state in ("answered", "closed"):
        with county.context("clerk"):
            Handover.objects.update(state=state)
        with public_door():
            assert said("SELECT * FROM assistant_ticket(%s)", hash_of(facts)) == []


def test_the_inner_door_opens_nothing_to_the_app(county: House, base: Base, desk: Desk) -> None:
    """``resolve`` is for definer functions only, though anybody may set it."""
    fill(county)
    with member_context():
        said("SELECT set_config('app.door', 'resolve', true)")
        assert everything() == {}
        assert said("SELECT public_bases(%s)", county.member.id) == [([],)]
        assert said("SELECT visible_bases()") == [([],)]
        assert Handover.objects.all()._raw_delete("default") == 0


def test_questions_are_handed_in_at_open_desks_for_a_short_time(
    county: House, neighbour: House, desk: Desk
) -> None:
    day = clock.today()
    asked = {"text": "Wo?", "reason": "unanswered", "channel": "public", "asked_on": day}
    fill(county)
    with county.context():
        gap = Gap.objects.get()
    wrong: list[dict[str, Any]] = [
        {"member_id": neighbour.member.id, "keep_until": day},
        {"member_id": county.member.id, "keep_until": day, "gap_id": gap.id},
        {"member_id": county.member.id, "keep_until": day + timedelta(days=4_000)},
    ]
    with public_door():
        for facts in wrong:
            fails(
                ProgrammingError,
                POLICY,
                lambda facts=facts: Question.objects.create(**asked, **facts),
            )
        Question.objects.create(**asked, member_id=county.member.id, keep_until=day)
        assert not Question.objects.exists()


def test_every_table_is_looked_at_here(county: House, base: Base, desk: Desk) -> None:
    """A new table asks for a place in this file."""
    fill(county)
    with county.context():
        assert set(everything()) == TABLES
