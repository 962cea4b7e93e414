"""Every address of ours asks who comes, but for those that are listed here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from gemeinwerk.members.access import guarded

PUBLIC = {
    "gemeinwerk.portal.views.show_home": "strangers learn there what this is",
    "gemeinwerk.portal.views.tell_health": "monitoring asks it, and it tells nothing",
    "gemeinwerk.members.oidc.login": "the way in",
    "gemeinwerk.members.oidc.callback": "the way back from the provider",
    "gemeinwerk.governance.interface.describing.show_document": "tells nothing of anybody",
    "gemeinwerk.governance.interface.views.refuse_address": "says in JSON that nothing is there",
    "gemeinwerk.governance.oparl.views.show_system": "strangers read what alliances publish",
    "gemeinwerk.governance.oparl.views.list_bodies": "the same",
    "gemeinwerk.governance.oparl.views.show_object": "the same",
    "gemeinwerk.governance.oparl.views.list_of_body": "the same",
    "gemeinwerk.governance.oparl.views.list_of_organization": "the same",
    "gemeinwerk.governance.oparl.views.send_file": "the same",
    "gemeinwerk.governance.oparl.views.refuse_address": "says in JSON that nothing is there",
    "gemeinwerk.assistant.interface.views.ask_desk": "citizens ask an open desk",
    "gemeinwerk.assistant.interface.views.rate_desk": "the same",
    "gemeinwerk.assistant.interface.views.hand_over_to_desk": "the same",
    "gemeinwerk.assistant.interface.mcp.views.serve_strangers": "the same",
    "gemeinwerk.assistant.public.views.ask": "citizens ask an authority that opened its page",
    "gemeinwerk.assistant.public.views.ask_in_widget": "the same on the authority's website",
    "gemeinwerk.assistant.public.views.rate": "says whether an answer helped",
    "gemeinwerk.assistant.public.views.show_article": "what public answers quote",
    "gemeinwerk.assistant.public.views.list_offices": "who helps citizens",
    "gemeinwerk.assistant.public.views.refuse_address": "says that nothing is there",
    "gemeinwerk.assistant.handover.desk_views.hand_over": "citizens hand a question over",
    "gemeinwerk.assistant.handover.desk_views.show_ticket": "its address is the key",
    "gemeinwerk.assistant.handover.desk_views.take_back": "and may delete it",
    "gemeinwerk.ui.views.show_samples": "invented samples of all components",
    "gemeinwerk.ui.views.answer_sample_upload": "answers there, keeps no file",
}
LOGIN = "konto/"  # allauth's views, and our account pages


def addresses(
    resolver: URLResolver | None = None, before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, here)
        else:
            yield here, pattern


def name_of(pattern: URLPattern) -> str:
    view = getattr(pattern.callback, "view_class", pattern.callback)
    return f"{view.__module__}.{view.__qualname__}"


OURS = [
    (address, pattern)
    for address, pattern in addresses()
    if name_of(pattern).startswith("gemeinwerk.") or not address.startswith(LOGIN)
]


def test_addresses_are_found() -> None:
    assert len(OURS) > 30
    assert {"suche/", "freigaben/", "journal/"} <= {address for address, _ in OURS}


@pytest.mark.parametrize(("address", "pattern"), OURS, ids=[address for address, _ in OURS])
def test_address_is_guarded_or_public_on_purpose(address: str, pattern: URLPattern) -> None:
    name = name_of(pattern)
    assert name.startswith("gemeinwerk."), "somebody else's view outside the login"
    assert (name in guarded) != (name in PUBLIC), name


def test_nothing_is_listed_as_public_that_is_not_there() -> None:
    assert {name_of(pattern) for _, pattern in OURS} >= PUBLIC.keys()


def names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """Names as ``reverse`` takes them, with the name space of their part."""
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from names(each, f"{space}{each.namespace}:" if each.namespace else space)
        else:
            assert each.name, each.pattern
            yield space + each.name


def test_every_address_has_a_name_of_its_own() -> None:
    counts = Counter(names(get_resolver()))
    assert counts.total() == len(list(addresses()))
    assert [name for name, number in counts.items() if number > 1] == []
