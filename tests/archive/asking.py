"""Asking for single records and deciding on it, for tests. All of it is invented."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.factories import House, record_of

from gemeinwerk.archive.models import AccessRequest, ConfirmedPeriod, Decision, Page
from gemeinwerk.archive.protection import actions as protection
from gemeinwerk.archive.requests import actions
from gemeinwerk.archive.requests.actions import Wish
from gemeinwerk.archive.requests.rules import Terms
from gemeinwerk.kernel import clock

WISH = Wish(
    description="Bauakte Mühlweg 4 (erfunden)",
    purpose="official",
    purpose_text="Prüfung eines Bauantrags auf dem Nachbargrundstück",
    basis="task",
    basis_text="Bauaufsicht im eigenen Gebiet (erfunden)",
)


def ask(asker: House, owner: House, wish: Wish = WISH, *, role: str = "clerk") -> AccessRequest:
    """Ask as a person of ``asker``."""
    with asker.context(role):
        return actions.make_request(owner_id=owner.member.id, wish=wish, actor=asker.actor(role))


def permit(
    owner: House,
    asked: AccessRequest,
    page: Page,
    *,
    right: str = "read",
    valid_from: date | None = None,
    valid_to: date | None = None,
    conditions: str = "Ergebnisse nur ohne Namen",
) -> Decision:
    """Permit the record of a page, as the owner's records officer."""
    today = clock.today()
    terms = Terms(right, valid_from or today, valid_to or today, conditions)
    with owner.context():
        return actions.permit(
            request_id=asked.id,
            record_id=record_of(page).id,
            terms=terms,
            actor=owner.actor(),
        )


def confirm(house: House, **dates: Any) -> ConfirmedPeriod:
    """Put the periods of the house's Land into force, and rearrange its records."""
    told = {"valid_from": clock.today(), "valid_to": None} | dates
    with house.context():
        period = protection.confirm_period(was_read=True, **told, actor=house.actor())
    protection.protect(member_id=house.member.id)
    return period


def withdraw(house: House) -> None:
    """Withdraw the confirmed periods; nothing is rearranged."""
    with house.context():
        protection.withdraw_period(actor=house.actor())
