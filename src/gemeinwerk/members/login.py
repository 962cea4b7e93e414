"""How people sign in: by password with a second factor, or through the authority's own login.

Nobody signs up: a head or coordinator invites. A login through OpenID Connect is accepted for a
person who is here already, found by the verified e-mail address.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closes sign-up; people are invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Closes sign-up through the login provider too."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False
