"""``gemeinwerk assistant evaluate``: the file, the figures, what changed, and who asks."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st
from tests import factories
from tests.assistant.factories import make_article, make_base
from tests.assistant.learning.conftest import Scene

from gemeinwerk.assistant.learning.errors import (
    NoQuestions,
    NothingToAsk,
    QuestionsUnreadable,
    QuestionsWrong,
)
from gemeinwerk.assistant.learning.measuring import rules
from gemeinwerk.assistant.learning.measuring.rules import Case, Result, read_cases
from gemeinwerk.assistant.models import Base, Desk, Measurement
from gemeinwerk.members.errors import MemberUnknown
from gemeinwerk.sharing.models import PUBLIC

SCHEMA = Path(__file__).resolve().parents[3] / "docs/operations/schemas/assistant-evaluate.json"


# --- the file -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "refusal", "reason"),
    [
        ("", QuestionsUnreadable, "column “question”"),
        ("titel;text\na;b", QuestionsUnreadable, "titel;text"),
        ("question;expected\n", NoQuestions, "no questions"),
        ("question;expected\n;Reisepass", QuestionsWrong, "Line 2 .*question: –"),
        ("question;expected\nWas?;", QuestionsWrong, "Line 2 .*expected: –"),
        ("question;expected\n" + "a" * 1001 + ";x", QuestionsWrong, "1001 > 1000"),
        ('question;expected\n"Was?;x', QuestionsWrong, "Line 2"),
        ('{"question": "a", "expected": "b"}\n{', QuestionsWrong, "Line 2 .*JSON"),
        ('{"question": "a", "expected": "b"}\n[1]', QuestionsWrong, "Line 2 .*JSON"),
    ],
)
def test_what_is_no_file_of_questions(text: str, refusal: type, reason: str) -> None:
    with pytest.raises(refusal, match=reason):
        read_cases(text)


def test_a_table_in_german() -> None:
    text = (
        "\ufeffFrage;Erwartet;Antwort\nWas  kostet\ta?;A | B;60 Euro\nZirkus?;Nicht beantwortbar;\n"
    )
    assert read_cases(text) == [
        Case("Was kostet a?", ("A", "B"), "60 Euro"),
        Case("Zirkus?"),
    ]
    assert read_cases(text + "was kostet A?;B|A;")[0].key == read_cases(text)[0].key


def test_lines_of_json() -> None:
    line = json.dumps({"question": "Was?", "expected": ["A", "B"], "answer": None})
    assert read_cases(f"{line}\n\n{line}") == [Case("Was?", ("A", "B"))]
    assert read_cases('{"question": "Was?", "expected": "unanswerable"}')[0].is_unanswerable


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        cases = read_cases(text)
    except (NoQuestions, QuestionsUnreadable, QuestionsWrong):
        return
    assert all(case.question for case in cases)


@given(st.lists(st.fixed_dictionaries({"question": st.text(min_size=1), "expected": st.text()})))
def test_any_json_is_read_or_refused(rows: list[dict[str, str]]) -> None:
    try:
        read_cases("\n".join(json.dumps(row) for row in rows))
    except (NoQuestions, QuestionsUnreadable, QuestionsWrong):
        return


# --- the figures ----------------------------------------------------------------------------------

CASE, OTHER, NONE = Case("a?", ("A",)), Case("b?", ("B",)), Case("c?")


def test_figures() -> None:
    results = [
        Result(CASE, True, rank=1, coverage=0.5),
        Result(OTHER, True, rank=4, is_foreign=True),
        Result(Case("d?", ("D",)), False),
        Result(NONE, False),
        Result(Case("e?"), True),
    ]
    assert rules.figures_of(results) == {
        "questions": 5,
        "answerable": 3,
        "unanswerable": 2,
        "r_at_1": 0.3333,
        "r_at_5": 0.6667,
        "mrr": 0.4167,
        "answered": 0.6667,
        "false_refusals": 0.3333,
        "wrong_authority": 0.3333,
        "answer_coverage": 0.5,
        "refused": 0.5,
    }
    assert rules.figures_of([])["r_at_1"] is None


def test_what_became_better_and_worse() -> None:
    before = {"x": {"merit": 1.0, "question": "x?"}, "y": {"merit": 0.0, "question": "y?"}}
    now = {
        "x": {"merit": 0.25, "question": "x?"},
        "y": {"merit": 1.0, "question": "y?"},
        "z": {"merit": 0.0, "question": "new?"},
    }
    better, worse = rules.compare(before, now)
    assert [(one.question, one.before, one.now) for one in better] == [("y?", 0.0, 1.0)]
    assert [(one.question, one.before, one.now) for one in worse] == [("x?", 1.0, 0.25)]


def test_rank_counts_each_article_once() -> None:
    assert rules.rank_of({"c"}, ["a", "a", "b", "c"]) == 3
    assert rules.rank_of({"d"}, ["a"]) is None
    assert rules.coverage_of("Die Gebühr: 60 Euro", "Es sind 60 EURO") == 0.5
    assert rules.coverage_of(" ", "x") is None


pytestmark = pytest.mark.django_db


# --- the run --------------------------------------------------------------------------------------


def write(folder: Path, *lines: str) -> str:
    path = folder / "fragen.csv"
    path.write_text("\n".join(("question;expected;answer", *lines)))
    return str(path)


def run(*arguments: str) -> dict[str, Any]:
    told = io.StringIO()
    call_command("assistant", "evaluate", *arguments, "--json", stdout=told)
    read: dict[str, Any] = json.loads(told.getvalue())
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    formats = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(schema, format_checker=formats).validate(read)
    return read


def test_what_cannot_be_measured(scene: Scene, tmp_path: Path) -> None:
    path = write(tmp_path, "Was?;A;")
    with pytest.raises(MemberUnknown):
        run(path, "--member", "99999")
    with pytest.raises(NothingToAsk, match="Landkreis Nachbarau has no open public page"):
        run(path, "--member", "99002")
    with pytest.raises(QuestionsUnreadable):
        run(str(tmp_path / "fehlt.csv"), "--member", "99001")


def test_a_run_and_the_next_one(scene: Scene, tmp_path: Path) -> None:
    make_article(scene.base, "Hundesteuer", "Die Hundesteuer kostet 60 Euro im Jahr (erfunden).")
    path = write(
        tmp_path,
        "Was kostet die Hundesteuer?;Hundesteuer;60 Euro im Jahr",
        "Wo bekomme ich einen Angelschein?;angel-1;",
    )
    first = run(path, "--member", "99001")
    assert (first["name"], first["asked_as"], first["before"]) == ("fragen", "citizen", None)
    assert first["figures"]["r_at_1"] == 0.5
    assert first["figures"]["answer_coverage"] == 1.0
    assert first["unknown"] == ["angel-1"]
    make_article(
        scene.base,
        "Fischereischein",
        "Den Angelschein bekommen Sie im Bürgerbüro.",
        external_id="angel-1",
    )
    second = run(path, "--member", "99001")
    assert second["figures"]["r_at_1"] == 1.0
    assert second["before"]["figures"] == first["figures"]
    assert [one["question"] for one in second["better"]] == ["Wo bekomme ich einen Angelschein?"]
    assert (second["worse"], second["unknown"]) == ([], [])
    with scene.house.context():
        assert Measurement.objects.count() == 2
    with scene.other.context():
        assert not Measurement.objects.exists()


def test_below_the_floor(scene: Scene, tmp_path: Path) -> None:
    make_article(scene.base, "Hundesteuer", "Die Hundesteuer kostet 60 Euro im Jahr (erfunden).")
    good = ("Was kostet die Hundesteuer?;Hundesteuer;", "Was kostet ein Pass?;Reisepass;")
    path = write(tmp_path, *good)
    assert not run(path, "--member", "99001", "--floor", "0.5")["is_below_floor"]
    with pytest.raises(SystemExit) as end:
        run(path, "--member", "99001", "--floor", "0.51")
    assert end.value.code == 1


def test_text_for_people(scene: Scene, tmp_path: Path, settings) -> None:
    settings.LANGUAGE_CODE = "en"
    make_article(scene.base, "Hundesteuer", "Die Hundesteuer kostet 60 Euro im Jahr (erfunden).")
    path = write(tmp_path, "Was kostet die Hundesteuer?;Hundesteuer;", "Angelschein?;Fischen;")
    for _again in range(2):
        told = io.StringIO()
        call_command("assistant", "evaluate", path, "--member", "99001", stdout=told)
    assert "Right article first: 50,0\u00a0% (before: 50,0\u00a0%)" in told.getvalue()
    assert "Expected, but not there: 1\n    Fischen" in told.getvalue()


def test_citizens_and_clerks_are_answered_from_other_bases(scene: Scene, tmp_path: Path) -> None:
    inside = make_base(scene.house, "Intern", public=False)
    make_article(inside, "Dienstwagen", "Dienstwagen bucht das Hauptamt (erfunden).")
    path = write(tmp_path, "Wer bucht Dienstwagen?;Dienstwagen;")
    assert run(path, "--member", "99001")["figures"]["r_at_1"] == 0.0
    assert run(path, "--member", "99001", "--as", "clerk")["figures"]["r_at_1"] == 1.0
    with scene.house.context("head"):
        Desk.objects.update(is_open=False)
    with pytest.raises(NothingToAsk):
        run(path, "--member", "99001")


def test_what_citizens_and_clerks_got_is_not_compared(scene: Scene, tmp_path: Path) -> None:
    inside = make_base(scene.house, "Intern", public=False)
    make_article(inside, "Dienstwagen", "Dienstwagen bucht das Hauptamt (erfunden).")
    path = write(tmp_path, "Wer bucht Dienstwagen?;Dienstwagen;")
    clerk = run(path, "--member", "99001", "--as", "clerk")
    citizen = run(path, "--member", "99001")
    assert (citizen["before"], citizen["worse"]) == (None, [])
    again = run(path, "--member", "99001", "--as", "clerk")
    assert again["before"]["measured_at"] == clerk["measured_at"]
    with scene.house.context():
        asked = Measurement.objects.order_by("measured_at").values_list("asked_as", flat=True)
        assert list(asked) == ["clerk", "citizen", "clerk"]


def open_to_citizens(scene: Scene, *titles: str) -> None:
    """Let the page of the county answer from the neighbour's articles too."""
    factories.introduce(scene.house, scene.other)
    with scene.other.context():
        base = Base.objects.get()
    for title in titles:
        make_article(base, title, f"{title}: Das kostet dort 30 Euro im Jahr (erfunden).")
    roles = (*factories.EVERYBODY, PUBLIC)
    factories.share(scene.other, base, scene.house, roles=roles)


def test_what_a_partner_opened_to_citizens_is_there_for_them(scene: Scene, tmp_path: Path) -> None:
    open_to_citizens(scene, "Jagdschein")
    path = write(tmp_path, "Was kostet ein Jagdschein?;Jagdschein;")
    citizen = run(path, "--member", "99001")
    assert (citizen["figures"]["r_at_1"], citizen["unknown"]) == (1.0, [])
    assert citizen["figures"]["wrong_authority"] == 0.0
    clerk = run(path, "--member", "99001", "--as", "clerk")
    assert clerk["unknown"] == ["Jagdschein"]  # the shell is nobody, nothing foreign is open to it


def test_the_answer_of_a_partner_instead_of_the_own_one_is_the_wrong_authority(
    scene: Scene, tmp_path: Path
) -> None:
    """The own article of the name is meant, here one that is not for citizens."""
    open_to_citizens(scene, "Jagdschein")
    inside = make_base(scene.house, "Intern", public=False)
    make_article(inside, "Jagdschein", "Den Jagdschein erteilt das Amt (erfunden).")
    path = write(tmp_path, "Was kostet ein Jagdschein?;Jagdschein;")
    told = run(path, "--member", "99001")
    assert (told["figures"]["r_at_1"], told["figures"]["wrong_authority"]) == (0.0, 1.0)
    assert told["unknown"] == ["Jagdschein"]


def test_what_is_kept_of_a_question_is_cleaned(scene: Scene, tmp_path: Path) -> None:
    path = write(tmp_path, "Ich heiße Erwin Beispiel, was kostet ein Pass?;unanswerable;")
    run(path, "--member", "99001")
    with scene.house.context():
        (kept,) = Measurement.objects.get().outcomes.values()
    assert kept["question"] == "Ich heiße [Name], was kostet ein Pass?"
