"""A file becomes drafts once somebody has looked, and answers nothing before it is released."""

from __future__ import annotations

import io
import zipfile
from uuid import UUID

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests import factories
from tests.assistant.factories import make_article, make_base, make_office

from gemeinwerk.assistant.errors import BaseUnknown
from gemeinwerk.assistant.exchange.errors import ExchangeRefused, FileTooLarge
from gemeinwerk.assistant.exchange.limits import MAX_FILE_MB
from gemeinwerk.assistant.knowledge import errors
from gemeinwerk.assistant.knowledge import queries as articles
from gemeinwerk.assistant.knowledge.imports import actions, exporting, queries, tasks
from gemeinwerk.assistant.models import Base, Import, ImportItem, Office, Passage
from gemeinwerk.journal import queries as journal
from gemeinwerk.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db
TABLE = b"""titel;text;id;stelle
Hund anmelden;Melden Sie den Hund an.;L-1;Bauamt
Auto anmelden;Kommen Sie zur Zulassung.;L-2;
"""
CHANGED = TABLE.replace(b"Melden Sie den Hund an.", b"Melden Sie ihn neu an.")


@pytest.fixture
def county() -> factories.House:
    return factories.make_house()


@pytest.fixture
def base(county: factories.House) -> Base:
    return make_base(county)


def hand_in(
    county: factories.House, base: Base, data: bytes = TABLE, name: str = "leistungen.csv"
) -> Import:
    with county.context("clerk"):
        return actions.hand_in(base_id=base.id, name=name, data=data, actor=county.actor("clerk"))


def take_all(county: factories.House, found: Import) -> None:
    with county.context("clerk"):
        ordinals = [item.ordinal for item in queries.list_items(found)]
        actions.take_over(import_id=found.id, ordinals=ordinals, actor=county.actor("clerk"))


def standings(county: factories.House, found: Import) -> list[tuple[str, str]]:
    with county.context("clerk"):
        return [(item.title, item.standing) for item in queries.list_items(found)]


def make_large(count: int) -> bytes:
    rows = "".join(f"Artikel {n};Der Text Nummer {n}.;L-{n}\n" for n in range(count))
    return f"titel;text;id\n{rows}".encode()


def test_nobody_hands_in_for_others(county: factories.House, base: Base) -> None:
    stranger = factories.make_house("99002", "Landkreis Nachbarland")
    with stranger.context("clerk"), pytest.raises(BaseUnknown):
        actor = stranger.actor("clerk")
        actions.hand_in(base_id=base.id, name="a.csv", data=TABLE, actor=actor)
    with county.context("head"), pytest.raises(NotAllowed):
        actions.hand_in(base_id=base.id, name="a.csv", data=TABLE, actor=county.actor("head"))
    found = hand_in(county, base)
    with stranger.context("clerk"):
        actor = stranger.actor("clerk")
        for act in (
            lambda: queries.get_import(found.id),
            lambda: actions.take_over(import_id=found.id, ordinals=[1], actor=actor),
            lambda: actions.discard(import_id=found.id, actor=actor),
        ):
            with pytest.raises(errors.ImportUnknown, match="no such file"):
                act()


@pytest.mark.parametrize(
    ("name", "data"),
    [("leer.csv", b""), ("bild.png", b"\x89PNG"), ("tabelle.csv", b"a;b\n1;2\n")],
)
def test_a_bad_file_is_refused_by_name_and_leaves_nothing(
    county: factories.House, base: Base, name: str, data: bytes
) -> None:
    with county.context("clerk"):
        if name.endswith(".csv"):
            with pytest.raises(ExchangeRefused, match=name):
                actions.hand_in(base_id=base.id, name=name, data=data, actor=county.actor("clerk"))
            assert not Import.objects.exists()
            return
        found = actions.hand_in(base_id=base.id, name=name, data=data, actor=county.actor("clerk"))
    actions.read_handed_in(
        member_id=county.member.id,
        import_id=found.id,
        person_id=str(county.people["clerk"].id),
    )
    with county.context("clerk"):
        fresh = Import.objects.get()
        assert (fresh.state, fresh.data) == ("refused", None)
        assert name in fresh.refusal


def test_a_file_that_is_too_large_is_refused(county: factories.House, base: Base) -> None:
    data = b"x" * (MAX_FILE_MB * 1_000_000 + 1)
    with county.context("clerk"), pytest.raises(FileTooLarge, match="30 MB"):
        actions.hand_in(base_id=base.id, name="a.csv", data=data, actor=county.actor("clerk"))


def test_what_was_recognised_waits_for_a_person(county: factories.House, base: Base) -> None:
    office = make_office(county, "Bauamt")
    found = hand_in(county, base)
    assert standings(county, found) == [("Hund anmelden", "new"), ("Auto anmelden", "new")]
    with county.context("clerk"):
        assert articles.list_own_bases().get().total == 0
    with county.context("clerk"):
        actions.take_over(import_id=found.id, ordinals=[1], actor=county.actor("clerk"))
        article = articles.get_by_external_id(base, "L-1")
        assert article is not None
        assert (article.state, article.office) == ("draft", office)
        assert articles.get_by_external_id(base, "L-2") is None
        assert not Passage.objects.exists()
        with pytest.raises(errors.ImportNotReady, match="not read yet, or was taken over"):
            actions.take_over(import_id=found.id, ordinals=[2], actor=county.actor("clerk"))


def test_the_same_file_again_changes_only_what_changed(county: factories.House, base: Base) -> None:
    take_all(county, hand_in(county, base))
    again = hand_in(county, base, CHANGED)
    assert standings(county, again) == [
        ("Hund anmelden", "changed"),
        ("Auto anmelden", "unchanged"),
    ]
    with county.context("clerk"):
        assert [item.is_chosen for item in queries.list_items(again)] == [True, False]
    take_all(county, again)
    with county.context("clerk"):
        article = articles.get_by_external_id(base, "L-1")
        assert article is not None
        draft = articles.get_draft(article)
        assert draft is not None and draft.body == "Melden Sie ihn neu an."
        assert articles.list_own_bases().get().total == 2


def test_without_an_id_the_title_tells(county: factories.House, base: Base) -> None:
    make_article(base, "Hund anmelden", "Alt.")
    data = b"---\ntitel: Hund anmelden\n---\n\nNeu.\n"
    found = hand_in(county, base, data, "hund.md")
    assert standings(county, found) == [("Hund anmelden", "changed")]


def test_only_who_releases_releases_a_file(county: factories.House, base: Base) -> None:
    found = hand_in(county, base)
    with county.context("head"), pytest.raises(errors.ImportNotReady):
        actions.release_import(import_id=found.id, actor=county.actor("head"))
    take_all(county, found)
    with county.context("clerk"), pytest.raises(NotAllowed):
        actions.release_import(import_id=found.id, actor=county.actor("clerk"))
    with county.context("head"):
        actor = county.actor("head")
        actions.release_import(import_id=found.id, actor=actor)
        assert Passage.objects.count() == 2
        with pytest.raises(errors.NothingChosen):
            actions.release_import(import_id=found.id, actor=actor)


def test_nothing_ticked_is_said(county: factories.House, base: Base) -> None:
    found = hand_in(county, base)
    with county.context("clerk"), pytest.raises(errors.NothingChosen, match="Tick at least one"):
        actions.take_over(import_id=found.id, ordinals=[99], actor=county.actor("clerk"))


def test_a_discarded_file_is_gone_and_its_drafts_stay(county: factories.House, base: Base) -> None:
    found = hand_in(county, base)
    take_all(county, found)
    with county.context("clerk"):
        actions.discard(import_id=found.id, actor=county.actor("clerk"))
        assert not ImportItem.objects.exists()
        assert articles.list_own_bases().get().drafts == 2


def test_a_large_file_is_worked_on_in_the_background_and_may_be_interrupted(
    county: factories.House, base: Base
) -> None:
    count = 2 * actions.AT_ONCE + 5
    found = hand_in(county, base, make_large(count))
    take_all(county, found)
    person = str(county.people["coordinator"].id)
    about = {"member_id": county.member.id, "import_id": found.id, "person_id": person}
    with county.context("clerk"):
        assert ProcrastinateJob.objects.filter(task_name="assistant.take_import").count() == 1
        assert queries.get_import(found.id).state == "taking"
        half = queries.get_import(found.id)
        actions._take_some(half, county.actor("clerk"))  # then the worker was killed
    actions.take_waiting(**about)
    actions.take_waiting(**about)  # jobs run at least once
    with county.context("coordinator"):
        assert queries.get_import(found.id).state == "taken"
        assert articles.list_own_bases().get().drafts == count
        actions.release_import(import_id=found.id, actor=county.actor("coordinator"))
        assert queries.get_import(found.id).state == "releasing"
    actions.release_waiting(**about)
    with county.context("coordinator"):
        assert queries.get_import(found.id).state == "taken"
        assert articles.list_own_bases().get().released == count


def test_a_job_that_gives_up_says_so(county: factories.House, base: Base) -> None:
    found = hand_in(county, base, b"PK\x03\x04 kaputt", "kaputt.zip")
    about = {"member_id": county.member.id, "import_id": str(found.id), "person_id": ""}
    tasks.give_up_reading(**about, cause=None)
    with county.context("clerk"):
        fresh = queries.get_import(found.id)
        assert (fresh.state, fresh.refusal) == (
            "refused",
            "The file could not be read. Hand it in once more.",
        )


def test_who_lost_the_right_does_not_take_over(county: factories.House, base: Base) -> None:
    found = hand_in(county, base, make_large(actions.AT_ONCE + 1))
    take_all(county, found)
    with pytest.raises(NotAllowed):
        actions.take_waiting(
            member_id=county.member.id,
            import_id=found.id,
            person_id=str(county.people["head"].id),
        )
    with county.context("clerk"):
        assert articles.list_own_bases().get().total == 0


def test_what_is_exported_comes_back_unchanged(county: factories.House, base: Base) -> None:
    office = make_office(county, "Bauamt", address="Marktplatz 1\n99999 Musterstadt")
    make_article(base, office=office, keywords=("Haus", "bauen"), legal_basis="§ 1 (erfunden)")
    make_article(base, "Nur Entwurf", "Nicht für andere.", released=False)
    for kind, name in (("csv", "wissen.csv"), ("xml", "wissen.xml"), ("markdown", "wissen.zip")):
        with county.context("clerk"):
            actor = county.actor("clerk")
            exported = exporting.export_base(base=base, kind=kind, actor=actor)
            assert b"Nur Entwurf" not in exported.data
            assert journal.list_lines(limit=1)[0].sentence == (
                f"Articles of “Bürgerfragen” exported as {kind}"
            )
        other = make_base(county, f"Kopie {kind}")
        found = hand_in(county, other, exported.data, name)
        if name.endswith(".zip"):
            actions.read_handed_in(member_id=county.member.id, import_id=found.id, person_id="")
        take_all(county, found)
        with county.context("clerk"):
            copy = articles.list_drafts(other).get()
            original = articles.get_current(
                articles.find_articles(base, articles.Filters(state="released")).get()
            )
            assert original is not None
            same = ("title", "body", "plain", "office_name", "legal_basis")
            assert [getattr(copy, f) for f in same] == [getattr(original, f) for f in same]
            assert copy.article.keywords == ["Haus", "bauen"]
            assert Office.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "name"), [("csv", "wissen.csv"), ("xml", "wissen.xml"), ("markdown", "wissen.zip")]
)
def test_an_export_that_comes_back_to_its_base_changes_nothing(
    county: factories.House, base: Base, kind: str, name: str
) -> None:
    """What has no id of another system is exported under ours, and known by it again."""
    office = make_office(county, "Bauamt", address="Marktplatz 1\n99999 Musterstadt")
    make_article(base, office=office, keywords=("Haus", "bauen"))
    make_article(base, "Hund anmelden", "Melden Sie ihn an.", external_id="L-1")
    with county.context("clerk"):
        actor = county.actor("clerk")
        exported = exporting.export_base(base=base, kind=kind, actor=actor)
    found = hand_in(county, base, exported.data, name)
    if name.endswith(".zip"):
        actions.read_handed_in(member_id=county.member.id, import_id=found.id, person_id="")
    assert dict(standings(county, found)) == {
        "Baugenehmigung": "unchanged",
        "Hund anmelden": "unchanged",
    }
    take_all(county, found)
    with county.context("clerk"):
        counted = articles.list_own_bases().get()
        assert (counted.total, counted.drafts) == (2, 0)
        assert Office.objects.get().external_id == ""


def test_our_id_means_no_article_of_another_base_or_member(
    county: factories.House, base: Base
) -> None:
    neighbour = factories.make_house("99002", "Landkreis Nachbarland")
    own = make_article(make_base(county, "Zweiter Bestand"), "Hund anmelden", "Alt.")
    foreign = make_article(make_base(neighbour), "Auto anmelden", "Alt.")
    table = f"titel;text;id\nHund anmelden;Neu.;{own.id}\nAuto anmelden;Neu.;{foreign.id}\n"
    found = hand_in(county, base, table.encode())
    assert {standing for _title, standing in standings(county, found)} == {"new"}
    take_all(county, found)
    with county.context("clerk"):
        assert articles.get_draft(own) is None
        assert articles.list_drafts(base).count() == 2


def test_nothing_released_is_not_exported(county: factories.House, base: Base) -> None:
    with county.context("clerk"):
        actor = county.actor("clerk")
        with pytest.raises(errors.NothingReleased, match="nothing to export"):
            exporting.export_base(base=base, kind="csv", actor=actor)
        with pytest.raises(errors.FormatMissing, match="not exported as “exe”"):
            exporting.export_base(base=base, kind="exe", actor=actor)


def test_many_files_in_one_archive(county: factories.House, base: Base) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("hund.md", "# Hund\n\nMelden Sie ihn an.")
        archive.writestr("bild.png", b"\x89PNG")
    found = hand_in(county, base, packed.getvalue(), "alles.zip")
    with county.context("clerk"):
        assert queries.get_import(found.id).state == "waiting"
    actions.read_handed_in(member_id=county.member.id, import_id=UUID(str(found.id)), person_id="")
    with county.context("clerk"):
        fresh = queries.get_import(found.id)
        assert fresh.state == "read"
        assert len(fresh.remarks) == 1 and "bild.png" in fresh.remarks[0]
    assert len(standings(county, found)) == 1
