"""Whether a question only makes sense with the one before it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gemeinwerk.archive.search.german import tokens

SOME_WORDS = 4
MAX_EARLIER = 300

_GOES_ON = re.compile(
    r"^\s*(und|oder|aber|auch|also|dann|was ist mit|wie ist es mit|wie sieht es|gilt das|gilt dies"
    r"|muss ich dafür|brauche ich dafür|bekomme ich das|geht das|wie lange|wie viel|wie teuer"
    r"|was kostet das|wo genau|wann genau|and|what about)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(  # „das“ before a noun is an article, „Sie“ is who is asked
    r"\b(?:[Dd]as(?!\s+(?:\w+\s+)?[A-ZÄÖÜ])|[Dd]ies(?:e[rsnm]?)?|[Dd]afür|[Dd]azu|[Dd]avon|[Dd]amit"
    r"|[Dd]abei|[Dd]arüber|[Dd]ort|es|ihn|ihm|er|sie|[Bb]eides|[Tt]his|[Tt]hat|it|there)\b"
)


def read_with(question: str, earlier: Sequence[str]) -> str:
    """Return the question with the last earlier one before it if it goes on with that, or ``""``.

    It does if it has hardly a word of its own, or begins or points like one that goes on and has
    few words. A question that stands by itself is never read with another: what was asked before
    must not colour it.
    """
    last = " ".join(earlier[-1].replace("\x00", " ").split()) if earlier else ""
    if not last:
        return ""
    own = sum(not token.word.is_stop for token in tokens(question, 40))
    goes_on = bool(_GOES_ON.search(question) or _POINTS_BACK.search(question))
    if own <= 1 or (goes_on and own < SOME_WORDS):
        return f"{last[:MAX_EARLIER]} – {question.strip()}"
    return ""
