"""The ticket that a form carries, so that sending it twice hands over once."""

from __future__ import annotations

from django.core import signing

from gemeinwerk.assistant.handover.rules import new_ticket

SALT = "assistant.handover"
SECONDS = 24 * 60 * 60


def sealed_ticket() -> str:
    """Return a new ticket, sealed, so that nobody can choose one that others guess."""
    return signing.dumps(new_ticket(), salt=SALT)


def unseal_ticket(text: str) -> str:
    """Return the ticket of a form; a new one if the seal is old or broken."""
    try:
        return str(signing.loads(text, salt=SALT, max_age=SECONDS))
    except signing.BadSignature:
        return new_ticket()
