"""The public page of an authority over HTTP, as somebody meets it who is nobody to us."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.test import Client
from tests.assistant.factories import make_article, make_base, make_office
from tests.factories import House, make_house
from tests.signing_in import sign_in

from gemeinwerk.assistant.asking.conversation import unseal
from gemeinwerk.assistant.asking.streaming import LINES
from gemeinwerk.assistant.knowledge import actions as knowledge
from gemeinwerk.assistant.models import Article, Base, Desk, Question, Version
from gemeinwerk.assistant.public.doors import MAX_BODY

pytestmark = pytest.mark.django_db

PAGE = "/auskunft/musterland/"
WIDGET = f"{PAGE}einbetten/"
DOCUMENTS = "Welche Unterlagen brauche ich für eine Baugenehmigung?"
NONSENSE = "Wer gewann 1974 die Fußballweltmeisterschaft in München?"


@dataclass(frozen=True)
class Scene:
    house: House
    other: House
    base: Base
    article: Article
    desk: Desk


@pytest.fixture(autouse=True)
def no_visitors() -> Iterator[None]:
    caches["visitors"].clear()
    yield
    caches["visitors"].clear()


@pytest.fixture
def scene() -> Scene:
    """A county with an open page, and another one without."""
    house, other = make_house(), make_house("99002", "Landkreis Ahornfeld")
    office = make_office(house, topics=("Baugenehmigung",))
    base = make_base(house)
    article = make_article(base, office=office, legal_basis="§ 1 Musterbauordnung (erfunden)")
    make_article(make_base(other), "Angelschein", "Den Angelschein gibt es im Rathaus Ahornfeld.")
    return Scene(house, other, base, article, open_desk(house))


def open_desk(house: House, slug: str = "musterland", **facts: object) -> Desk:
    with house.context("head"):
        return Desk.objects.create(
            member=house.member, authority=house.member.name, slug=slug, is_open=True, **facts
        )


def change(scene: Scene, **facts: object) -> None:
    with scene.house.context("head"):
        Desk.objects.filter(id=scene.desk.id).update(**facts)


def notes(house: House) -> list[tuple[str, str, str]]:
    with house.context():
        return list(Question.objects.values_list("text", "reason", "channel"))


def ask(question: str, page: str = PAGE, client: Client | None = None, **fields: str):
    return (client or Client()).post(page, {"question": question, **fields})


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


# Who may come in


def test_a_page_that_is_closed_or_not_there_is_a_404_that_says_what_to_do(scene: Scene) -> None:
    for slug in ("gibt-es-nicht", "musterland"):
        change(scene, is_open=False)
        answer = Client().get(f"/auskunft/{slug}/")
        assert answer.status_code == 404
        assert "There is no such public page." in text(answer)
        assert "Landkreis" not in text(answer)
    change(scene, is_open=True)
    assert "Ask Landkreis Musterland" in text(Client().get(PAGE))


def test_the_notice_comes_before_the_first_question(scene: Scene) -> None:
    page = text(Client().get(PAGE))
    assert "A computer program answers here" in page
    assert "no legal advice and no decision" in page
    assert "without personal data, for 30 days" in page
    assert "Your questions are not kept" not in page
    assert page.index("A computer program") < page.index("<form")


def test_the_notice_of_the_widget_is_short_and_its_details_are_folded(scene: Scene) -> None:
    page = text(Client().get(WIDGET))
    before = page[: page.index("<form")]
    assert "A computer program answers here. It may be wrong." in before
    folded = before[before.index("<details") : before.index("</details>")]
    assert "More about this" in folded
    assert "no legal advice and no decision" in folded
    assert "without personal data, for 30 days" in folded
    assert "<details" not in text(Client().get(PAGE))


def test_an_empty_question_and_one_that_is_too_long_are_refused(scene: Scene) -> None:
    for question, refusal in (("  ", "write a question"), ("?!", "write a question")):
        page = text(ask(question))
        assert refusal in page
        assert "<textarea" in page
    long = text(ask("wo " * 400))
    assert "at most 1000" in long
    assert 'class="as-answer"' not in long
    assert notes(scene.house) == []


def test_a_body_that_is_too_large_is_refused(scene: Scene) -> None:
    answer = ask(DOCUMENTS, conversation="x" * MAX_BODY)
    assert answer.status_code == 413
    assert "More was sent than this page takes" in text(answer)


# Answers


def test_a_question_is_answered_with_a_quote_its_source_and_the_office(scene: Scene) -> None:
    page = text(ask(DOCUMENTS))
    assert "<li>Lageplan im Maßstab 1:500</li>" in page
    assert "Applies to <strong>Landkreis Musterland</strong>" in page
    assert "§ 1 Musterbauordnung (erfunden)" in page
    assert 'href="tel:099991000"' in page
    assert 'href="tel:115"' in page
    assert f"/auskunft/musterland/artikel/{scene.article.id}/?von=" in page


def test_the_link_of_a_quote_leads_to_the_marked_place(scene: Scene) -> None:
    page = text(ask(DOCUMENTS))
    start = page.index("/auskunft/musterland/artikel/")
    address = page[start : page.index('"', start)].replace("&amp;", "&")
    article = text(Client().get(address))
    assert '<mark id="beleg">' in article
    assert "Lageplan im Maßstab 1:500" in article
    with scene.house.context():
        version = Version.objects.get(article=scene.article)
    other = address.replace(str(version.id), str(uuid4()))
    changed = text(Client().get(other))
    assert "<mark" not in changed
    assert "The authority has changed this text since it was quoted" in changed


@pytest.mark.parametrize("query", ["von=x&bis=3", "von=9&bis=3", "von=0&bis=99999999", "von=-1"])
def test_an_address_that_makes_no_sense_marks_nothing(scene: Scene, query: str) -> None:
    article = Client().get(f"{PAGE}artikel/{scene.article.id}/?{query}")
    assert article.status_code == 200
    assert "<mark" not in text(article)


def test_what_is_not_known_is_said_with_who_knows_and_noted(scene: Scene) -> None:
    page = text(ask(NONSENSE))
    assert "I do not know" in page
    assert "<blockquote" not in page
    assert "Call 115" in page
    [(_question, reason, channel)] = notes(scene.house)
    assert (reason, channel) == ("off_topic", "public")
    assert notes(scene.other) == []
    assert "Lageplan im Maßstab 1:500" in text(ask(DOCUMENTS))
    assert len(notes(scene.house)) == 1


def test_a_follow_up_is_understood_with_what_was_asked_before(scene: Scene) -> None:
    first = ask("Was kostet eine Baugenehmigung?")
    sealed = first.content.decode().split('name="conversation" value="')[1].split('"')[0]
    place = f"desk.{scene.desk.id}"
    assert unseal(sealed, place).questions == ("Was kostet eine Baugenehmigung?",)
    second = text(ask("Und welche Unterlagen?", conversation=sealed))
    assert "Understood together with what you asked before" in second
    assert "Asked before" in second
    assert "Lageplan im Maßstab 1:500" in second


def test_a_conversation_that_was_changed_begins_anew(scene: Scene) -> None:
    page = text(ask(DOCUMENTS, conversation="W10:erfunden:erfunden"))
    assert "Lageplan im Maßstab 1:500" in page
    assert "Asked before" not in page


def test_plain_language_is_the_editors_own_text_or_said_to_be_missing(scene: Scene) -> None:
    assert "has written no text in plain language" in text(ask(DOCUMENTS, plain="on"))
    make_article(
        scene.base,
        "Hund anmelden",
        "Wer einen Hund hält, meldet ihn binnen 14 Tagen an.",
        plain="Haben Sie einen **Hund**? Sagen Sie es dem Amt.",
    )
    page = text(ask("Wann muss ich meinen Hund anmelden?", plain="on"))
    plain = page.index("Haben Sie einen <strong>Hund</strong>?")
    assert plain < page.index("<blockquote")


def test_another_language_is_told_that_only_german_texts_are_there(scene: Scene) -> None:
    page = text(ask("Which documents do I need to apply for a building permit, please?"))
    assert "There are only German texts here, and what follows is in German." in page
    assert '<p lang="en" dir="ltr">There are only German texts here.' in page


def test_a_question_in_the_address_is_only_filled_in(scene: Scene) -> None:
    page = text(Client().get(PAGE, {"frage": "Was kostet ein Hund?"}))
    assert "Was kostet ein Hund?</textarea>" in page
    assert 'class="as-answer"' not in page


# Nothing is trusted


def test_hostile_text_is_shown_as_text(scene: Scene) -> None:
    evil = '<script>alert("x")</script>'
    make_article(scene.base, f"Sperrmüll {evil}", f"Sperrmüll {evil} [klick](javascript:alert(1)).")
    page = text(ask(f"Sperrmüll {evil} abholen?"))
    assert "<script>alert" not in page
    assert "javascript:" not in page.replace("[klick](javascript:alert(1))", "")
    assert "&lt;script&gt;alert" in page


def test_a_website_of_an_office_is_a_link_only_if_it_is_one(scene: Scene) -> None:
    make_office(scene.house, "Umweltamt", website="https://umwelt.example/")
    page = text(Client().get(f"{PAGE}stellen/"))
    assert 'href="https://umwelt.example/"' in page


def test_nobody_elses_text_no_draft_and_nothing_withdrawn_is_ever_shown(scene: Scene) -> None:
    draft = make_article(scene.base, "Geheimplan Delta", "Der Geheimplan Delta.", released=False)
    assert "Geheimplan" not in text(ask("Was ist der Geheimplan Delta?")).replace(
        "Was ist der Geheimplan Delta?", ""
    )
    assert Client().get(f"{PAGE}artikel/{draft.id}/").status_code == 404
    assert "Rathaus Ahornfeld" not in text(ask("Wo gibt es den Angelschein?"))
    with scene.other.context():
        foreign = Article.objects.get(title="Angelschein")
    assert Client().get(f"{PAGE}artikel/{foreign.id}/").status_code == 404
    with scene.house.context("head"):
        knowledge.withdraw(
            article_id=scene.article.id, reason="alt", actor=scene.house.actor("head")
        )
    gone = Client().get(f"{PAGE}artikel/{scene.article.id}/")
    assert gone.status_code == 404
    assert "There is no such article, or it was withdrawn." in text(gone)
    assert "Lageplan im Maßstab 1:500" not in text(ask(DOCUMENTS))


def test_an_internal_base_answers_no_citizens(scene: Scene) -> None:
    internal = make_base(scene.house, "Intern", public=False)
    article = make_article(internal, "Dienstwagen", "Der Dienstwagen steht in der Tiefgarage.")
    assert "Tiefgarage" not in text(ask("Wo steht der Dienstwagen?"))
    assert Client().get(f"{PAGE}artikel/{article.id}/").status_code == 404


# No cookies, strict policy, rates


def every_answer(scene: Scene, client: Client) -> Iterator[object]:
    yield client.get(PAGE)
    yield client.get(WIDGET)
    yield ask(DOCUMENTS, client=client)
    yield ask(NONSENSE, page=WIDGET, client=client)
    yield client.get(f"{PAGE}stellen/")
    yield client.get(f"{PAGE}artikel/{scene.article.id}/")
    yield client.get(f"{PAGE}artikel/{uuid4()}/")
    yield client.get("/auskunft/gibt-es-nicht/")
    for nowhere in ("/auskunft/", f"{PAGE}gibt/es/nicht/", f"{PAGE}gibt-es-nicht/"):
        answer = client.get(nowhere)
        assert answer.status_code == 404
        yield answer
    for without_stroke in (PAGE.rstrip("/"), f"{PAGE}stellen"):
        answer = client.get(without_stroke)
        assert answer["Location"] == f"{without_stroke}/"
        yield answer
    yield client.post(f"{PAGE}rueckmeldung/", {"rated": "erfunden"})
    yield client.post(PAGE, {"question": DOCUMENTS}, headers={"Accept": LINES})


def test_no_cookie_is_set_not_even_for_people_who_are_signed_in(scene: Scene) -> None:
    stranger, stale = Client(), Client()
    stale.cookies["sessionid"] = "abgelaufen"
    signed_in = sign_in(scene.house.people["clerk"])
    before = signed_in.cookies["sessionid"].value
    for client in (stranger, stale, signed_in):
        for answer in every_answer(scene, client):
            assert not answer.cookies  # type: ignore[attr-defined]
            assert "Cookie" not in answer.headers.get("Vary", "")  # type: ignore[attr-defined]
    assert signed_in.cookies["sessionid"].value == before


def test_the_policy_is_strict_and_only_named_websites_may_frame_the_widget(scene: Scene) -> None:
    for answer in every_answer(scene, Client()):
        policy = answer["Content-Security-Policy"]  # type: ignore[index]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert policy.endswith("frame-ancestors 'none'")
    change(scene, origins=["https://musterland.example", "https://x.example; script-src *", "*"])
    policy = Client().get(WIDGET)["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors https://musterland.example")
    assert Client().get(PAGE)["Content-Security-Policy"].endswith("frame-ancestors 'none'")


def test_a_refusal_is_shown_in_the_frame_as_well(scene: Scene, settings) -> None:
    change(scene, origins=["https://musterland.example"])
    settings.PUBLIC_QUESTIONS = 0
    refused = ask(DOCUMENTS, page=WIDGET)
    assert refused.status_code == 429
    assert refused["Content-Security-Policy"].endswith("frame-ancestors https://musterland.example")
    assert f'href="{WIDGET}"' in text(refused)


def test_links_of_the_widget_open_in_a_new_tab(scene: Scene) -> None:
    page = text(ask(DOCUMENTS, page=WIDGET))
    links = [part.split(">")[0] for part in page.split("<a ")[1:]]
    outward = [link for link in links if "tel:" not in link and "mailto:" not in link]
    assert outward
    assert all('target="_blank"' in link for link in outward)
    assert f'action="{WIDGET}#antwort"' in page
    forms = [part.split(">")[0] for part in page.split("<form ")[1:]]
    elsewhere = [form for form in forms if WIDGET not in form]
    assert len(elsewhere) == 2
    assert all('target="_blank"' in form for form in elsewhere)


def test_too_many_questions_are_a_429_that_says_what_to_do(scene: Scene, settings) -> None:
    settings.PUBLIC_QUESTIONS = 1
    assert ask(DOCUMENTS).status_code == 200
    refused = ask(DOCUMENTS)
    assert refused.status_code == 429
    assert refused["Retry-After"] == "60"
    assert "go back, wait a minute and send your question again" in text(refused)
    lines = Client().post(PAGE, {"question": DOCUMENTS}, headers={"Accept": LINES})
    assert lines.status_code == 429
    assert "wait a minute" in json.loads(lines.content)["refusal"]
    assert Client().get(PAGE).status_code == 200
    assert ask(DOCUMENTS, client=Client(REMOTE_ADDR="10.9.8.7")).status_code == 200


# Ratings


def sealed_rating(page: str) -> str:
    return page.split('name="rated" value="')[1].split('"')[0]


def test_an_answer_that_did_not_help_is_noted_one_that_did_is_not(scene: Scene) -> None:
    rated = sealed_rating(text(ask(DOCUMENTS)))
    address = f"{PAGE}rueckmeldung/"
    assert Client().get(address).status_code == 405
    old = Client().post(address, {"rated": "x" + rated, "helped": "nein"})
    assert old.status_code == 400
    assert "open for more than a day" in text(old)
    assert "It is good to know" in text(Client().post(address, {"rated": rated, "helped": "ja"}))
    assert notes(scene.house) == []
    thanks = Client().post(address, {"rated": rated, "helped": "nein"})
    assert "noted without personal data" in text(thanks)
    assert notes(scene.house) == [(DOCUMENTS, "unhelpful", "public")]


def test_a_rating_of_one_authority_counts_at_no_other(scene: Scene) -> None:
    rated = sealed_rating(text(ask(DOCUMENTS)))
    open_desk(scene.other, "ahornfeld")
    refused = Client().post("/auskunft/ahornfeld/rueckmeldung/", {"rated": rated, "helped": "nein"})
    assert refused.status_code == 400
    assert notes(scene.other) == []


# Lines for scripts


def lines_of(response: object) -> list[dict[str, object]]:
    content = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    return [json.loads(line) for line in content.splitlines() if line]


def test_a_script_gets_the_answer_as_lines(scene: Scene) -> None:
    answer = Client().post(PAGE, {"question": DOCUMENTS}, headers={"Accept": LINES})
    assert answer["Content-Type"] == LINES
    [line] = lines_of(answer)
    assert "Lageplan im Maßstab 1:500" in str(line["answer"])
    assert line["wording"] is False
    place = f"desk.{scene.desk.id}"
    assert unseal(str(line["conversation"]), place).questions == (DOCUMENTS,)
