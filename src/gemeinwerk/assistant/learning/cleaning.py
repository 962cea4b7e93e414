"""Taking personal data out of a question before it is kept. Pure.

By patterns, so not complete: what is left is deleted after a short time, and editors can delete a
question at once. In doubt a word goes, unless the question would lose its sense: provisions, forms,
amounts, years and places stay. Structures: IBAN ISO 13616, postal codes and numbers as in Germany.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from importlib.resources import files

MAX_CHARACTERS = 1000

NAME = "[Name]"
MAIL = "[E-Mail]"
PHONE = "[Telefon]"
ACCOUNT = "[Bankverbindung]"
NUMBER = "[Nummer]"
PLATE = "[Kennzeichen]"
DAY = "[Datum]"
HOME = "[Anschrift]"
LINK = "[Internetadresse]"
MARKS = (NAME, MAIL, PHONE, ACCOUNT, NUMBER, PLATE, DAY, HOME, LINK)

_CAPITAL = r"[A-ZÄÖÜ][a-zäöüßé]+(?:-[A-ZÄÖÜ][a-zäöüßé]+)*"
_NOBLE = r"(?:von der|von dem|von den|von|van der|van|de|al|el)"
_FULL = rf"{_CAPITAL}(?:\s+(?:{_NOBLE}\s+)?{_CAPITAL}){{0,2}}"


def clean(text: str) -> str:
    """Return a question on one line without personal data, each piece replaced by one of MARKS.

    At most MAX_CHARACTERS. Never fails; what is clean stays as it is, also the second time.
    """
    return _cut(_hide(text[: 4 * MAX_CHARACTERS]))


def clean_lines(text: str) -> str:
    """Return a text of many lines without personal data, each line as ``clean`` does it
    but of any length.
    """
    return "\n".join(_hide(line) for line in text.splitlines())


def has_words(text: str) -> bool:
    """Tell whether a cleaned question still asks for anything."""
    for mark in MARKS:
        text = text.replace(mark, " ")
    return any(char.isalpha() for char in text)


def _hide(text: str) -> str:
    text = _seen(text)
    for step in _STEPS:
        text = step(text)
    return " ".join(text.split())


def _seen(text: str) -> str:
    """What is seen, on one line: look-alike digits and letters as plain ones, nothing hidden.

    Brackets of our own marks are kept, so that what was cleaned before is known.
    """
    text = "".join(c if c in "²³½¼¾" else unicodedata.normalize("NFKC", c) for c in text)
    text = unicodedata.normalize("NFC", text)
    shown = (" " if char in "\n\r\t\v\f" else char for char in text)
    return " ".join(
        "".join(c for c in shown if not unicodedata.category(c).startswith("C")).split()
    )


def _cut(text: str) -> str:
    if len(text) <= MAX_CHARACTERS:
        return text
    return text[:MAX_CHARACTERS].rsplit(" ", 1)[0]


def _replace(pattern: str, mark: str, flags: int = 0) -> Callable[[str], str]:
    compiled = re.compile(pattern, flags)
    return lambda text: compiled.sub(mark, text)


# --- what is known by its form ------------------------------------------------------------------

_DAYS = (
    r"(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember"
    r"|jan|feb|mrz|apr|jun|jul|aug|sep|sept|okt|nov|dez)\.?"
)
_UNITS = (
    r"(?:€|euro|eur|cent|ct|prozent|%|m²|m2|qm|m³|km|kwh|kw|kwp|kg|tonnen|liter|meter|quadratmeter"
    r"|hektar|ha|einwohner|stunden|tage|jahre|seiten)"
)
_SMALL = re.compile(rf"\d{{1,3}}(?:\.\d{{3}})+(?:,\d+)?|\d+(?:,\d+)?(?=\s?{_UNITS}\b|\s?[€%])")
_YEARS = re.compile(r"(?:19|20)\d\d\s?[-/–]\s?(?:(?:19|20)\d\d|\d\d)")
_FORMS = re.compile(
    r"(?:formular|vordruck|anlage|merkblatt|formblatt|din|iso|en|vdi|formulare?s?|muster)"
    r"(?:[ -]?(?:nr\.?|nummer))?[ -]?$",
    re.IGNORECASE,
)
_LAW = re.compile(r"(?:§§?|art\.?|artikel|abs\.?|nr\.|satz|paragraf|paragraph)\s?$", re.IGNORECASE)
_POSTAL = re.compile(rf"\d{{5}}(?=\s+{_CAPITAL})")
_DIGITS = re.compile(r"(?<![\w§])\d(?:[ ./-]?\d)*(?!\w)")
LONG = 6
"""From so many digits on a number may belong to somebody."""


def _hide_numbers(text: str) -> str:
    return _DIGITS.sub(_number, text)


def _number(found: re.Match[str]) -> str:
    """Keep short numbers, years, amounts, postal codes before a place, provisions and forms."""
    text, before = found.group(), found.string[: found.start()]
    digits = sum(char.isdigit() for char in text)
    if digits < LONG - 1 or _YEARS.fullmatch(text) or _LAW.search(before[-12:]):
        return text
    if _FORMS.search(before[-24:]) and digits < 2 * LONG:
        return text
    rest = found.string[found.start() :]
    for kept in (_SMALL, _POSTAL):
        match = kept.match(rest)
        if match and match.end() >= len(text) and digits <= 2 * LONG:
            return text
    return NUMBER


def _hide_phones(text: str) -> str:
    return _PHONE.sub(_phone, text)


_PHONE = re.compile(
    r"(?<![\w.,/-])(?:\+\s?\d{1,3}|00\s?\d{1,3}|\(?0\d)[\d ()/.-]{4,24}\d(?![\w])"
    r"|(?<!\w)\+\d{7,15}\b"
)


def _phone(found: re.Match[str]) -> str:
    return PHONE if sum(char.isdigit() for char in found.group()) >= LONG else found.group()


_NUMBERED = (
    r"(?:aktenzeichen|geschäftszeichen|kassenzeichen|az|gz|vorgangs?(?:nummer|nr)|vorgang nr"
    r"|antrags?(?:nummer|nr)|kunden(?:nummer|nr)|mitglieds?(?:nummer|nr)|versicherten(?:nummer|nr)"
    r"|versicherungs(?:nummer|nr)|renten(?:versicherungs)?nummer|steuer-?(?:nummer|nr|id"
    r"|identifikationsnummer)|steuerliche identifikationsnummer|idnr|ausweis(?:nummer|nr)"
    r"|personalausweis(?:nummer|nr)|reisepass(?:nummer|nr)|pass(?:nummer|nr)"
    r"|bedarfsgemeinschafts?(?:nummer|nr)|bg-nummer|kindergeldnummer|sozialversicherungsnummer"
    r"|rechnungs(?:nummer|nr)|bescheid(?:nummer|nr)|fahrgestellnummer|personalnummer|kontonummer"
    r"|telefon(?:nummer|nr)?|tel|handy(?:nummer|nr)?|mobil(?:nummer)?|fax|rufnummer)"
)
_GIVEN = re.compile(
    rf"(?<!\w)({_NUMBERED}\.?(?:\s+(?:ist|lautet|nr\.?))?\s*[:=]?\s*)"
    r"((?:[A-Za-zÄÖÜäöü]{0,4}[ ./-]?){0,2}(?=[^\s,;?!]*\d)[^\s,;?!]+"
    r"(?:[ ./-](?=[^\s,;?!]*\d)[^\s,;?!]+)*)",
    re.IGNORECASE,
)


def _given(found: re.Match[str]) -> str:
    """What stands behind „Aktenzeichen“ and the like goes, the full stop after it stays."""
    return f"{found.group(1)}{NUMBER}{'.' if found.group(2).endswith('.') else ''}"


_STREETS = (
    r"(?:straße|strasse|str\.|str|weg|platz|allee|gasse|ring|ufer|damm|steig|pfad|stieg|zeile|wall"
    r"|chaussee|promenade|siedlung|hof|berg|markt|graben|winkel|wiese|wiesen|feld|park|brücke|tor)"
)
_NO_HOME = (
    r"(?:bundes|landes|kreis|staats|park|stell|spiel|arbeits|sport|rast|wohn|kita|studien|ausbildungs"
    r"|rad|feld|rechts|verwaltungs|fest|camping|zelt|sitz|schul|bau|pflege|krippen|betreuungs|lösungs"
    r"|instanzen|um|wander|gehweg|haus|bahn|friedhof)"
)
_HOUSE = r"\d{1,3}(?:\s?[a-hA-H](?!\w))?(?:\s?[-/–]\s?\d{1,3}\s?[a-hA-H]?(?!\w))?(?!\d)"
_ADDRESS = re.compile(
    rf"(?<!\w)(?!(?i:{_NO_HOME}(?:s)?{_STREETS}))"
    rf"(?:(?:(?:An?m?|Im?n?|Auf|Zum|Zur|Unter|Hinter|Vor)\s+(?:der\s+|dem\s+|den\s+)?)?"
    rf"(?:[A-ZÄÖÜ][\w.]{{0,29}}[\s-]){{0,3}}[A-Za-zÄÖÜäöüß]{{0,29}}(?i:{_STREETS}))\s?(?:(?i:nr\.?|nummer)\s?)?"
    rf"{_HOUSE}(?!\s?(?i:{_UNITS}))"
)
_AT = re.compile(
    r"(?<!\w)(?:Am|Zum|Zur|An der|An den|Auf der|Auf dem|In der|In den|Unter den|Hinter der|Im)\s+"
    r"(?!(?:Jahr|Jahre|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag|Artikel|Antrag"
    r"|Formular|Haushaltsjahr|Klasse|Stufe|Monat|Umkreis|Alter|Quartal|Abschnitt|Paragraf|Anlage"
    r"|Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
    r"|Pflegestufe|Pflegegrad|Woche|Zone|Stock|Raum|Zimmer|Schnitt|Durchschnitt|Fall)\b)"
    rf"(?:[A-ZÄÖÜ][a-zäöüß]+\s){{0,1}}{_CAPITAL}\s{_HOUSE}(?!\s?(?i:{_UNITS}))(?![.,]\d)"
)

# --- names --------------------------------------------------------------------------------------

_OFFICES = frozenset(
    (
        *("Bürgermeister", "Bürgermeisterin", "Oberbürgermeister", "Oberbürgermeisterin"),
        *("Landrat", "Landrätin", "Präsident", "Präsidentin", "Minister", "Ministerin"),
        *("Pfarrer", "Pfarrerin", "Richter", "Richterin", "Staatsanwalt", "Staatsanwältin"),
        *("Doktor", "Professor", "Professorin", "Lehrer", "Lehrerin", "Notar", "Notarin"),
    )
)
_STOPS = frozenset(
    (
        *("und", "ich", "habe", "bin", "aus", "wohne", "will", "möchte", "kann", "muss", "brauche"),
        *("mein", "meine", "der", "die", "das", "hier", "wie", "wo", "was", "wann", "in", "im"),
        *("bei", "mit", "von", "zu", "oder", "aber", "jetzt", "nicht", "seit", "komme", "lebe"),
        *("suche", "hätte", "würde"),
    )
)
_OWN = re.compile(
    r"(?<!\w)(ich heiße|ich heisse|mein name ist|mein name:|name:|namens|wir heißen|genannt"
    r"|i am called|my name is)\s+"
    r"((?:(?:dr|prof|dipl)\.?\s*(?:-ing\.|med\.)?\s*)*[^\s,.;:!?\[\]]+)((?:\s+[^\s,.;:!?\[\]]+){0,3})",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(
    rf"(?<!\w)((?:(?i:mein|dein|sein|ihr|euer|unser|ein|kein|jed|manch)(?:e|er|em|en|es)?\s+)?)"
    rf"((?i:Herrn|Herr|Frau|Familie|Fam\.|Eheleute|Hr\.|Fr\.|Dr\.|Prof\.)\s+(?:(?:Dr|Prof|Dipl)\.?\s*"
    rf"(?:-Ing\.\s*)?|med\.\s*)*)({_NOBLE}\s+)?({_FULL})"
)
_AM = re.compile(rf"(?<!\w)((?i:ich bin|hier ist|hier spricht|i am)\s+)({_CAPITAL}\s+{_CAPITAL})")
_CLOSING = re.compile(
    r"((?:mit freundlichen grüßen|mit freundlichen gruessen|freundliche grüße|viele grüße"
    r"|beste grüße|liebe grüße|mfg|lg|vg|gruß|gruss)[\s,.!]+)(\S+(?:\s+\S+){0,3})\s*$",
    re.IGNORECASE,
)


@cache
def first_names() -> frozenset[str]:
    """Frequent first names, lower case; without those that are words as well."""
    text = files(__package__).joinpath("first_names.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(name.lower() for line in lines for name in line.split())


def _hide_addressed(text: str) -> str:
    return _ADDRESSED.sub(_addressed, text)


def _addressed(found: re.Match[str]) -> str:
    """„Frau Beispiel“ is a name, „meine Frau Elterngeld“ is not; „Herr Landrat“ is an office."""
    whose, title, _noble, name = found.groups()
    words = name.split()
    kept: list[str] = []
    while words and words[0] in _OFFICES:
        kept.append(words.pop(0))
    if not words or (whose.strip() and words[0].lower() not in first_names()):
        return found.group()
    return " ".join([f"{whose}{title}".rstrip(), *kept, NAME])


def _hide_own(text: str) -> str:
    return _OWN.sub(_own, text)


def _own(found: re.Match[str]) -> str:
    """After „ich heiße“ the next word is a name, also in small letters, with what follows it."""
    lead, first, more = found.groups()
    if first.lower() in _STOPS:
        return found.group()
    goes_on = _SURNAME.match(more) if first[:1].isupper() else _SMALL_SURNAME.match(more)
    rest = more[goes_on.end() :] if goes_on else more
    return f"{lead} {NAME}{rest}"


_SURNAME = re.compile(rf"(?:\s+(?:{_NOBLE}\s+)?{_CAPITAL}){{1,2}}")
_SMALL_SURNAME = re.compile(rf"\s+(?:{_NOBLE}\s+)?(?!(?:{'|'.join(sorted(_STOPS))})\b)\S+")


def _hide_first_names(text: str) -> str:
    return _RUN.sub(_named, text)


_RUN = re.compile(rf"(?<![\w\[]){_CAPITAL}(?:\s+(?:{_NOBLE}\s+)?{_CAPITAL})*")
_WORD = re.compile(rf"(?:{_NOBLE}\s+)?{_CAPITAL}")


def _named(found: re.Match[str]) -> str:
    """A frequent first name goes, and with it the word behind it that looks like a surname."""
    told: list[str] = []
    is_surname_next = False
    for word in _WORD.findall(found.group()):
        if _is_first_name(word):
            is_surname_next = True
        elif is_surname_next and not word.lower().endswith(_NOUNS):
            is_surname_next = False
        else:
            is_surname_next = False
            told.append(word)
            continue
        if told[-1:] != [NAME]:
            told.append(NAME)
    return " ".join(told)


def _is_first_name(word: str) -> bool:
    return all(part in first_names() for part in word.lower().split("-"))


_NOUNS = (
    *("ung", "heit", "keit", "schaft", "tät", "ion", "geld", "schein", "ausweis", "antrag", "pass"),
    *("straße", "platz", "weg", "schule", "kirche", "steuer", "amt", "recht", "hilfe", "karte"),
    *("urkunde", "kind", "zuschuss", "beihilfe", "bescheid", "führerschein", "kita", "garten"),
)


def _hide_closing(text: str) -> str:
    return _CLOSING.sub(lambda found: f"{found.group(1)}{NAME}", text)


_STEPS: tuple[Callable[[str], str], ...] = (
    _replace(
        r"[\w.+%-]{1,64}\s?(?:@|\(at\)|\[at\]|\bat\b(?=\s\w+\.\w))\s?[\w-]+(?:\.[\w-]+)+", MAIL
    ),
    _replace(r"(?<!\w)(?:https?://|www\.)\S+", LINK, re.IGNORECASE),
    _replace(r"(?<!\w)@[\w.]{2,}", NAME),
    _replace(r"(?<!\w)[A-Z]{2}\d{2}(?:[ -]?\d){11,30}(?!\w)", ACCOUNT, re.IGNORECASE),
    _replace(
        r"(?<!\w)[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?(?!\w)", ACCOUNT
    ),
    lambda text: _GIVEN.sub(_given, text),
    _replace(
        rf"(?<![\w.])(?:\d{{1,2}}\.\s?(?:\d{{1,2}}\.|{_DAYS})\s?(?:\d{{4}}|\d{{2}})|\d{{4}}-\d\d-\d\d"
        r"|\d{1,2}/\d{1,2}/\d{4})(?!\w)",
        DAY,
        re.IGNORECASE,
    ),
    _replace(r"(?<!\w)\d{2}\s?\d{6}\s?[A-Z]\s?\d{3}(?!\w)", NUMBER),
    _replace(r"(?<![\w/])\d{1,3}\s(?:[A-Z][a-z]?|[A-Z]{2,3})\s\d{1,5}/\d{2}(?!\d)", NUMBER),
    _replace(
        r"(?<![\w-])(?!(?:DIN|ISO|EN|EU|EG|VO|SGB|KFW|BAFA|A|B|C)-)"
        r"[A-ZÄÖÜ]{1,3}-[A-Z]{1,2}[ -]?\d{1,4}[EH]?(?![\w-])",
        PLATE,
    ),
    lambda text: _ADDRESS.sub(HOME, text),
    lambda text: _AT.sub(HOME, text),
    _hide_phones,
    _replace(
        r"(?<![\w-])(?=[A-Z0-9]{8,12}(?!\w))(?=(?:[A-Z]*\d){3})(?=\d*[A-Z])[A-Z0-9]+(?!\w)", NUMBER
    ),
    _hide_numbers,
    _hide_closing,
    _hide_own,
    _hide_addressed,
    lambda text: _AM.sub(lambda found: f"{found.group(1)}{NAME}", text),
    _hide_first_names,
)
