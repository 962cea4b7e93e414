"""How often one network address may ask. Counted in the memory of each web process: a stranger's
reading writes nothing to the database.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from time import time as now

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest

from gemeinwerk.governance.oparl.errors import TooMany

SECONDS = 60
IPV6_HOST_BITS = 64  # one connection has so many addresses of its own


def count(request: HttpRequest) -> None:
    """Count a request. Raises TooMany beyond ``settings.PUBLIC_REQUESTS`` a minute."""
    key = f"{_place(request)}@{int(now()) // SECONDS}"
    visitors = caches["visitors"]
    visitors.add(key, 0, 2 * SECONDS)
    if visitors.incr(key) > settings.PUBLIC_REQUESTS:
        raise TooMany


def _place(request: HttpRequest) -> str:
    """Return the network address, of IPv6 its network; behind a proxy as the login sees it."""
    text = get_adapter(request).get_client_ip(request)
    try:
        address = ip_address(text)
    except ValueError:
        return str(text)
    if isinstance(address, IPv6Address):
        return str(int(address) >> IPV6_HOST_BITS)
    return str(address)
