"""Whether a passage speaks of what a question is about at all. Pure.

A question has a subject, in German mostly its nouns: „Was kostet der Anwohnerparkausweis?“. What
has none of them, nor a part of them, may sound alike (there too something costs something) and is
about something else.
"""

from __future__ import annotations

from gemeinwerk.archive.search.german import Token, terms, tokens

MAX_WORDS = 60


def misses_subject(question: str, said: str) -> bool:
    """Tell whether a text has none of the nouns of a question, nor any part of them.

    False for a question without nouns: nothing can be said then.
    """
    nouns = [token for at, token in enumerate(tokens(question, MAX_WORDS)) if _is_noun(token, at)]
    if not nouns:
        return False
    there = {lexeme for token in tokens(said) for lexeme in terms(token.word).lexemes}
    return not any(there.intersection(terms(noun.word).lexemes) for noun in nouns)


def _is_noun(token: Token, at: int) -> bool:
    """Written large inside of the sentence. What is typed in small letters only says nothing."""
    is_large = token.raw[:1].isupper() and token.raw[1:2].islower()
    return at > 0 and is_large and not token.word.is_stop
