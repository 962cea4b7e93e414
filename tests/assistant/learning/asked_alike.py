"""Questions of one kind in different words, a list for each kind. All invented.

On CHOOSE the weights of ``learning/grouping.py`` were chosen; REPORT tells how good they are.
"""

from __future__ import annotations

CHOOSE = [
    [
        "Wie melde ich eine Drohne an?",
        "Drohne anmelden, wo geht das?",
        "Muss ich meine Drohne beim Landkreis anmelden?",
    ],
    [
        "Gibt es einen Zuschuss für Lastenfahrräder?",
        "Bekomme ich Geld vom Landkreis für ein Lastenfahrrad?",
    ],
    ["Wie hoch ist die Hundesteuer?", "Was kostet ein Hund an Steuern?", "Hundesteuer Kosten"],
    [
        "Brauche ich für ein Carport eine Baugenehmigung?",
        "Kann ich mein Carport ohne Genehmigung bauen?",
    ],
    ["Was kostet ein Personalausweis?", "Wie teuer ist ein neuer Personalausweis?"],
    ["Wann hat das Bürgerbüro offen?", "Öffnungszeiten Bürgerbüro"],
    ["Wann hat die Zulassungsstelle offen?"],
    ["Wo bekomme ich einen Angelschein?", "Angelschein machen, wie geht das?"],
    ["Wer räumt den Schnee auf Gehwegen?", "Muss ich den Gehweg von Schnee räumen?"],
    ["Darf ich im Garten ein Feuer machen?", "Lagerfeuer im eigenen Garten erlaubt?"],
    ["Wie beantrage ich einen Schwerbehindertenausweis?", "Schwerbehindertenausweis beantragen"],
    ["Wo kann ich Sperrmüll anmelden?", "Sperrmüll abholen lassen, was muss ich tun?"],
    ["Wo kann ich Altpapier abgeben?"],
    ["Wo kann ich mein Auto anmelden?", "Wie melde ich ein Auto an?"],
    ["Wie melde ich ein Gewerbe an?", "Gewerbeanmeldung online möglich?"],
    [
        "Gibt es einen Zuschuss für Solaranlagen?",
        "Fördert der Landkreis eine Solaranlage auf dem Dach?",
    ],
    ["Gibt es einen Zuschuss für Klassenfahrten?"],
    ["Bekomme ich Geld vom Landkreis für Schulbücher?"],
    ["Muss ich meine Katze beim Landkreis anmelden?"],
    ["Muss ich meinen Pool beim Landkreis anmelden?"],
    ["Wie beantrage ich Wohngeld?", "Wer bekommt Wohngeld?"],
    ["Wie lange dauert ein Führungszeugnis?", "Führungszeugnis beantragen"],
]
REPORT = [
    [
        "Wie melde ich einen Imbisswagen an?",
        "Imbisswagen anmelden, wo muss ich hin?",
        "Muss ich meinen Imbisswagen bei der Stadt anmelden?",
    ],
    ["Gibt es Geld für Balkonkraftwerke?", "Fördert der Kreis ein Balkonkraftwerk?"],
    ["Wo melde ich Bienen an?", "Muss ich Bienenvölker anmelden?"],
    ["Wie bekomme ich einen Anwohnerparkausweis?", "Anwohnerparken: Was kostet der Ausweis?"],
    ["Wann kommt die Biotonne?", "Leerung der Biotonne wann?"],
    ["Wann kommt der Sperrmüll?"],
    ["Darf ich einen Baum im Garten fällen?", "Brauche ich eine Erlaubnis, um Bäume zu fällen?"],
    ["Wie hoch ist die Kurtaxe?", "Was zahle ich an Kurtaxe?"],
    ["Wie hoch ist die Zweitwohnungssteuer?"],
    ["Wo bekomme ich einen Fischereischein?", "Fischereischein verlängern"],
    ["Wo bekomme ich einen Jagdschein?"],
    ["Gibt es einen Nachtbus?", "Fährt nachts ein Bus?"],
    ["Gibt es ein Ruftaxi?"],
    ["Wie viel kostet ein Kitaplatz?", "Gebühren für den Kitaplatz"],
    ["Wie viel kostet ein Hortplatz?"],
    ["Gibt es einen Zuschuss für Regentonnen?", "Bekomme ich Geld für eine Regentonne?"],
    ["Muss ich mein Pferd beim Landkreis anmelden?"],
    ["Kann ich einen Raum im Rathaus mieten?", "Was kostet die Miete für einen Raum im Rathaus?"],
    ["Wie werde ich Schöffe?", "Als Schöffe bewerben"],
    ["Wer hilft bei Schulden?", "Gibt es eine Schuldnerberatung?"],
]


def pairs(kinds: list[list[str]]) -> list[tuple[str, str, bool]]:
    """All pairs of questions, and whether both are of one kind."""
    flat = [(text, number) for number, texts in enumerate(kinds) for text in texts]
    return [(a, b, m == n) for i, (a, m) in enumerate(flat) for b, n in flat[i + 1 :]]
