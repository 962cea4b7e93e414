"""Services and offices written as XML in the manner of XZuFi 2.2; ``xzufi`` reads it back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count

from django.utils.html import escape
from lxml import etree
from lxml.etree import _Element as Element

from gemeinwerk.assistant.exchange.drafts import ArticleDraft, Kind, OfficeDraft
from gemeinwerk.assistant.exchange.field_values import write_value
from gemeinwerk.assistant.exchange.html_writing import is_html
from gemeinwerk.assistant.exchange.limits import clean_text
from gemeinwerk.assistant.exchange.xzufi import (
    CHANNELS,
    EASY,
    EMAIL,
    FULL_TEXT,
    LEGAL,
    NAME,
    NAMESPACE,
    OWN,
    OWN_NUMBER,
    OWN_TOPICS,
    PHONE,
    TEXT_MODULES,
    VERSION,
)
from gemeinwerk.assistant.text.rendering import render

_HEADINGS_FROM = 2
_CITY = re.compile(r"(?P<street>.+), (?P<code>\d{5}) (?P<city>.+)")
_TAG = f"{{{NAMESPACE}}}"


def write_xzufi(articles: Sequence[ArticleDraft], offices: Sequence[OfficeDraft]) -> bytes:
    """Return a file with a ``leistung`` for each article and an ``organisationseinheit`` for each
    office. An office that only an article names is written with its name.
    """
    root = etree.Element(f"{_TAG}transfer", nsmap={"xzufi": NAMESPACE}, xzufiVersion=VERSION)
    target = etree.SubElement(root, f"{_TAG}schreibe")
    ids = _list_ids(articles)
    for identifier, article in zip(ids, articles, strict=True):
        _add_service(target, identifier, article)
    for at, office in enumerate(_all_offices(articles, offices), 1):
        served = [i for i, a in zip(ids, articles, strict=True) if a.office_name == office.name]
        _add_office(target, f"stelle-{at}", office, served)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _list_ids(articles: Sequence[ArticleDraft]) -> list[str]:
    """Return the id of each article; those without one are numbered."""
    known = {article.external_id for article in articles}
    free = (name for at in count(1) if (name := f"artikel-{at}") not in known)
    return [article.external_id or next(free) for article in articles]


def _all_offices(
    articles: Sequence[ArticleDraft], offices: Sequence[OfficeDraft]
) -> Iterator[OfficeDraft]:
    yield from offices
    known = {office.name for office in offices}
    for name in dict.fromkeys(article.office_name for article in articles):
        if name and name not in known:
            yield OfficeDraft(name=name)


def _add(above: Element, tag: str, text: str = "", **attributes: str) -> Element:
    element = etree.SubElement(above, f"{_TAG}{tag}", attributes)
    if text:
        element.text = clean_text(text)
    return element


def _add_id(above: Element, identifier: str, *, is_own: bool) -> None:
    scheme = {"schemeID": OWN_NUMBER} if is_own else {}
    _add(above, "id", identifier, **scheme)


def _add_service(target: Element, identifier: str, article: ArticleDraft) -> None:
    service = _add(target, "leistung")
    _add_id(service, identifier, is_own=not article.external_id)
    if article.kind != Kind.SERVICE:
        _add(service, "idSekundaer", write_value(article.kind), schemeID=f"{OWN}:kind")
    if article.review_on:
        _add(service, "idSekundaer", write_value(article.review_on), schemeID=f"{OWN}:review_on")
    language = {"languageCode": article.language}
    _add_module(service, NAME, [(article.language, _content(article.title))])
    texts = [(article.language, _html(article.body)), (EASY, _html(article.plain))]
    _add_module(service, FULL_TEXT, [pair for pair in texts if pair[1]])
    if article.legal_basis:
        _add_module(service, LEGAL, [(article.language, _content(article.legal_basis))])
    for word in article.keywords:
        term = _add(_add(service, "modulBegriffImKontext"), "begriffImKontext")
        _add(term, "begriff", word, **language)
    if article.source:
        _add(_add(service, "modulUrsprungsportal", **language), "uri", article.source)


def _html(markdown: str) -> str:
    return str(render(clean_text(markdown), top_level=_HEADINGS_FROM))


def _content(text: str) -> str:
    """Return a text that is not taken for HTML where HTML may stand."""
    lines = clean_text(text)
    return str(escape(lines)).replace("\n", "<br/>") if is_html(lines) else lines


def _add_module(service: Element, code: str, texts: Sequence[tuple[str, str]]) -> None:
    module = _add(service, "modulText")
    for language, text in texts:
        _add(module, "inhalt", text, languageCode=language)
    kind = _add(module, "leikaTextmodul", listURI=TEXT_MODULES)
    etree.SubElement(kind, "code").text = code


def _add_office(target: Element, number: str, office: OfficeDraft, served: Sequence[str]) -> None:
    unit = _add(target, "organisationseinheit")
    _add_id(unit, office.external_id or number, is_own=not office.external_id)
    _add(_add(unit, "name"), "name", office.name, languageCode="de")
    _add_information(unit, "infoOeffnungszeitenText", office.opening_hours)
    _add_information(unit, "infoBarrierefreiheit", office.accessibility)
    if office.address:
        _add_address(unit, ", ".join(clean_text(office.address).split("\n")))
    for code, value in ((PHONE, office.phone), (EMAIL, office.email)):
        if value:
            _add_channel(unit, code, value)
    if office.website:
        _add(_add(unit, "internetadresse"), "uri", office.website)
    for word in office.topics or ("",):
        _add(unit, "idSekundaer", word, schemeID=OWN_TOPICS)
    _add_duties(unit, office, served)


def _add_information(unit: Element, tag: str, text: str) -> None:
    if text:
        _add(unit, tag, _content(text), languageCode="de")


def _add_address(unit: Element, address: str) -> None:
    place = _add(unit, "anschrift")
    found = _CITY.fullmatch(address)
    _add(place, "strasse", found["street"] if found else address)
    if found:
        _add(place, "postleitzahl", found["code"])
        _add(place, "ort", found["city"])


def _add_channel(unit: Element, code: str, value: str) -> None:
    channel = _add(unit, "erreichbarkeit")
    etree.SubElement(_add(channel, "kanal", listURI=CHANNELS), "code").text = code
    _add(channel, "kennung", value)


def _add_duties(unit: Element, office: OfficeDraft, served: Sequence[str]) -> None:
    for identifier in served or ([""] if office.places else []):
        duty = _add(unit, "zustaendigkeit")
        if identifier:
            _add(duty, "leistungID", identifier)
        for place in office.places:
            _add(duty, "gebietID", place)
