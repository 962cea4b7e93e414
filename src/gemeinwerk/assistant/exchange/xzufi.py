"""Services and offices as XML in the manner of XZuFi 2.2, the exchange format of German portals.

What is read and written, element by element, stands in docs/operations/knowledge-exchange.md. Names
are compared without their namespace, so that versions 2.1 and 2.2 are read alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from lxml import etree
from lxml.etree import _Element as Element

from gemeinwerk.assistant.exchange.drafts import ArticleDraft, OfficeDraft, Reading
from gemeinwerk.assistant.exchange.errors import (
    FieldUnclear,
    FileDamaged,
    Remark,
    TooManyParts,
    XmlForeign,
)
from gemeinwerk.assistant.exchange.field_values import Unclear, parse_value
from gemeinwerk.assistant.exchange.html_writing import fragment_to_markdown
from gemeinwerk.assistant.exchange.limits import (
    LABELS,
    LENGTHS,
    MAX_ARTICLES,
    clean_line,
    finish,
    shown,
)
from gemeinwerk.assistant.exchange.markdown_writing import link
from gemeinwerk.assistant.exchange.packed import forbid_entities
from gemeinwerk.assistant.text.rendering import plain_text
from gemeinwerk.assistant.text.sections import list_headings

NAMESPACE = "http://xoev.de/schemata/xzufi/2_2_0"
VERSION = "2.2.0"
OWN = "gemeinwerk"
"""Scheme of secondary ids that carry what XZuFi has no element for; others may ignore them."""

OWN_NUMBER, OWN_TOPICS = f"{OWN}:laufend", f"{OWN}:topics"

EASY = "de-simple"
"""Language tag of plain language."""

TEXT_MODULES = "urn:de:xzufi:codeliste:leistungstextmodulleika"
CHANNELS = "urn:de:xoev:codeliste:erreichbarkeit"
_INTRODUCTIONS = ("24", "05")
_SECTIONS: Mapping[str, str] = {
    "06": "Beschreibung",
    "09": "Voraussetzungen",
    "08": "Erforderliche Unterlagen",
    "11": "Verfahrensablauf",
    "kosten": "Gebühren",
    "frist": "Fristen",
    "bearbeitungsdauer": "Bearbeitungsdauer",
    "14": "Formulare",
    "16": "Hinweise",
    "15": "Weiterführende Informationen",
    "25": "Rechtsbehelf",
    "22": "Zuständige Stelle",
    "23": "Ansprechpunkt",
}
"""Heading of each text module in the order of an article; numbers are those of the code list."""

FULL_TEXT, LEGAL, NAME, CITIZENS_NAME = "06", "07", "02", "03"
_MODULES = {
    "modulKosten": "kosten",
    "modulFrist": "frist",
    "modulBearbeitungsdauer": "bearbeitungsdauer",
}
EMAIL, PHONE, WEB = "01", "02", "09"
_PHONES = {PHONE, "03"}


def read_xzufi(name: str, data: bytes) -> Reading:
    """Return the services and offices of a file.

    Raises ``XmlForbidden``, ``XmlForeign``, ``FileDamaged``, ``TooManyParts``, ``NothingToRead``.
    """
    root = _parse(name, data)
    services = _find_all(root, "leistung")
    units = _find_all(root, "organisationseinheit")
    if not services and not units:
        raise XmlForeign(name=name, element=shown(_tag(root)))
    if len(services) > MAX_ARTICLES:
        raise TooManyParts(name=name, limit=MAX_ARTICLES)
    remarks: list[Remark] = []
    articles = [_read_service(name, service, remarks) for service in services]
    titles = {_text(_child(s, "id")): a.title for s, a in zip(services, articles, strict=True)}
    offices = [_read_office(unit, titles) for unit in units]
    responsible = _responsible(units, offices)
    known = (
        replace(draft, office_name=responsible.get(_text(_child(service, "id")), ""))
        for service, draft in zip(services, articles, strict=True)
    )
    return finish(name, known, offices, remarks)


def _parse(name: str, data: bytes) -> Element:
    """Return the outermost element; no document type, no entities, nothing from elsewhere."""
    forbid_entities(name, data)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FileDamaged(name=name, format="XML") from error
    if root.getroottree().docinfo.internalDTD is not None:
        forbid_entities(name, b"<!DOCTYPE")
    return root


def _tag(element: Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _children(element: Element, *path: str) -> list[Element]:
    """Return the descendants that a path of names leads to."""
    found = [element]
    for step in path:
        found = [child for part in found for child in part if _tag(child) == step]
    return found


def _child(element: Element, *path: str) -> Element | None:
    return next(iter(_children(element, *path)), None)


def _find_all(root: Element, tag: str) -> list[Element]:
    return [part for part in root.iter(f"{{*}}{tag}") if len(part)]


def _text(element: Element | None) -> str:
    return "" if element is None else clean_line("".join(element.itertext()))


def _in_language(elements: Sequence[Element], language: str) -> str:
    """Return the text in a language; with ``de`` also those that name none."""
    for element in elements:
        said = (element.get("languageCode") or "de").lower()
        if said == language or (said.startswith(f"{language}-") and said != EASY):
            return "".join(element.itertext())
    return ""


def _read_service(name: str, service: Element, remarks: list[Remark]) -> ArticleDraft:
    texts = dict(_list_texts(service))
    language = _language(texts)
    title = _title(texts, language)
    legal = _module(texts.get(LEGAL, []), language)
    is_short = len(clean_line(plain_text(legal))) <= LENGTHS["legal_basis"]
    draft = ArticleDraft(
        title=title,
        body=_body(texts, language, "" if is_short else legal),
        external_id="" if _is_own(_child(service, "id")) else _text(_child(service, "id")),
        plain=_body(texts, EASY, ""),
        keywords=tuple(_list_keywords(service, language)),
        legal_basis="; ".join(plain_text(legal).split("\n")) if is_short else "",
        source=_text(_child(service, "modulUrsprungsportal", "uri")),
        language=language,
    )
    return _with_own_fields(name, service, draft, remarks)


def _is_own(identifier: Element | None) -> bool:
    return identifier is not None and identifier.get("schemeID") == OWN_NUMBER


def _list_texts(service: Element) -> Iterator[tuple[str, list[Element]]]:
    """Yield the code of each module with its texts and links."""
    found: dict[str, list[Element]] = {}
    for module in service:
        if _tag(module) == "modulText":
            code = _text(_child(module, "leikaTextmodul", "code"))
            found.setdefault(code.zfill(2), []).append(module)
        elif _tag(module) in _MODULES:
            found.setdefault(_MODULES[_tag(module)], []).append(module)
    yield from found.items()


def _language(texts: Mapping[str, Sequence[Element]]) -> str:
    """Return German where there is any, else the language of the first text."""
    said = [
        (part.get("languageCode") or "de").lower()
        for modules in texts.values()
        for module in modules
        for part in _children(module, "inhalt")
    ]
    others = [language for language in said if language != EASY]
    is_german = not others or any(language.split("-")[0] == "de" for language in others)
    return "de" if is_german else others[0]


def _title(texts: Mapping[str, Sequence[Element]], language: str) -> str:
    for code in (CITIZENS_NAME, NAME):
        title = clean_line(plain_text(_module(texts.get(code, []), language)))
        if title:
            return title
    return ""


def _module(modules: Iterable[Element], language: str) -> str:
    """Return the Markdown of modules of one kind: text, amounts, links."""
    parts: list[str] = []
    for module in modules:
        texts = [*_children(module, "inhalt"), *_children(module, "beschreibung")]
        texts += _children(module, "kosten", "beschreibung")
        parts.append(fragment_to_markdown(_in_language(texts, language)))
        if language != EASY:
            parts.append("" if parts[-1] else "\n".join(_list_amounts(module)))
            parts.append("\n".join(f"- {item}" for item in _list_links(module, language)))
    return "\n\n".join(part for part in parts if part)


def _list_amounts(module: Element) -> Iterator[str]:
    for amount in module.iter("{*}betrag"):
        above = amount.getparent()
        currency = _text(_child(above, "waehrung")) or amount.get("waehrung", "")
        yield f"- {_text(amount)} {currency}".rstrip()


def _list_links(module: Element, language: str) -> Iterator[str]:
    for element in _children(module, "weiterfuehrenderLink"):
        said = (element.get("languageCode") or language).lower()
        address = _text(_child(element, "uri"))
        title = _text(_child(element, "titel")) or address
        if address and said.startswith(language):
            yield link(fragment_to_markdown(title), address)


def _body(texts: Mapping[str, Sequence[Element]], language: str, legal: str) -> str:
    parts = [_module(texts.get(code, []), language) for code in _INTRODUCTIONS]
    for code, heading in _SECTIONS.items():
        text = _module(texts.get(code, []), language)
        if text and code == FULL_TEXT and not any(parts):
            parts.append(text)
        elif text:
            parts.append(f"# {heading}\n\n{_lowered(text)}")
    parts.append(f"# Rechtsgrundlagen\n\n{legal}" if legal else "")
    return "\n\n".join(part for part in parts if part)


def _lowered(text: str) -> str:
    """Return a text with its headings below the one it stands under."""
    for heading in reversed(list_headings(text)):
        old = text[heading.start : heading.end]
        new = "#" * min(len(heading.path) + 1, 6) + " " + old.lstrip("#").strip() + "\n"
        text = text[: heading.start] + new + text[heading.end :]
    return text


def _list_keywords(service: Element, language: str) -> Iterator[str]:
    terms = _children(service, "modulBegriffImKontext", "begriffImKontext", "begriff")
    for term in terms:
        if (term.get("languageCode") or language).lower().startswith(language):
            yield _text(term)
    for category in _children(service, "kategorie", "bezeichnung"):
        if (category.get("languageCode") or language).lower().startswith(language):
            yield _text(category)
    yield from (_text(code) for code in _children(service, "referenzLeiKa", "code"))


def _with_own_fields(
    name: str, service: Element, draft: ArticleDraft, remarks: list[Remark]
) -> ArticleDraft:
    """Add what our own files say in secondary ids: kind, date of review."""
    for identifier in _children(service, "idSekundaer"):
        field = (identifier.get("schemeID") or "").removeprefix(f"{OWN}:")
        if field not in {"kind", "review_on"}:
            continue
        try:
            draft = replace(draft, **{field: parse_value(field, _text(identifier))})
        except Unclear:
            facts = {"part": shown(draft.title), "value": shown(_text(identifier))}
            remarks.append(FieldUnclear(name=name, field=LABELS[field], **facts))
    return draft


def _read_office(unit: Element, titles: Mapping[str, str]) -> OfficeDraft:
    channels = list(_list_channels(unit))
    duties = _children(unit, "zustaendigkeit")
    served = [_text(part) for duty in duties for part in _children(duty, "leistungID")]
    places = [_text(part) for duty in duties for part in _children(duty, "gebietID")]
    return OfficeDraft(
        name=_office_name(unit),
        external_id="" if _is_own(_child(unit, "id")) else _text(_child(unit, "id")),
        address=_address(unit),
        phone=next((value for code, value in channels if code in _PHONES), ""),
        email=next((value for code, value in channels if code == EMAIL), ""),
        website=_website(unit, channels),
        opening_hours=_information(unit, "infoOeffnungszeitenText"),
        accessibility=_information(unit, "infoBarrierefreiheit"),
        topics=tuple(_topics(unit, [titles[item] for item in served if item in titles])),
        places=tuple(places),
    )


def _topics(unit: Element, titles: Sequence[str]) -> Iterable[str]:
    """Return the topics that our own files name, else the titles of the services."""
    own = [part for part in _children(unit, "idSekundaer") if part.get("schemeID") == OWN_TOPICS]
    return [_text(part) for part in own] if own else titles


def _office_name(unit: Element) -> str:
    names = _children(unit, "name", "name") or _children(unit, "name")
    return clean_line(_in_language(names, "de"))


def _information(unit: Element, tag: str) -> str:
    return plain_text(fragment_to_markdown(_in_language(_children(unit, tag), "de")))


def _address(unit: Element) -> str:
    """Return the first address with a street, else the first of all, on one line."""
    found = _children(unit, "anschrift")
    found.sort(key=lambda part: not _text(_child(part, "strasse")))
    if not found:
        return ""
    parts = {tag: _text(_child(found[0], tag)) for tag in ("strasse", "hausnummer", "postfach")}
    street = f"{parts['strasse']} {parts['hausnummer']}".strip()
    box = f"Postfach {parts['postfach']}" if parts["postfach"] and not street else ""
    city = f"{_text(_child(found[0], 'postleitzahl'))} {_text(_child(found[0], 'ort'))}".strip()
    return ", ".join(part for part in (street or box, city) if part)


def _list_channels(unit: Element) -> Iterator[tuple[str, str]]:
    """Yield code and value of each way to reach an office."""
    for tag in ("erreichbarkeit", "kommunikation"):
        for channel in _children(unit, tag):
            yield _text(_child(channel, "kanal", "code")), _text(_child(channel, "kennung"))


def _website(unit: Element, channels: Sequence[tuple[str, str]]) -> str:
    named = _text(_child(unit, "internetadresse", "uri"))
    return named or next((value for code, value in channels if code == WEB), "")


def _responsible(units: Sequence[Element], offices: Sequence[OfficeDraft]) -> dict[str, str]:
    """Return the name of the first office that is responsible for each id of a service."""
    found: dict[str, str] = {}
    for unit, office in zip(units, offices, strict=True):
        for identifier in _children(unit, "zustaendigkeit", "leistungID"):
            found.setdefault(_text(identifier), office.name)
    return found
