"""How people sign in: by password with a second factor, or through the authority's own login.

Nobody signs up: a head or coordinator invites. A login through OpenID Connect is accepted for a
person who is here already, found by the verified e-mail address.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from gemeinwerk.members.models import Member, Person, RoleKind


class AccountAdapter(DefaultAccountAdapter):
    """Closes sign-up (people are invited) and says nothing after a login that worked."""

    silent = ("account/messages/logged_in.txt", "account/messages/logged_out.txt")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return f"Gemeinwerk: {' '.join(subject.split())}"

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *more: Any,
        **named: Any,
    ) -> None:
        if message_template not in self.silent:
            super().add_message(request, level, message_template, *more, **named)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Closes sign-up through the login provider too."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


def invitation(*, person_id: UUID, member: Member, role: str, origin: str) -> EmailMessage | None:
    """Write the letter to somebody who was invited (login door); None if the person is blocked.

    The same letter goes to people who have a password already: its link only sets a new one if
    they want that. The link works once and for three days (``PASSWORD_RESET_TIMEOUT``).
    """
    person = Person.objects.filter(id=person_id, is_active=True).first()
    if person is None:
        return None
    facts = {
        "person": person,
        "member": member,
        "role": RoleKind(role).label,
        "login_url": origin + reverse("account_login"),
        "password_url": origin + _password_path(person),
        "reset_url": origin + reverse("account_reset_password"),
    }
    body = render_to_string("members/email/invitation.txt", facts)
    subject = _("Gemeinwerk: you work for %(member)s") % {"member": member.name}
    return EmailMessage(subject=subject, body=body, to=[person.email])


def _password_path(person: Person) -> str:
    return reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(person),
            "key": default_token_generator.make_token(person),
        },
    )
