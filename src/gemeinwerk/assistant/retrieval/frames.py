"""What questions have in common, whatever they are about.

A sentence encoder places „Wie kann ich einen Hund anmelden?“ near every text that sounds like
asking and applying. The mean of these frames is that direction; without it, what the question is
about decides. They name no topic on purpose.
"""

FRAMES = (
    "Was ist das?",
    "Was bedeutet das?",
    "Wie kann ich das beantragen?",
    "Wo kann ich einen Antrag stellen?",
    "Welche Unterlagen brauche ich dafür?",
    "Welche Voraussetzungen muss ich erfüllen?",
    "Was kostet das?",
    "Wie hoch ist die Gebühr?",
    "Wie lange dauert es?",
    "Welche Fristen muss ich beachten?",
    "Wer ist zuständig?",
    "An wen kann ich mich wenden?",
    "Wo finde ich weitere Informationen?",
    "Wo finde ich Hilfe und Beratung?",
    "Wie erreiche ich die zuständige Stelle?",
    "Wann ist geöffnet?",
    "Kann ich einen Termin vereinbaren?",
    "Gibt es finanzielle Unterstützung?",
    "Habe ich Anspruch auf diese Leistung?",
    "Welche Angebote gibt es?",
    "Welche Möglichkeiten habe ich?",
    "Wer kann daran teilnehmen?",
    "Was muss ich tun, wenn ich umziehe?",
    "Was passiert, wenn ich die Frist verpasse?",
    "Muss ich mich anmelden?",
    "Darf ich das ohne Genehmigung?",
    "Ist das verboten?",
    "Wie funktioniert das?",
    "Welche Aufgaben hat die Behörde?",
    "Welche Rechte und Pflichten habe ich?",
    "Wie viele gibt es davon?",
    "Warum ist das wichtig?",
    "Welche Regeln gelten?",
    "Was muss ich beachten?",
    "Welche Rolle spielt das?",
    "Wie kann ich mich bewerben?",
    "Wohin muss ich gehen?",
    "Welche Kosten werden übernommen?",
    "Was ist der Unterschied?",
    "Für wen ist das gedacht?",
)

FRAME_WORDS = 5
"""A question of fewer words has no frame: „Biotonne Leerung?“"""

_WEAK = """
art arten bedeuten bedeutet beachten beantragen beantrage bekomme bekommen bekommt bestimmte
bestimmten benoetige benoetigen benoetigt brauche brauchen braucht duerfen erfahren erhalte
erhalten erhaelt finde finden findet frage fragen geben gehen geht gelten genau gilt gibt
information informationen konkret kontaktieren koennte lange mache machen macht man moechte
moechten moeglich moeglichkeit moeglichkeiten muessen speziell spezielle stehen steht tue tun
verfuegung versteht viele wann warum wenden weshalb wichtig wieso wieviel will wissen woher
wofuer wohin wollen womit
"""
WEAK_WORDS = frozenset(_WEAK.split())
"""Words that ask rather than say what about. They count little, but „beantragen“ can decide."""
