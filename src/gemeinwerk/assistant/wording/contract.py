"""What goes into a worded answer and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

MAX_SECONDS = 120
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Model:
    """Where the language model is asked, and how much of it is put up with.

    ``url`` is the address above ``/chat/completions``. ``timeout_seconds`` holds for everything
    from the look-up of the name to the last sign, ``connect_seconds`` for the connection alone.
    """

    url: str
    name: str
    key: str = field(default="", repr=False)
    timeout_seconds: float = 20.0
    connect_seconds: float = 3.0
    max_tokens: int = 500


@dataclass(frozen=True, slots=True)
class Source:
    """A quote as the model gets it; its number is its place in the list, from 1 on.

    ``text`` is the verbatim quote. The others say where it stands: they may name the matter of a
    sentence, never give it a figure.
    """

    text: str
    title: str = ""
    heading: str = ""
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that stood the check. Plain text; each number in ``citations`` holds it alone."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Worded:
    """A worded answer: the sentences that stood the check, and how many did not."""

    sentences: tuple[Sentence, ...]
    dropped: int = 0


class Reason(StrEnum):
    """Why the quotes stand alone. For the log and for tests; the asker needs none of it."""

    OFF = "off"
    UNREACHABLE = "unreachable"
    TOO_SLOW = "too_slow"
    REFUSED = "refused"
    UNREADABLE = "unreadable"
    TOO_LONG = "too_long"
    BROKEN_OFF = "broken_off"
    SAID_NOTHING = "said_nothing"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing new for a second: time for the caller to see whether somebody still listens."""


@dataclass(frozen=True, slots=True)
class Said:
    """The next sentence; to be taken back if the end brings no answer."""

    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Done:
    """The end. ``worded`` is the whole answer; without it the quotes stand, for ``reason``."""

    worded: Worded | None = None
    reason: Reason | None = None


Event = Waiting | Said | Done


def is_address_allowed(url: str) -> bool:
    """Whether a model may be asked there: https, or http on this machine only."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return False
    if parts.username or parts.password or parts.query or parts.fragment or not host:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
