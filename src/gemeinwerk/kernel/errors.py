"""Errors that a user sees: what happened, and what to do about it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _


class UserError(Exception):
    """A refusal with a sentence for the person in front of the screen.

    A subclass per cause sets ``message``, a lazily translated template that is filled from the
    keyword arguments. ``code`` is stable and appears in JSON output and in the journal.
    """

    message: Any = _("This did not work. Please try again or ask your records officer.")

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(type(self).__name__)

    @property
    def code(self) -> str:
        """Stable name of the cause, e.g. ``QuorumMissing``."""
        return type(self).__name__

    def __str__(self) -> str:
        return str(self.message) % self.facts if self.facts else str(self.message)


class NotAllowed(UserError):
    """The actor lacks the right; pages answer 403."""

    message = _("You do not have the right to do this. Ask the head of your authority.")


class NotFound(UserError):
    """The object does not exist for this member; pages answer 404 and tell nothing more."""

    message = _("There is nothing here that you may see.")
