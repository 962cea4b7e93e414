"""The pages over HTTP: who may open them, and what they say."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.assistant.factories import PERMIT, make_article, make_base
from tests.assistant.knowledge.conftest import Shelf
from tests.factories import House, adopt, declare, introduce, make_union, offer, share
from tests.signing_in import sign_in

from gemeinwerk.assistant.knowledge import actions, queries, rules
from gemeinwerk.assistant.learning import actions as learning
from gemeinwerk.assistant.models import Article, Desk, Version
from gemeinwerk.sharing import queries as sharing

pytestmark = pytest.mark.django_db
ALL = ("head", "coordinator", "records_officer", "clerk")
WRITERS = ("coordinator", "records_officer", "clerk")
LEADS = ("head", "coordinator")
RELEASERS = ("head", "coordinator", "records_officer")
READ = [
    ("bases", ALL),
    ("base", ALL),
    ("article", ALL),
    ("version", ALL),
    ("offices", ALL),
    ("create_base", LEADS),
    ("edit_base", LEADS),
    ("desk", LEADS),
    ("write", WRITERS),
    ("edit", WRITERS),
    ("hand_in", WRITERS),
    ("import", WRITERS),
    ("item", WRITERS),
    ("create_office", WRITERS),
    ("office", WRITERS),
    ("release", RELEASERS),
    ("release_drafts", RELEASERS),
    ("withdraw", RELEASERS),
    ("review", RELEASERS),
    ("export", ALL),
    ("export_article", ALL),
]
OF_NOBODY = {"bases", "offices", "create_base", "create_office", "desk"}
POSTED = [
    ("discard", "head"),
    ("restore", "head"),
    ("take_over", "head"),
    ("discard_import", "head"),
    ("remove_office", "head"),
    ("release_import", "clerk"),
]


def browse(house: House, role: str = "coordinator") -> Client:
    return sign_in(house.people[role], at=house.member)


def places(shelf: Shelf) -> list[tuple[str, dict[str, Any]]]:
    article, found = {"article_id": shelf.article.id}, {"import_id": shelf.found.id}
    return [
        ("base edit_base write hand_in release_drafts", {"base_id": shelf.base.id}),
        ("article edit release withdraw review discard export_article", article),
        ("version restore", {**article, "number": 1}),
        ("import take_over release_import discard_import", found),
        ("item", {**found, "ordinal": 1}),
        ("export", {"base_id": shelf.base.id, "kind": "xml"}),
        ("office remove_office", {"office_id": shelf.office.id}),
    ]


def address(view: str, shelf: Shelf) -> str:
    arguments = {name: value for names, value in places(shelf) for name in names.split()}
    return reverse(f"knowledge:{view}", kwargs=arguments.get(view, {}))


def page(client: Client, view: str, shelf: Shelf, status: int = 200, **query: Any) -> str:
    response = client.get(address(view, shelf), query)
    assert response.status_code == status
    return response.content.decode()


def entered(**changes: str) -> dict[str, str]:
    fields = {name: "" for name in ("plain", "office", "keywords", "legal_basis", "source")}
    return {"title": "Titel", "body": "Text.", "kind": "service", **fields, **changes}


@pytest.mark.parametrize(("view", "roles"), READ)
def test_who_may_open_a_page(
    county: House, neighbour: House, shelf: Shelf, view: str, roles: tuple[str, ...]
) -> None:
    where = address(view, shelf)
    assert Client().get(where).status_code == 302
    if view not in OF_NOBODY:
        strange = browse(neighbour).get(where)
        assert strange.status_code == 404
        assert "Baugenehmigung" not in strange.content.decode()
    for role in ALL:
        assert browse(county, role).get(where).status_code == (200 if role in roles else 403), role


@pytest.mark.parametrize(("view", "refused"), POSTED)
def test_who_may_press_a_button(
    county: House, neighbour: House, shelf: Shelf, view: str, refused: str
) -> None:
    where = address(view, shelf)
    assert Client().post(where).status_code == 302
    assert browse(county).get(where).status_code == 405
    assert browse(county, refused).post(where).status_code == 403
    assert browse(neighbour).post(where).status_code == 404


def test_nothing_is_there_yet_and_the_page_says_how_to_begin(county: House) -> None:
    where = reverse("knowledge:bases")
    assert "Begin with a first knowledge base" in browse(county).get(where).content.decode()
    assert "Head or coordinator create one" in browse(county, "clerk").get(where).content.decode()


def test_a_base_is_created_named_once_and_changed(county: House, shelf: Shelf) -> None:
    client = browse(county)
    refused = client.post(reverse("knowledge:create_base"), {"name": "Bürgerfragen"})
    assert refused.status_code == 400
    assert "already has a knowledge base" in refused.content.decode()
    made = client.post(reverse("knowledge:create_base"), {"name": "Satzungen"}, follow=True)
    assert "No articles yet" in made.content.decode()
    changed = client.post(
        address("edit_base", shelf), {"name": "Fragen", "description": "Neu."}, follow=True
    )
    assert "Within the authority only" in changed.content.decode()


def test_a_list_is_narrowed(county: House, shelf: Shelf) -> None:
    make_article(shelf.base, "Hund anmelden", "Melden Sie den Hund an.", kind="faq")
    client = browse(county)
    assert "2 articles" in page(client, "base", shelf)
    assert "Hund anmelden" not in page(client, "base", shelf, q="80 Euro")
    found = page(client, "base", shelf, art="faq")
    assert "Hund anmelden" in found and "Baugenehmigung" not in found
    assert "Hund anmelden" not in page(client, "base", shelf, stelle=str(shelf.office.id))
    assert "No such article" in page(client, "base", shelf, q="Quastenflosser")
    assert "2 articles" in page(client, "base", shelf, stelle="kaputt", seite="99")


def test_writing_shows_a_preview_and_saves_only_when_asked(county: House, shelf: Shelf) -> None:
    client, where = browse(county), address("write", shelf)
    shown = client.post(where, entered(body="## Fristen\n\nBald.", preview="1"))
    assert '<h3 id="abschnitt-fristen">Fristen</h3>' in shown.content.decode()
    with county.context("clerk"):
        assert Article.objects.count() == 1
    empty = client.post(where, entered(title=""))
    assert empty.status_code == 400
    assert 'id="id_title_error"' in empty.content.decode()
    saved = client.post(where, entered(title="Fristen"), follow=True)
    assert "The draft was saved" in saved.content.decode()
    assert "Only your authority sees it" in saved.content.decode()


def test_a_second_click_writes_no_second_article(county: House, shelf: Shelf) -> None:
    client, where = browse(county), address("write", shelf)
    article = str(client.get(where).context["form"]["article"].value())
    first = client.post(where, entered(article=article))
    second = client.post(where, entered(article=article))
    assert first.status_code == 302, first.context["form"].errors
    assert second.status_code == 302
    assert first["Location"] == second["Location"]
    other = client.post(where, entered(article=article, body="Anders."))
    assert other.status_code == 409
    assert "Your text is still in the form" in other.content.decode()
    with county.context("clerk"):
        assert Article.objects.filter(title="Titel").count() == 1


def test_a_title_may_be_suggested(county: House, shelf: Shelf) -> None:
    assert 'value="Wo melde ich' in page(browse(county), "write", shelf, titel="Wo melde ich an?")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://evil.example/x.png)",
        '<img src=x onerror="alert(1)">',
    ],
)
def test_hostile_markdown_stays_text(county: House, shelf: Shelf, hostile: str) -> None:
    client = browse(county)
    article = make_article(shelf.base, f"Böse {hostile}"[:200], f"Text {hostile}", plain=hostile)
    for where in (
        reverse("knowledge:article", kwargs={"article_id": article.id}),
        reverse("knowledge:edit", kwargs={"article_id": article.id}),
        reverse("knowledge:version", kwargs={"article_id": article.id, "number": 1}),
        address("base", shelf),
    ):
        shown = client.get(where).content.decode()
        assert "<script>alert" not in shown
        assert 'href="javascript' not in shown
        assert "<img" not in shown


def test_a_second_editor_sees_both_texts(county: House, shelf: Shelf) -> None:
    where = address("edit", shelf)
    first, second = browse(county), browse(county, "clerk")
    with county.context("clerk"):
        draft = queries.get_draft(shelf.article)
        assert draft is not None
        article = queries.get_article(shelf.article.id)
        opened = rules.fingerprint(queries.content_of(draft, article))
    assert opened in second.get(where).content.decode()
    first.post(where, entered(body="Vom ersten.", based_on=opened))
    both = second.post(where, entered(body="Vom zweiten.", based_on=opened))
    shown = both.content.decode()
    assert both.status_code == 409
    assert "Coordinator 99001 (Landkreis Musterland) has changed this article" in shown
    assert "ersten" in shown and "Vom zweiten.</textarea>" in shown
    assert "<del>" in shown and "<ins>" in shown
    based_on = both.context["form"]["based_on"].value()
    assert based_on != opened
    saved = second.post(where, entered(body="Vom zweiten.", based_on=based_on))
    assert saved.status_code == 302
    with county.context("clerk"):
        assert Version.objects.get(article=shelf.article, released_at=None).body == "Vom zweiten."


def test_what_was_read_is_released_and_nothing_else(county: House, shelf: Shelf) -> None:
    client, where = browse(county), address("release", shelf)
    shown = client.get(where)
    read = shown.context["seen"]
    assert "<del>" in shown.content.decode() and "80 Euro." in shown.content.decode()
    stale = client.post(where, {"seen": "etwas anderes"}, follow=True).content.decode()
    assert "Read it again, then release it" in stale
    done = client.post(where, {"seen": read}, follow=True).content.decode()
    assert "It is answered from now" in done
    again = client.post(where, {"seen": read}, follow=True).content.decode()
    assert "There is nothing left to release" in again
    assert client.get(where).status_code == 400


def test_several_are_released_at_once(county: House, shelf: Shelf) -> None:
    client, where = browse(county), address("release_drafts", shelf)
    assert "Tick at least one" in client.post(where, {}).content.decode()
    assert "Reload the page" in client.post(where, {"entwurf": "kaputt"}).content.decode()
    with county.context("head"):
        draft = Version.objects.get(released_at=None)
    done = client.post(where, {"entwurf": str(draft.id)}, follow=True).content.decode()
    assert "The articles are released" in done
    assert "Everything that was written is released" in page(client, "release_drafts", shelf)


def test_withdrawing_asks_for_a_reason(county: House, shelf: Shelf) -> None:
    client, where = browse(county), address("withdraw", shelf)
    assert "say why the article is withdrawn" in client.post(where, {}).content.decode()
    done = client.post(where, {"reason": "Aufgehoben"}, follow=True).content.decode()
    assert "No answer quotes it any more" in done
    assert "Article “Baugenehmigung” withdrawn: Aufgehoben" in done


def test_a_review_is_noted_for_a_day_to_come(county: House, shelf: Shelf) -> None:
    client, where = browse(county), address("review", shelf)
    past = client.post(where, {"review_on": "2020-01-01"})
    assert "The next review must lie in the future" in past.content.decode()
    done = client.post(where, {"review_on": "2099-01-01"}, follow=True).content.decode()
    assert "The review is noted" in done and "01.01.2099" in done


def test_an_earlier_version_is_compared_and_taken_up_again(county: House, shelf: Shelf) -> None:
    client = browse(county)
    draft = reverse("knowledge:version", kwargs={"article_id": shelf.article.id, "number": 2})
    assert "Against version 1" in client.get(draft).content.decode()
    assert "Against version 2" in page(client, "version", shelf, mit="2")
    kept = client.post(address("restore", shelf), follow=True).content.decode()
    assert "There is a draft of this article already" in kept
    client.post(address("discard", shelf))
    taken = client.post(address("restore", shelf), follow=True).content.decode()
    assert "The earlier version is a draft now" in taken


def test_what_an_answer_quoted_is_marked(county: House, shelf: Shelf) -> None:
    client, quote = browse(county), "Lageplan im Maßstab 1:500"
    start = PERMIT.index(quote)
    shown = page(client, "article", shelf, von=start, bis=start + len(quote))
    assert f'<mark id="beleg">{quote}</mark>' in shown
    for wrong in ({"von": 5, "bis": 2}, {"von": "x", "bis": 9}, {"von": 0, "bis": 9_999_999}):
        assert "<mark" not in page(client, "article", shelf, **wrong)


def test_a_quote_stands_in_the_version_it_came_from(county: House, shelf: Shelf) -> None:
    client = browse(county)
    with county.context("clerk"):
        first = Version.objects.get(number=1)
    client.post(
        address("release", shelf), {"seen": client.get(address("release", shelf)).context["seen"]}
    )
    start = PERMIT.index("Lageplan")
    asked = {"von": start, "bis": start + 8, "fassung": str(first.id)}
    shown = page(client, "article", shelf, **asked)
    assert '<mark id="beleg">Lageplan</mark>' in shown
    assert "This is an earlier version" in shown


def test_a_file_is_handed_in_looked_at_and_taken_over(county: House, shelf: Shelf) -> None:
    client, where = browse(county, "clerk"), address("hand_in", shelf)
    assert "No file arrived" not in client.get(where).content.decode()
    assert "No file arrived" in client.post(where, {}).content.decode()
    bad = SimpleUploadedFile("kaputt.csv", b"a;b\n1;2\n")
    refused = client.post(where, {"file": bad})
    assert refused.status_code == 400 and "kaputt.csv" in refused.content.decode()
    assert "1 new, 0 changed, 0 unchanged" in page(client, "import", shelf)
    assert "Melden." in page(client, "item", shelf)
    odd = client.post(address("take_over", shelf), {"artikel": "x"}, follow=True)
    assert "Tick at least one" in odd.content.decode()
    done = client.post(address("take_over", shelf), {"artikel": "1"}, follow=True)
    assert "Taken over as drafts" in done.content.decode()
    assert client.get(address("item", shelf)).status_code == 302
    head = browse(county, "records_officer")
    released = head.post(address("release_import", shelf), follow=True).content.decode()
    assert "is released or was discarded" in released


def test_an_export_is_a_file_with_a_name(county: House, shelf: Shelf) -> None:
    response = browse(county, "clerk").get(address("export", shelf))
    assert response["Content-Disposition"] == 'attachment; filename="buergerfragen.xml"'
    assert response["Content-Type"] == "application/xml"
    word = browse(county).get(address("export_article", shelf))
    assert word["Content-Disposition"] == 'attachment; filename="baugenehmigung.docx"'


def test_an_office_is_described_and_removed(county: House, shelf: Shelf) -> None:
    client = browse(county, "clerk")
    entries = {"name": "Kfz-Stelle", "topics": "Auto, Kennzeichen", "email": "kaputt"}
    assert client.post(reverse("knowledge:create_office"), entries).status_code == 200
    entries["email"] = "kfz@99001.example"
    shown = client.post(reverse("knowledge:create_office"), entries, follow=True).content.decode()
    assert "The office was saved" in shown and "Auto, Kennzeichen" in shown
    used = client.post(address("remove_office", shelf), follow=True).content.decode()
    assert "1 articles name this office" in used


def test_the_public_page_is_set_up(county: House, shelf: Shelf) -> None:
    client, where = browse(county), reverse("knowledge:desk")
    entries = {"slug": "Musterland", "keep_days": "30", "is_open": "on", "origins": "kaputt"}
    refused = client.post(where, entries)
    assert refused.status_code == 400
    assert "“kaputt” is not the address of a website" in refused.content.decode()
    entries["origins"] = "https://www.99001.example\nhttps://alt.99001.example"
    shown = client.post(where, entries, follow=True).content.decode()
    assert "http://testserver/auskunft/musterland/einbetten/" in shown
    with county.context("head"):
        assert Desk.objects.get().origins == [
            "https://www.99001.example",
            "https://alt.99001.example",
        ]


def test_a_page_without_a_public_base_says_so(county: House) -> None:
    make_base(county, "Intern", public=False)
    shown = browse(county).get(reverse("knowledge:desk")).content.decode()
    assert "None of your knowledge bases answers citizens" in shown


def test_a_granted_base_is_read_and_not_changed(
    county: House, neighbour: House, shelf: Shelf
) -> None:
    share(county, shelf.base, neighbour)
    client = browse(neighbour)
    listed = client.get(reverse("knowledge:bases")).content.decode()
    assert "Bürgerfragen" in listed and "Landkreis Musterland" in listed
    base = page(client, "base", shelf)
    assert "Written by <strong>Landkreis Musterland</strong>" in base
    assert "Write an article" not in base and "Download what is released" not in base
    article = page(client, "article", shelf)
    assert "Lageplan" in article and "80 Euro." not in article
    assert "Versions" not in article and "Journal</h2>" not in article
    for view in (
        "edit",
        "write",
        "release",
        "withdraw",
        "hand_in",
        "edit_base",
        "export",
        "version",
    ):
        assert client.get(address(view, shelf)).status_code == 403, view
    assert client.get(address("import", shelf)).status_code == 404
    with county.context("coordinator"):
        actor = county.actor("coordinator")
        actions.withdraw(article_id=shelf.article.id, reason="Veraltet", actor=actor)
    assert client.get(address("article", shelf)).status_code == 404


def test_gaps_and_measurements_are_found_by_who_writes(county: House, shelf: Shelf) -> None:
    with county.context("clerk"):
        about = {"reason": "unanswered", "channel": "clerk"}
        learning.note_question(member_id=county.member.id, text="Angelschein?", **about)
    learning.group_questions(member_id=county.member.id)
    gaps, measured = reverse("learning:gaps"), reverse("learning:measurements")
    shown = page(browse(county, "head"), "bases", shelf)
    assert f'<a href="{gaps}">' not in shown
    shown = page(browse(county, "clerk"), "bases", shelf)
    assert f'<a href="{gaps}">1 open gap</a>' in shown
    assert f'<a href="{measured}">0 measurements</a>' in shown


def test_what_waits_for_a_purpose_is_named(county: House, neighbour: House, shelf: Shelf) -> None:
    introduce(county, neighbour)
    union = make_union(county, neighbour)
    nothing = "No other authority has opened a knowledge base to yours."
    assert nothing in page(browse(neighbour), "bases", shelf)
    adopt(union, offer(union, county, shelf.base, [neighbour]))
    with neighbour.context("clerk"):
        (grant,) = queries.list_to_declare_bases(neighbour.actor("clerk"))
        assert sharing.is_in_force(grant)
    shown = page(browse(neighbour, "clerk"), "bases", shelf)
    assert nothing not in shown
    assert "You are not answered from these yet" in shown
    address = reverse("sharing:grant", kwargs={"grant_id": grant.id})
    assert f'<a href="{address}">Bürgerfragen of Landkreis Musterland</a>' in shown
    declare(neighbour, grant, "clerk")
    shown = page(browse(neighbour, "clerk"), "bases", shelf)
    assert "not answered from these yet" not in shown
    assert "Landkreis Musterland" in shown
