"""The letter to who left an address: the answer, for nobody knows the ticket any more."""

from __future__ import annotations

from uuid import UUID

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from gemeinwerk.assistant.handover import queries
from gemeinwerk.assistant.handover.actions import is_address
from gemeinwerk.assistant.handover.errors import HandoverUnknown
from gemeinwerk.members import queries as members
from gemeinwerk.members.context import member_context


def send_answer(*, member_id: int, handover_id: UUID) -> None:
    """Mail an answer, or why there is none. What was deleted since is not sent.

    The question is left out: whoever entered a wrong address must not write to strangers by us.
    """
    with member_context(member_id):
        try:
            found = queries.get_handover(handover_id)
        except HandoverUnknown:
            return
        authority = members.get_member(member_id).name
    if found.state not in queries.OVER or not is_address(found.contact):
        return
    subject = _("Your question to %(authority)s") % {"authority": authority}
    facts = {"handover": found, "authority": authority, "office": found.office_name}
    body = render_to_string("handover/email/answer.txt", facts)
    EmailMessage(subject=" ".join(subject.split()), body=body, to=[found.contact]).send()
