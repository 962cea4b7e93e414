"""How people sign in: by password with a second factor, or through the authority's own login.

Nobody signs up: a head or coordinator invites. A login through OpenID Connect is accepted for a
person who is here already, found by the verified e-mail address.
"""

from __future__ import annotations

import logging
import unicodedata
from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from gemeinwerk.members.models import Member, Person, RoleKind
from gemeinwerk.members.oidc import OpenIDConnect, account_of

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Closes sign-up (people are invited) and says nothing after a login that worked."""

    silent = ("account/messages/logged_in.txt", "account/messages/logged_out.txt")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Return whose failures are counted: the address as people are found by it.

        allauth puts the Host header before it, in which the port is free to choose, and would count
        for itself each spelling with a letter that only upper case or NFKC makes a Latin one.
        """
        return unicodedata.normalize("NFKC", credentials.get("email", "")).casefold()

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
    """Lets people in who are here already; nobody signs up through the login provider either."""

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> OpenIDConnect:
        """Return the authority's login; SocialApp.DoesNotExist if none is set."""
        app = self.get_app(request, provider=provider, client_id=client_id)
        return OpenIDConnect(request, app=app)

    def list_providers(self, request: HttpRequest) -> list[OpenIDConnect]:
        return [OpenIDConnect(request, app=app) for app in self.list_apps(request)]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the person by the verified address at the first login, by the subject ever after.

        allauth's own login by address would take away the password that the person has here.
        """
        if sociallogin.account.pk:
            return
        emails = [address.email for address in sociallogin.email_addresses if address.verified]
        if not emails:
            raise _refusal(request, "socialaccount/address_unverified.html")
        person = _person_with(emails[0])
        if person is None:
            raise _refusal(request, "account/signup_closed.html")
        if not person.is_active:
            raise ImmediateHttpResponse(redirect("account_inactive"))
        sociallogin.account = account_of(sociallogin, person.id)
        sociallogin.user = sociallogin.account.user

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, exception: Exception | None = None, **more: Any
    ) -> None:
        """Tell the operator what the page does not say."""
        if exception is not None:
            logger.warning("Login through %s failed: %.300s", provider.name, exception)


def _refusal(request: HttpRequest, template: str) -> ImmediateHttpResponse:
    return ImmediateHttpResponse(render(request, template, status=403))


def _person_with(email: str) -> Person | None:
    """Return the person with this address; letters that the database equates do not count."""
    found = Person.objects.filter(email__iexact=email)
    return next((person for person in found if person.email.lower() == email.lower()), None)


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
