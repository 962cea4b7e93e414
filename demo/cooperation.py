"""What the invented members decide together. Nothing here exists; every text says so."""

from __future__ import annotations

from dataclasses import dataclass

from demo.people import COUNTY, NEIGHBOUR, TOWN, VILLAGE

ALLIANCE = "Digitales Musterland (erfundenes Bündnis)"
PURPOSE = (
    "Zwei Landkreise und zwei ihrer Gemeinden digitalisieren gemeinsam: einmal entwickeln,"
    " gemeinsam nutzen, über Grenzen hinweg Auskunft geben."
    " Alle Beteiligten und Texte sind erfunden."
)
FOUNDERS = (COUNTY, NEIGHBOUR, TOWN, VILLAGE)

INTENT_TITLE = "Absichtserklärung zur digitalen Zusammenarbeit (erfunden)"
INTENT_TEXT = (
    "Die Beteiligten wollen in der Digitalisierung zusammenarbeiten. Jedes Vorhaben wird von der"
    " Konferenz der Hauptverwaltungsbeamten einzeln beschlossen. (Erfundener Text.)"
)
AGREEMENT_TITLE = "Öffentlich-rechtliche Vereinbarung über die Baulastenauskunft (erfunden)"
AGREEMENT_TASK = "Auskunft aus dem Baulastenverzeichnis für Grundstücke an der Kreisgrenze"
AGREEMENT_TEXT = (
    "§ 1 Die Beteiligten geben einander Auskunft aus ihren Verzeichnissen und Bekanntmachungen.\n"
    "§ 2 Jede Behörde bleibt Eigentümerin ihrer Unterlagen.\n"
    "§ 3 Die Kosten trägt jede Behörde selbst, soweit nichts anderes beschlossen wird.\n"
    "(Erfundener Text.)"
)
AUTHORITY = "Aufsichtsbehörde Musterbezirk (erfunden)"
GAZETTE = "Amtsblatt Musterbezirk Nr. 12 (erfunden)"
ART26_TITLE = "Vereinbarung nach Art. 26 DSGVO zur Baulastenauskunft (erfunden)"
ART26_TEXT = (
    "Die Beteiligten legen fest: Betroffene informiert die Behörde, bei der die Akte liegt."
    " Anfragen beantwortet die Behörde, bei der sie eingehen. (Erfundener Text.)"
)

CONFERENCE = "Konferenz der Hauptverwaltungsbeamten"
WORKING_GROUP = "Arbeitskreis IT-Leitungen"
PROJECT_GROUP = "Projektgruppe Baulasten"

LEGAL_BASIS = "Vereinbarung der Beteiligten, § 1 (erfunden)"


PROGRAMME_TITLE = "Arbeitsprogramm der Vorhaben (erfunden)"
PROGRAMME_TEXT = (
    "Die genannten Vorhaben werden begonnen, erprobt, eingeführt oder beendet; die Kosten werden"
    " nach Einwohnern geteilt. (Erfundene Vorlage.)"
)
KEY_NAME = "Umlage nach Einwohnern (erfunden)"


@dataclass(frozen=True)
class InventedProject:
    """A project and how far it is: need, idea, proposed, approved, pilot, live or stopped."""

    title: str
    summary: str
    lead: str
    stage: str
    reason: str = ""


PROJECTS = (
    InventedProject(
        "Baulasten digital",
        "Das Verzeichnis wird gescannt, erkannt und über Kreisgrenzen hinweg auskunftsfähig."
        " (Erfundenes Vorhaben.)",
        COUNTY,
        "pilot",
    ),
    InventedProject(
        "Kfz-Ummeldung im Bürgerbüro",
        "Einwohner melden ihr Fahrzeug dort um, wo sie wohnen. (Erfundenes Vorhaben.)",
        NEIGHBOUR,
        "approved",
    ),
    InventedProject(
        "Gemeinsame Schulungen",
        "Ein Fortbildungsplan für alle, jede Behörde bietet einen Kurs an. (Erfundenes Vorhaben.)",
        TOWN,
        "live",
    ),
    InventedProject(
        "Auskunft per Chat",
        "Bürger fragen in eigenen Worten und erhalten Antworten mit Beleg. (Erfundenes Vorhaben.)",
        COUNTY,
        "idea",
    ),
    InventedProject(
        "Einheitliches Ratsinformationssystem",
        "Gemeinden wünschen sich ein System für alle Räte. (Erfundenes Vorhaben.)",
        VILLAGE,
        "need",
    ),
    InventedProject(
        "Eigene Videoplattform",
        "Eine selbst betriebene Plattform für Sitzungen. (Erfundenes Vorhaben.)",
        NEIGHBOUR,
        "stopped",
        "Eine fertige Lösung ist günstiger (erfunden).",
    ),
)
