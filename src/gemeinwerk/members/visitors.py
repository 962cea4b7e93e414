"""How often one network address, or one key, may ask. Counted in the memory of each web process: a
stranger's reading writes nothing to the database.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from time import time as now

from allauth.account.adapter import get_adapter
from django.core.cache import caches
from django.http import HttpRequest

from gemeinwerk.members.errors import TooMany

SECONDS = 60
IPV6_HOST_BITS = 64  # one connection has so many addresses of its own


def count(request: HttpRequest, *, limit: int, what: str = "", seconds: int = SECONDS) -> None:
    """Count a request of its network address. Raises TooMany beyond ``limit`` in so many seconds.

    Requests for different things (``what``) are counted apart.
    """
    count_of(f"{what}:{_place(request)}", limit=limit, seconds=seconds)


def count_of(who: str, *, limit: int, seconds: int = SECONDS) -> None:
    """Count a request of whoever is called so. Raises TooMany beyond ``limit`` in that time."""
    key = f"{who}@{int(now()) // seconds}"
    visitors = caches["visitors"]
    visitors.add(key, 0, 2 * seconds)
    if visitors.incr(key) > limit:
        raise TooMany


def _place(request: HttpRequest) -> str:
    """Return the network address, of IPv6 its network; behind a proxy as the login sees it."""
    text = get_adapter(request).get_client_ip(request)
    try:
        address = ip_address(text)
    except ValueError:
        return str(text)
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped)  # else all of IPv4 would be one connection
    if isinstance(address, IPv6Address):
        return str(int(address) >> IPV6_HOST_BITS)
    return str(address)
