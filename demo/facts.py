"""The facts of one invented case: who, where, when. Fills the slots of the texts."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

Case = dict[str, str]


def _words(text: str, separator: str | None = None) -> tuple[str, ...]:
    return tuple(text.split(separator))


_MEN = _words(
    "Albrecht Anton August Bernhard Clemens Dietmar Eberhard Emil Ferdinand Friedhelm Gerhard "
    "Gustav Heinrich Hermann Johannes Karl Konrad Leonhard Ludwig Manfred Oskar Rudolf Siegfried "
    "Theodor Walter Wilhelm"
)
_WOMEN = _words(
    "Adelheid Anneliese Berta Charlotte Dorothea Elfriede Erika Gertrud Hedwig Hildegard Irmgard "
    "Johanna Käthe Lieselotte Magdalena Ottilie Rosemarie Waltraud"
)
_SURNAMES = _words(
    "Ackerblom Birkenfeldt Brinkhorst Dachsleitner Distelkamp Ebersgrund Eschenloh Fahrenbrink "
    "Feldkötter Fichtenau Ginsterberg Grauwinkel Haferland Heidbrede Holzapfler Immenrode "
    "Jägersruh Kaltenbrunn Kiebitzmoor Kornblume Lärchenfeld Lindenschmidt Mohrendiek Mühlhaupt "
    "Nesselkamp Ohlendiek Pappelreuter Quellhorst Rautenstrauch Roggenkamp Sandhövel Schlehbusch "
    "Silberbach Steinhagel Tannhofer Torfstich Ulmenried Vogelpohl Wacholder Weidenhaupt "
    "Wiesenthaler Wolkenstedt Zaunkötter Ziegelbrand"
)
_STREETS = _words(
    "Lindenweg 4|Mühlenstraße 17|Bahnhofstraße 32|Am Anger 6|Färberweg 11|Obere Straße 3|"
    "Gartenstraße 28|Schulstraße 9|Zum Eulenberg 15|Hauptstraße 54|Am Siechenhof 2|Marktstraße 21|"
    "Ziegeleiweg 8|Postgasse 5|Wiesengrund 13|Feldstraße 40|Am Wasserwerk 1|Kirchplatz 7",
    "|",
)
_PLACES = ("Musterstadt", "Beispielingen", "Probedorf", "Nirgendheim", "Altenmuster", "Musterfelde")
_NEIGHBOUR_PLACES = ("Nachbarau", "Hinterau", "Vorderau", "Auenprobe")
_MONTHS = _words(
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
)


def make_case(rng: np.random.Generator, year: int, *, neighbour: bool = False) -> Case:
    """Invent a case that is decided in ``year``; dates run backwards from ``date``."""
    last = [str(name) for name in rng.choice(_SURNAMES, 16, replace=False)]
    streets = [str(street) for street in rng.choice(_STREETS, 2, replace=False)]
    decided = date(year, 1, 20) + timedelta(days=int(rng.integers(0, 320)))
    place = str(rng.choice(_NEIGHBOUR_PLACES if neighbour else _PLACES))
    parcel = int(rng.integers(12, 380))
    case = {
        "owner": _full_name(rng, last[0]),
        "neighbour": _full_name(rng, last[1], women=False),
        "neighbour_last": last[1],
        "applicant": _full_name(rng, last[2]),
        "officer": last[3],
        "clerk": last[4],
        "chair": last[5],
        "street": streets[0],
        "street2": streets[1],
        "place": place,
        "county": "Nachbarau" if neighbour else "Musterland",
        "seat": "Nachbarau" if neighbour else "Musterstadt",
        "gemarkung": place,
        "flur": str(rng.integers(1, 24)),
        "parcel": f"{parcel}/{rng.integers(1, 9)}",
        "parcel2": f"{parcel + int(rng.integers(1, 5))}",
        "sheet": f"{rng.integers(101, 998):04d}",
        "width": f"{rng.integers(30, 46) / 10:.2f}".replace(".", ","),
        "length": f"{rng.integers(12, 48)},{rng.integers(1, 10)}0",
        "area": str(rng.integers(24, 190)),
        "count": str(rng.choice(["vier", "sechs", "acht", "zehn", "zwölf"])),
        "fee": _money(rng, year),
        "file": f"63-{rng.integers(10, 99)}/{year % 100:02d}-{rng.integers(100, 990)}",
        "year": str(year),
        "iso_date": decided.isoformat(),
        "project": "Neubau eines Wohnhauses",
        "project_short": "Neubau eines Wohnhauses",
    }
    case |= {f"m{index}": last[5 + index] for index in range(1, 9)}
    for slot, back in (("date", 0), ("date2", -24), ("date3", 47)):
        case[slot] = long_date(decided - timedelta(days=back + int(rng.integers(0, 9))))
    case["stamp_date"] = stamp_date(decided + timedelta(days=int(rng.integers(1, 5))))
    return case


def long_date(day: date) -> str:
    """The way offices write it: 4. März 1958."""
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"


def stamp_date(day: date) -> str:
    """The way a band stamp prints it: 04. MRZ. 1958."""
    month = _MONTHS[day.month - 1]
    short = "MRZ" if month == "März" else month[:3].upper()
    return f"{day.day:02d}. {short}. {day.year}"


def _full_name(rng: np.random.Generator, last: str, *, women: bool = True) -> str:
    first = _WOMEN if women and rng.random() < 0.3 else _MEN
    return f"{rng.choice(first)} {last}"


def _money(rng: np.random.Generator, year: int) -> str:
    """A fee in the currency of its time."""
    if year >= 2002:
        return f"{rng.integers(180, 900)},00 Euro"
    return f"{rng.integers(24, 480)},{rng.choice(['00', '50'])} DM"
