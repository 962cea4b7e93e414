"""The rules that are offered are sound, sourced and complete."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from gemeinwerk.governance.models import BodyKind
from gemeinwerk.governance.voting import catalogue
from gemeinwerk.governance.voting.definition import Status, Threshold

USUAL = {
    "unanimity_all",
    "unanimity_all_abstention_allowed",
    "unanimity_present",
    "simple_majority",
    "simple_majority_chair",
    "absolute_majority_present",
    "absolute_majority_statutory",
    "two_thirds_cast",
    "four_fifths_cast",
    "two_thirds_statutory",
    "four_fifths_statutory",
    "two_thirds_members",
    "four_fifths_members",
    "double_majority",
}
OF_LAW = {
    "assembly_nw": "Verbandssatzung eines Zweckverbandes, Nordrhein-Westfalen",
    "statute_nw": "GkG NRW § 20 Abs. 1",
    "tasks_nw": "GkG NRW § 20 Abs. 1",
    "statute_rp": "ZwVerbG Rheinland-Pfalz § 6",
    "tasks_rp": "ZwVerbG Rheinland-Pfalz § 6",
    "accession_rp": "ZwVerbG Rheinland-Pfalz § 6",
    "statute_th": "ThürKGG § 38",
    "new_task_th": "ThürKGG § 38",
    "committee_nw": "KrO NRW § 52",
}
ENTRIES = {entry.rule.key: entry for entry in catalogue.list_entries()}


def test_unknown_rule_is_refused() -> None:
    with pytest.raises(catalogue.RuleUnknown, match="no voting rule “coin_toss”"):
        catalogue.get_entry("coin_toss")
    with pytest.raises(catalogue.RuleUnknown):
        catalogue.get_entry("unanimity_all", version=99)


def test_rule_is_found_with_and_without_version() -> None:
    assert catalogue.get_entry("unanimity_all").rule.version == 1
    assert catalogue.get_entry("unanimity_all", version=1).rule.key == "unanimity_all"


def test_everything_promised_is_there() -> None:
    assert set(ENTRIES) == USUAL | set(OF_LAW)
    assert {key: ENTRIES[key].rule.reference for key in OF_LAW} == OF_LAW


def test_status_tells_law_from_our_own() -> None:
    assert {ENTRIES[key].rule.status for key in OF_LAW} == {Status.READ}
    assert {ENTRIES[key].rule.status for key in USUAL} == {Status.OWN}


def test_no_version_stands_twice() -> None:
    count = Counter((e.rule.key, e.rule.version) for e in catalogue.list_versions())
    assert [name for name, times in count.items() if times > 1] == []


def test_every_rule_is_usual_for_some_body() -> None:
    kinds = {kind.value for kind in BodyKind}
    for entry in ENTRIES.values():
        assert entry.usual_for, entry.rule.key
        assert set(entry.usual_for) <= kinds, entry.rule.key
    assert {kind for entry in ENTRIES.values() for kind in entry.usual_for} == kinds


@pytest.mark.parametrize("kind", list(BodyKind))
def test_usual_ones_come_first(kind: BodyKind) -> None:
    usual = [kind in entry.usual_for for entry in catalogue.list_entries(kind)]
    assert usual == sorted(usual, reverse=True)
    assert len(usual) == len(ENTRIES)


def test_names_are_different() -> None:
    names = Counter(entry.rule.name for entry in ENTRIES.values())
    assert max(names.values()) == 1


def test_newest_version_is_offered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    source = tmp_path / "catalogue.toml"
    old = catalogue.SOURCE.read_text(encoding="utf-8")
    start = old.index("[[rule]]")
    first = old[start : old.index("[[rule]]", start + 1)]
    source.write_text(first.replace("version = 1", "version = 2") + old, encoding="utf-8")
    monkeypatch.setattr(catalogue, "SOURCE", source)
    for cached in (catalogue.list_versions, catalogue.list_practices, catalogue._read):
        cached.cache_clear()
    try:
        assert catalogue.get_entry("unanimity_all").rule.version == 2
        assert catalogue.get_entry("unanimity_all", version=1).rule.version == 1
        assert len(catalogue.list_entries()) == len(ENTRIES)
    finally:
        for cached in (catalogue.list_versions, catalogue.list_practices, catalogue._read):
            cached.cache_clear()


def test_what_is_asked_beside_the_vote() -> None:
    practices = {practice.key: practice for practice in catalogue.list_practices()}
    expected = {"block_vote", "minutes", "delegates", "invitation", "simplified_resolutions"}
    assert set(practices) == expected
    assert practices["simplified_resolutions"].status is Status.UNVERIFIED
    assert practices["invitation"].text == (
        "Einladung 6 Kalendertage vorher, in dringenden Fällen 3 Werktage."
    )


def test_double_majority_is_that_of_the_example() -> None:
    rule = ENTRIES["double_majority"].rule
    assert (rule.threshold, rule.per_member_majority) == (Threshold(2, 3), Threshold(2, 3))
