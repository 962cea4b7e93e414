"""German words that turn a sentence: what they say may be neither added nor left out.

All are folded (``fold_letters``): ü is ue, ß is ss. Chosen on the choosing half of
``benchmarks/wording.py``; a word too many costs a sentence, a word too few may cost a right.
"""

from __future__ import annotations


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _classes(**groups: str) -> dict[str, str]:
    return {word: name for name, words in groups.items() for word in words.split()}


TURNING = _classes(
    no="""nicht nichts nie niemals niemand niemanden niemandem kein keine keinem keinen keiner
    keines keinerlei keinesfalls keineswegs weder nirgends nimmer""",
    without="ohne ausser ausgenommen statt anstatt anstelle trotz trotzdem",
    must="""muss muesst muesste muessten muessen musst musste mussten""",
    may="darf darfst duerfen duerft duerfte duerften durfte durften",
    can="kann kannst koennen koennt koennte koennten konnte konnten",
    shall="soll sollen sollst sollt sollte sollten",
    would="""wuerde wuerden waere waeren haette haetten moechte moechten will wollen wolle""",
    only="nur ausschliesslich lediglich allein alleine erst einzig bloss",
    condition="""wenn falls sofern soweit solange ob bevor nachdem sobald sodass damit indem obwohl
    obgleich vorausgesetzt sei""",
    hedge="""grundsaetzlich meist meistens meistenteils oft haeufig gegebenenfalls ggf ggfs
    eventuell evtl teilweise vielleicht moeglicherweise normalerweise ueblicherweise manchmal
    gewoehnlich ausnahmsweise voraussichtlich regelmaessig generell insbesondere beispielsweise""",
    all="""alle allem allen aller alles jede jedem jeden jeder jedes immer stets jederzeit
    saemtliche saemtlichen saemtlicher beide beiden beider""",
    some="""einige einigen einiger einiges manche manchen mancher mehrere mehreren mehrerer viele
    vielen vieler wenige wenigen weniger""",
    more="mehr weitere weiteren weiterer zusaetzlich",
    either="oder bzw beziehungsweise entweder",
    but="sondern jedoch allerdings dennoch aber doch",
    yes="ja jawohl selbstverstaendlich natuerlich richtig stimmt korrekt genau",
    nay="nein falsch",
)

# Leaving these out of a sentence, with the part that they stand in, does not turn the rest.
MAY_BE_LEFT_OUT = frozenset(["some", "more", "but"])

# One "müssen" may stand for two.
SAID_ONCE = frozenset(["must", "may", "can", "shall", "either", "but", "some", "more"])

# Adjectives whose stem is that of a noun: persönlich, Person; zulässig, Zulassung.
DERIVED = tuple(
    suffix + ending
    for suffix in ("lich", "ig", "isch", "bar")
    for ending in ("", "e", "en", "er", "es", "em")
)

# Say nothing of their own: may be added and left out.
NEUTRAL = _set("""
    bitte dort ausserdem zudem ferner ebenfalls ebenso laut gemaess zufolge folgende folgenden
    folgender folgendes naemlich man betraegt betragen lautet lauten uhr hierbei hierfuer worden
    moechten gerne dessen deren bereits schon
""")

# Verbs that only link: "Der Ausweis ist ein Foto" needs more than a list of both.
LINKING = _classes(
    be="ist sind war waren sei seien",
    become="wird werden wurde wurden",
    have="hat haben hatte hatten",
)

# "Es kostet 5 Euro" may stand for "Die Gebühr beträgt 5 Euro", and the other way round.
COST_VERBS = _set("kostet kosten kostete")
COST_NOUNS = _set("kosten gebuehr gebuehren preis entgelt")

# Prepositions that turn what follows: "nach dem Umzug" is not "vor dem Umzug".
TURNING_PREPOSITIONS = _set("""
    vor nach seit bis ab waehrend mit ohne fuer gegen innerhalb ausserhalb unter ueber statt trotz
    wegen durch
""")
ARTICLES = _set("der die das dem den des ein eine einem einen einer eines")

# Tie the matter of a heading to a sentence: "die Gebühr für den Reisepass".
TIES = _set("fuer bei beim zu zum zur in im ins von vom am an laut gemaess nach")

# Verbs in two parts: "geben Sie den Antrag ab".
PARTICLES = _set("ab an auf aus bei ein her hin mit nach vor weg zu zurueck um durch")

# Forms whose vowel changes.
STRONG = {
    "gibt": "geben",
    "gilt": "gelten",
    "nimmt": "nehmen",
    "tritt": "treten",
    "spricht": "sprechen",
    "hilft": "helfen",
    "sieht": "sehen",
    "liest": "lesen",
    "trifft": "treffen",
    "wirbt": "werben",
    "verliert": "verlieren",
    "hat": "haben",
}

# Compounds in which the parts say the opposite of the whole: gebührenfrei is no Gebühr.
OPPOSING = (
    *("frei", "los", "leer", "verbot", "erlass", "befreiung", "ermaessig", "verzicht", "wegfall"),
    *("ausnahme", "ausschluss", "sperre", "entzug", "widerruf"),
)

# What begins a sentence and points back at the one before.
POINTING = _set("""
    er dies diese dieser dieses diesem diesen dort dann damit dabei dafuer dazu davon darin darauf
    daran danach deshalb deswegen daher dadurch hierfuer hierzu hier ausserdem zudem ebenfalls
    jedoch aber doch auch sonst ansonsten andernfalls letztere letzterer letzteres beide seine
    sein solche solcher so allerdings dennoch trotzdem dementsprechend entsprechend derselbe
    dieselbe dasselbe ihre ihr
""")
IMPERSONAL = _set("""
    gibt ist sind wird werden besteht bestehen muss muessen kann koennen darf duerfen gelten gilt
    handelt empfiehlt fallen faellt entstehen
""")
WEEKDAYS = {
    "Mo": "montag",
    "Di": "dienstag",
    "Mi": "mittwoch",
    "Do": "donnerstag",
    "Fr": "freitag",
    "Sa": "samstag",
    "So": "sonntag",
}
