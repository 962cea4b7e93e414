"""Money over HTTP: who may see and enter it, and what pages, tables and papers say."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO

import pypdfium2
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.factories import House
from tests.governance.costs.conftest import Union, adopt, populate, settle
from tests.signing_in import sign_in

from gemeinwerk.governance.costs import actions, queries
from gemeinwerk.governance.costs.keys import Key, Measure, Part, Reference
from gemeinwerk.governance.costs.models import Budget, CostKey, CostLine, KeyFigure, Saving
from gemeinwerk.governance.costs.queries import State
from gemeinwerk.governance.costs.savings import Estimate
from gemeinwerk.governance.projects.models import Project
from gemeinwerk.governance.voting import actions as voting
from gemeinwerk.governance.voting.actions import MotionText
from gemeinwerk.kernel import clock

YEAR = clock.today().year


@pytest.fixture
def key(union: Union) -> CostKey:
    """A key at 3:3:1 in force."""
    ids = [house.member.id for house in union.houses]
    part = Part(
        Measure.FIXED, source="Vereinbarung § 5", shares=dict(zip(ids, (3, 3, 1), strict=True))
    )
    with union.office.context("head"):
        row = actions.draft_key(
            alliance_id=union.alliance.id,
            name="Umlage",
            key=Key((part,), review="jährlich"),
            actor=union.office.actor("head"),
        )
        adopt(union, "set_cost_key", {"cost_key": str(row.id)})
        settle(union)
    return row


@pytest.fixture
def saving(union: Union) -> Saving:
    with union.office.context("head"):
        actor = union.office.actor("head")
        found = actions.open_saving(
            alliance_id=union.alliance.id,
            project="Portal",
            starts_on=clock.today() + timedelta(days=9),
            years=5,
            actor=actor,
        )
        actions.enter_estimate(
            alliance_id=union.alliance.id,
            saving_id=found.id,
            estimate=Estimate(400_000_00, 320_000_00, 105_000_00),
            note="",
            actor=actor,
        )
    return found


@pytest.fixture
def line(union: Union) -> CostLine:
    with union.office.context("head"):
        return actions.enter_actual(
            alliance_id=union.alliance.id,
            project="Portal",
            year=YEAR,
            cents=1_234_56,
            note="=1+1",
            actor=union.office.actor("head"),
        )


def url(union: Union, name: str, **parts: object) -> str:
    return reverse(f"costs:{name}", kwargs={"alliance_id": union.alliance.id, **parts})


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


SEEN: dict[str, Callable[..., dict[str, object]]] = {
    "overview": lambda **_: {},
    "figures": lambda **_: {},
    "accounts": lambda **_: {},
    "accounts_csv": lambda **_: {},
    "accounts_pdf": lambda **_: {},
    "savings": lambda **_: {},
    "key": lambda key, **_: {"key_id": key.id},
    "distribution": lambda key, **_: {"key_id": key.id},
    "distribution_csv": lambda key, **_: {"key_id": key.id},
    "distribution_pdf": lambda key, **_: {"key_id": key.id},
    "saving": lambda saving, **_: {"saving_id": saving.id},
    "saving_csv": lambda saving, **_: {"saving_id": saving.id},
    "saving_pdf": lambda saving, **_: {"saving_id": saving.id},
}
ENTERED = {
    "draft_key": SEEN["overview"],
    "draft_budget": SEEN["overview"],
    "enter_actual": SEEN["overview"],
    "open_saving": SEEN["overview"],
    "enter_estimate": SEEN["saving"],
    "state_circumstances": SEEN["saving"],
}


def test_who_may(union: Union, key: CostKey, saving: Saving, stranger: House) -> None:
    clients = {role: sign_in(union.office.people[role]) for role in ("clerk", "coordinator")}
    other, nobody = sign_in(stranger.people["head"]), Client()
    for name, find in (SEEN | ENTERED).items():
        address = url(union, name, **find(key=key, saving=saving))
        assert nobody.get(address)["Location"].startswith(reverse("account_login")), name
        assert other.get(address).status_code == 404, name
        assert clients["clerk"].get(address).status_code == (200 if name in SEEN else 403), name
        assert clients["coordinator"].get(address).status_code == 200, name


def test_posts_are_refused_to_clerks_and_strangers(
    union: Union, key: CostKey, line: CostLine, stranger: House
) -> None:
    clerk, other = sign_in(union.office.people["clerk"]), sign_in(stranger.people["head"])
    for name, parts in (
        ("enter_plan", {"key_id": key.id}),
        ("drop_key", {"key_id": key.id}),
        ("withdraw_line", {"line_id": line.id}),
        ("drop_budget", {"budget_id": key.id}),
    ):
        address = url(union, name, **parts)
        assert clerk.post(address).status_code == 403, name
        assert other.post(address).status_code == 404, name
        assert sign_in(union.office.people["head"]).get(address).status_code == 405, name
    figure = {"measure": "inhabitants", "day": "2025-06-30", "value": 5, "source": "S"}
    assert clerk.post(url(union, "figures"), figure).status_code == 403
    with union.office.context():
        assert not KeyFigure.objects.exists()
        assert CostLine.objects.get().withdrawn_at is None


FORM = {
    "name": "Basis und Nutzung",
    "weight_equal": "40",
    "weight_usage": "60",
    "unit": "Vorgänge",
    "day_usage": "12-31-1",
    "source_usage": "Zählung",
    "standings": ["founding", "ordinary"],
    "minimum": "1.000,00",
    "joiner": "days",
    "leaver": "full_year",
    "review": "alle drei Jahre",
}


def test_key_is_drafted_and_refused_by_name(union: Union) -> None:
    client, address = sign_in(union.office.people["coordinator"]), url(union, "draft_key")
    for changed, sentence in (
        ({"source_usage": ""}, "every figure needs a source"),
        ({"day_usage": ""}, "need a reference date"),
        ({"weight_equal": "", "weight_usage": ""}, "it has no parts"),
        ({"minimum": "12.50"}, "is not an amount"),
        ({"maximum": "10,00"}, "the maximum lies below the minimum"),
        ({"review": ""}, "A key needs a date or event at which it is reviewed."),
        ({"weight_fixed": "1", "source_fixed": "§ 5"}, "fixed shares, and only these"),
    ):
        text = text_of(client.post(address, FORM | changed))
        assert sentence in text.replace("&#x27;", "'"), changed
    assert client.post(address, FORM).status_code == 302
    with union.office.context():
        found = CostKey.objects.get()
        assert [(part.measure.value, part.weight) for part in found.key.parts] == [
            ("equal", 40),
            ("usage", 60),
        ]
        assert (found.key.minimum, found.key.leaver.value) == (1_000_00, "full_year")
    text = text_of(client.get(url(union, "key", key_id=found.id)))
    assert "Nothing is shared by this draft yet." in text
    assert "Vorgänge – 60,00\u00a0% – as of 31.12. of the year before – source: Zählung" in text
    assert "is missing for Landkreis Musterland" in text


def test_key_page_names_its_resolution_and_shares(union: Union, key: CostKey) -> None:
    text = text_of(sign_in(union.houses[1].people["clerk"]).get(url(union, "key", key_id=key.id)))
    assert "B-1 Beschluss über Kosten" in text
    assert "In force" in text
    assert "42,85…" in text
    assert "14,28…" in text
    assert "Drop this draft" not in text


def test_calculation_is_refused_or_explained(union: Union, key: CostKey) -> None:
    client, address = (
        sign_in(union.houses[1].people["clerk"]),
        url(union, "distribution", key_id=key.id),
    )
    assert "is not an amount" in text_of(client.get(address, {"amount": "1.2", "year": YEAR}))
    refused = client.get(address, {"amount": "10.000", "year": YEAR - 1})
    assert f"Nobody was a member of the alliance in {YEAR - 1}" in text_of(refused)
    text = text_of(client.get(address, {"amount": "10.000,00", "year": YEAR}))
    for wanted in (
        "4.285,72\u00a0€",
        "4.285,71\u00a0€",
        "1.428,57\u00a0€",
        "4.285,7142…",
        "The 1 cent left goes to the largest fraction",
        "The shares add up to exactly 10.000,00\u00a0€.",
    ):
        assert wanted in text
    assert "Make it the plan" not in text  # a clerk, and not of the office
    credit = text_of(client.get(address, {"amount": "-10.000,00", "year": YEAR}))
    assert "It is a credit" in credit
    assert "-1.428,57\u00a0€" in credit


def test_calculation_names_the_source_of_each_figure(union: Union, ahorn: House) -> None:
    day = date(2025, 6, 30)
    part = Part(Measure.INHABITANTS, source="Statistik", reference=Reference(day=day))
    for house in union.houses:
        populate(house, 100, day)
    with ahorn.context("head"):
        common = {"alliance_id": union.alliance.id, "actor": ahorn.actor("head")}
        row = actions.draft_key(name="Kopf", key=Key((part,)), **common)
        figure = {"measure": Measure.INHABITANTS, "unit": "", "day": day, "value": 200}
        actions.enter_figure(source="Melderegister", **figure, **common)
    text = text_of(
        sign_in(ahorn.people["clerk"]).get(
            url(union, "distribution", key_id=row.id), {"amount": "4,00", "year": YEAR}
        )
    )
    assert (
        "divided by the sum of all figures, 400. Sources: Landkreis Musterland: known population;"
        " Gemeinde Ahorn: Melderegister; Gemeinde Birke: known population." in text
    )


def test_files_say_the_same_as_the_page(union: Union, key: CostKey) -> None:
    client = sign_in(union.houses[1].people["clerk"])
    query = {"amount": "10.000,00", "year": YEAR}
    table = client.get(url(union, "distribution_csv", key_id=key.id), query)
    assert table["Content-Disposition"] == (f'attachment; filename="kostenverteilung-{YEAR}.csv"')
    assert table.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(table.content.decode("utf-8-sig")), delimiter=";"))
    amounts = {row[0]: row[1] for row in rows if len(row) > 1}
    assert amounts["Gemeinde Birke"] == "1428,57"
    assert amounts["Sum"] == "10000,00"
    assert amounts["Resolution"] == "B-1 Beschluss über Kosten"
    paper = client.get(url(union, "distribution_pdf", key_id=key.id), query)
    text = read_pdf(paper.content)
    for wanted in ("4.285,72", "1.428,57", "B-1 Beschluss über Kosten", "add up to exactly"):
        assert wanted in text
    assert b"pdfaid" in paper.content or b"PDF/A" in paper.content


def read_pdf(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(text.replace("\ufffe", "-").split())


def test_file_of_what_cannot_be_calculated_is_the_page_that_says_why(
    union: Union, key: CostKey
) -> None:
    client = sign_in(union.office.people["clerk"])
    for name in ("distribution_csv", "distribution_pdf"):
        answer = client.get(url(union, name, key_id=key.id), {"amount": "x", "year": YEAR})
        assert answer["Content-Type"].startswith("text/html")
        assert "is not an amount" in text_of(answer)


def test_office_stores_a_calculation_as_plan(union: Union, key: CostKey, ahorn: House) -> None:
    address = url(union, "enter_plan", key_id=key.id)
    entry = {"project": "Portal", "amount": "7,01", "year": YEAR}
    refused = sign_in(ahorn.people["head"]).post(address, entry)
    assert refused.status_code == 400
    assert "Only the office of the alliance (Landkreis Musterland)" in text_of(refused)
    client = sign_in(union.office.people["head"])
    assert "Make it the plan" in text_of(
        client.get(url(union, "distribution", key_id=key.id), {"amount": "7,01", "year": YEAR})
    )
    assert client.post(address, entry | {"project": ""}).status_code == 400
    text = text_of(client.post(address, entry, follow=True))
    assert "The plan is stored" in text
    assert "More was planned or spent than a resolution has released" in text
    with union.office.context():
        assert sorted(CostLine.objects.values_list("cents", flat=True)) == [100, 300, 301]


def test_project_of_the_register_is_known_by_its_title_of_today(
    union: Union, line: CostLine
) -> None:
    with union.office.context("head"):
        project = Project.objects.create(
            alliance=union.alliance,
            member=union.office.member,
            member_name="x",
            lead=union.office.member,
            lead_name="x",
            title="Bürgerportal",
            summary="s",
            brought_by="x",
        )
        actions.enter_actual(
            alliance_id=union.alliance.id,
            project="Bürgerportal",
            year=YEAR,
            cents=1,
            note="",
            actor=union.office.actor("head"),
        )
        Project.objects.filter(id=project.id).update(title="Portal")
        [account] = queries.list_accounts(union.alliance, YEAR)
        assert (account.project, account.project_id) == ("Portal", project.id)
        assert account.actual == 1_234_57
        assert queries.list_projects(union.alliance) == ["Portal"]


def test_amount_is_entered_shown_and_withdrawn(union: Union, ahorn: House) -> None:
    client, address = sign_in(ahorn.people["coordinator"]), url(union, "enter_actual")
    entry = {"project": "Portal", "year": YEAR, "amount": "1.234,56", "note": "Rechnung"}
    assert "is not an amount" in text_of(client.post(address, entry | {"amount": "12.5"}))
    assert "lacks this: amount" in text_of(client.post(address, entry | {"amount": "0"}))
    assert "1.234,56\u00a0€" in text_of(client.post(address, entry, follow=True))
    with ahorn.context():
        line = CostLine.objects.get()
    withdraw = url(union, "withdraw_line", line_id=line.id)
    office = sign_in(union.office.people["head"])
    assert "Gemeinde Ahorn made this entry" in text_of(office.post(withdraw, follow=True))
    assert "is withdrawn and counts no more" in text_of(client.post(withdraw, follow=True))
    text = text_of(client.get(url(union, "accounts")))
    assert "<del>1.234,56\u00a0€</del>" in text
    assert "Nothing planned or spent in this year" in text


def test_table_runs_no_formula(union: Union, line: CostLine) -> None:
    client = sign_in(union.office.people["clerk"])
    content = client.get(url(union, "accounts_csv"), {"year": YEAR}).content.decode("utf-8-sig")
    [row] = [row for row in csv.reader(StringIO(content), delimiter=";") if "1234,56" in row[3:4]]
    assert row[-1] == "'=1+1"
    assert row[4] == "yes"
    assert "1.234,56" in read_pdf(client.get(url(union, "accounts_pdf")).content)


def test_unknown_year_shows_this_one(union: Union, line: CostLine) -> None:
    client = sign_in(union.office.people["clerk"])
    assert f"Plan and actual {YEAR}" in text_of(client.get(url(union, "accounts"), {"year": "x"}))


def test_budget_is_drafted_and_dropped(union: Union, key: CostKey) -> None:
    client, address = sign_in(union.office.people["head"]), url(union, "draft_budget")
    entry = {"title": "Betrieb", "project": "Portal", "year": YEAR, "amount": "9.000"}
    assert "Enter at least 0,01" in text_of(client.post(address, entry | {"amount": "0"}))
    assert "Select a valid choice" in text_of(client.post(address, entry | {"cost_key": "x"}))
    text = text_of(client.post(address, entry | {"cost_key": str(key.id)}, follow=True))
    assert "9.000,00\u00a0€" in text
    with union.office.context():
        budget = Budget.objects.get()
        assert budget.cost_key_id == key.id
    dropped = client.post(url(union, "drop_budget", budget_id=budget.id), follow=True)
    assert "The draft “Betrieb” is dropped." in text_of(dropped)
    again = client.post(url(union, "drop_budget", budget_id=budget.id))
    assert "is no draft any more" in text_of(again)


def test_figure_is_entered_by_the_own_authority(union: Union, ahorn: House) -> None:
    client, address = sign_in(ahorn.people["coordinator"]), url(union, "figures")
    entry = {"measure": "usage", "day": "2025-06-30", "value": "1812", "source": "Zählung"}
    assert "Say what is counted" in text_of(client.post(address, entry))
    text = text_of(client.post(address, entry | {"unit": "Vorgänge"}, follow=True))
    assert "1.812" in text
    assert "Coordinator 99001001 (Gemeinde Ahorn)" in text


def test_saving_explains_each_condition(union: Union, saving: Saving, ahorn: House) -> None:
    client, address = (
        sign_in(ahorn.people["head"]),
        url(union, "saving", saving_id=saving.id),
    )
    text = text_of(client.get(address))
    for wanted in (
        "Gemeinde Ahorn, Gemeinde Birke: head or coordinator can enter the costs until the day",
        "calculated: 14,75\u00a0%",
        "15 % (60.000,00 €) are not reached.",
        "not answered yet",
        "In year 2 of the term the savings have made up for the extra effort.",
        "-25.000,00\u00a0€",
    ):
        assert wanted in text
    estimate = {"baseline": "100.000", "new_cost": "70.000", "one_off": "0"}
    enter = url(union, "enter_estimate", saving_id=saving.id)
    assert "Enter at least 0,00" in text_of(client.post(enter, estimate | {"one_off": "-1"}))
    text = text_of(client.post(enter, estimate, follow=True))
    assert "are reached." in text
    assert "calculated: 17,80\u00a0%" in text
    assert 'value="100.000,00"' in text_of(client.get(enter))


def test_answers_are_stated_by_name(union: Union, saving: Saving, ahorn: House) -> None:
    client = sign_in(ahorn.people["head"])
    address = url(union, "state_circumstances", saving_id=saving.id)
    answers = {"substantial_benefit": "yes", "benefit": "", "first_time": "no", "resolutions": ""}
    assert "description of the benefit" in text_of(client.post(address, answers))
    text = text_of(client.post(address, answers | {"benefit": "Vertretung im Urlaub"}, follow=True))
    assert "Vertretung im Urlaub" in text
    assert "stated by Head 99001001 (Gemeinde Ahorn)" in text
    paper = read_pdf(client.get(url(union, "saving_pdf", saving_id=saving.id)).content)
    assert "Vertretung im Urlaub" in paper


def test_saving_is_opened_before_the_start(union: Union) -> None:
    client, address = sign_in(union.office.people["head"]), url(union, "open_saving")
    entry = {"project": "Portal", "starts_on": clock.today().isoformat(), "years": 5}
    assert "is not in the future" in text_of(client.post(address, entry))
    later = (clock.today() + timedelta(days=1)).isoformat()
    text = text_of(client.post(address, entry | {"starts_on": later}, follow=True))
    assert "Each authority can now enter its costs." in text
    assert "How it was calculated" not in text


def test_vote_puts_drafts_into_force(county: House, ahorn: House, birke: House) -> None:
    """On the pages of the vote: only drafts can be chosen, and all terms stand in the motion."""
    union = factories.make_union(county, ahorn, birke)
    with county.context("head"):
        common = {"alliance_id": union.alliance.id, "actor": county.actor("head")}
        key = actions.draft_key(name="Umlage", key=Key((Part(Measure.EQUAL),)), **common)
        values = {"title": "Betrieb", "project": "Portal", "year": YEAR, "cents": 9_000_00}
        budget = actions.draft_budget(cost_key_id=key.id, **values, **common)
        text = MotionText("Geld", "Schlüssel und Budget")
        motion = voting.draft_motion(
            body_id=union.body.id, content=text, actor=county.actor("head")
        )
    client = sign_in(county.people["head"])
    parts = {"alliance_id": union.alliance.id, "motion_id": motion.id}
    keys = reverse("voting:add_effect", kwargs={**parts, "kind": "set_cost_key"})
    assert "Umlage, version 1" in text_of(client.get(keys))
    assert "Select a valid choice" in text_of(client.post(keys, {"cost_key": str(budget.id)}))
    assert client.post(keys, {"cost_key": str(key.id)}).status_code == 302
    budgets = reverse("voting:add_effect", kwargs={**parts, "kind": "release_budget"})
    assert f"Betrieb ({YEAR}): 9.000,00\u00a0€" in text_of(client.get(budgets))
    assert client.post(budgets, {"budget": str(budget.id)}).status_code == 302
    page = text_of(client.get(reverse("voting:motion", kwargs=parts)))
    for wanted in ("Release a budget", "9.000,00\u00a0€", "Umlage, version 1"):
        assert wanted in page
    with county.context("head"):
        voting.propose_motion(motion_id=motion.id, actor=county.actor("head"))
    assert "is named in the motion" in text_of(
        client.post(reverse("costs:drop_key", kwargs={**parts_of(union), "key_id": key.id}))
    )
    factories.adopt(union, motion)
    overview = text_of(client.get(reverse("costs:overview", kwargs=parts_of(union))))
    assert overview.count("In force") == 2
    with birke.context():
        assert queries.get_key(union.alliance, key.id).source.state is State.IN_FORCE
        assert queries.get_budget(union.alliance, budget.id).source.state is State.IN_FORCE


def parts_of(union: factories.Union) -> dict[str, object]:
    return {"alliance_id": union.alliance.id}
