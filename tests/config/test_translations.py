"""The German catalogue is complete, keeps every fact and is set as German print is set."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from gemeinwerk.config import translations

FACT = re.compile(r"%(?:\(\w+\))?[sd]|\{\w+\}|%%")
ENGLISH = re.compile(r"\b(?:the|and|with|your|please|of|is|are|this|cannot|you|from|has)\b", re.I)
FLAWS = {
    "a straight quotation mark": re.compile(r"(?<!=)\"(?![^<]*>)"),
    "an English opening quotation mark": re.compile(r"(?:^|[\s(])“|”"),
    "three dots": re.compile(r"\.\.\."),
    "a hyphen for a dash": re.compile(r" - "),
    "an abbreviation that can break": re.compile(r"\b(?:z|u|d|o)\. ?[A-ZÄÖÜa-z]\."),
    "a unit that can break": re.compile(r"(?:\d|\)[sd]) (?:[kMG]?B|DM|€|%)(?![\w(])"),
    "a space too many": re.compile(r"[  ][  ]|\n | \n"),
    "bitte more than once": re.compile(r"\bbitte\b.*\bbitte\b", re.I | re.S),
}


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    return translations.read_catalogue()


def pairs(message: Message) -> list[tuple[str, str]]:
    """Return source and German text; for a counted message its two forms."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return list(zip(message.id, message.string, strict=True))


def faults(message: Message) -> list[str]:
    """Return what is wrong with the German of a message, in words."""
    found = []
    facts = FACT.findall(" ".join(message.id) if isinstance(message.id, tuple) else message.id)
    for source, german in pairs(message):
        if stray := set(FACT.findall(german)) - set(facts):
            found.append(f"unknown facts {sorted(stray)}")
        if lost := set(FACT.findall(source)) - set(FACT.findall(german)):
            found.append(f"lost facts {sorted(lost)}")
        bare = FACT.sub("0", re.sub(r"https?://\S+|<[^>]+>", "", german))
        if german != source and (word := ENGLISH.search(bare)):
            found.append(f"English: {word[0]}")
        if german.count("„") != german.count("“"):
            found.append("quotation marks that do not close")
        if source[-1:].isspace() != german[-1:].isspace():
            found.append("another end")
        found += [name for name, flaw in FLAWS.items() if flaw.search(german)]
    return found


@pytest.mark.parametrize(
    ("source", "german", "fault"),
    [
        ("%(n)d files", "Dateien", "lost facts ['%(n)d']"),
        ("%(n)d files", "%(m)d von %(n)d Dateien", "unknown facts ['%(m)d']"),
        ("{done} of {total}", "{done} von {alle}", "lost facts ['{total}']"),
        ("Look at this", "Sehen Sie the Liste an", "English: the"),
        ("“%(name)s” is empty", "„%(name)s” ist leer", "quotation marks that do not close"),
        ("“%(name)s” is empty", "“%(name)s“ ist leer", "an English opening quotation mark"),
        ("e.g. 10 MB", "z. B. 10 MB", "an abbreviation that can break"),
        ("up to 10 MB", "bis 10 MB", "a unit that can break"),
        ("Please check", "Bitte prüfen Sie das, bitte.", "bitte more than once"),
        ("Damaged: ", "Beschädigt:", "another end"),
    ],
)
def test_faults_are_found(source: str, german: str, fault: str) -> None:
    assert fault in faults(Message(source, german))


def test_a_sound_message_has_no_faults() -> None:
    source = "“%(name)s” has %(size)d MB, e.g. <code>x</code> – “a”"
    german = "„%(name)s“ hat %(size)d\u00a0MB, z.\u00a0B. <code>x</code> – „a“"
    assert faults(Message(source, german)) == []
    assert faults(Message(("%(n)d file", "%(n)d files"), ("%(n)d Datei", "%(n)d Dateien"))) == []


def test_the_german_texts_keep_facts_and_typography(catalogue: Catalog) -> None:
    wrong = {str(message.id): faults(message) for message in catalogue if message.id}
    assert {source: found for source, found in wrong.items() if found} == {}


def test_every_message_has_a_german_text(catalogue: Catalog) -> None:
    assert translations.missing_translations() == []
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []


def test_a_missing_and_a_fuzzy_text_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, catalogue: Catalog
) -> None:
    shortened = translations.read_catalogue()
    lost, doubtful, counted = (
        shortened.get("This page could not be read"),
        shortened.get("Too many attempts"),
        shortened.get(("%(shown)s record", "%(shown)s records")),
    )
    assert lost and doubtful and counted
    lost.string = ""
    doubtful.flags.add("fuzzy")
    counted.string = ("%(shown)s Akte", "")
    path = tmp_path / "django.po"
    with path.open("wb") as stream:
        write_po(stream, shortened)
    monkeypatch.setattr(translations, "CATALOGUE", path)

    missing = translations.missing_translations()

    assert set(missing) >= {str(lost.id), str(doubtful.id), str(counted.id)}


def test_texts_that_stay_are_no_oversight(catalogue: Catalog) -> None:
    """Words that German shares with English; any other text that equals its source is a gap."""
    same = {message.id for message in catalogue if message.id and message.id == message.string}
    words = {text for text in same if re.search("[A-Za-z]", FACT.sub("", str(text)))}
    assert words <= {"Budget", "Budgets", "Digital", "Fraktur", "Information", "Journal", "Land",
                     "Name", "Organ", "Original", "PDF", "PDF/A", "Person", "Plan",
                     "Standard", "Start", "Status", "Text", "%(measure)s, in %(unit)s",
                     "HTML, PDF, Word, Markdown"}  # fmt: skip


def test_no_source_string_comes_from_two_languages(catalogue: Catalog) -> None:
    german = [m.id for m in catalogue if m.id and re.search(r"[äöüßÄÖÜ„]", str(m.id))]
    allowed = re.compile(r"ß and old spellings|Some Länder count|no kind of protection\. Write")
    assert [text for text in german if not allowed.search(str(text))] == []


def test_the_header_names_product_and_language_and_nobody(catalogue: Catalog) -> None:
    assert not catalogue.fuzzy
    head = dict(catalogue.mime_headers)
    assert head["Project-Id-Version"].startswith("Gemeinwerk")
    assert head["Language"] == "de"
    assert head["Plural-Forms"] == "nplurals=2; plural=(n != 1);"
    assert head["Last-Translator"] == "Gemeinwerk"
    assert "@" not in translations.CATALOGUE.read_text().split('\n\n"', 1)[0][:600]


def test_the_compiled_catalogue_speaks_german(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_bytes(translations.CATALOGUE.read_bytes())
    monkeypatch.setattr(translations, "CATALOGUE", folder / "django.po")

    translations.compile_catalogues()

    spoken = gettext.translation("django", tmp_path, ["de"])
    assert spoken.gettext("Too many attempts") == "Zu viele Versuche"
    forms = [spoken.ngettext("%(shown)s page", "%(shown)s pages", n) for n in (0, 1, 2)]
    assert forms == ["%(shown)s Seiten", "%(shown)s Seite", "%(shown)s Seiten"]
