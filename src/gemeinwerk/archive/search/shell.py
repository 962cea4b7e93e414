"""``gemeinwerk search``: the search of the pages, for scripts and the curious."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from gemeinwerk.archive.actions import note_search
from gemeinwerk.archive.search.queries import Hit, search
from gemeinwerk.members import queries as members
from gemeinwerk.members.context import member_context


def find(text: str, *, ags: str, number: int = 1) -> dict[str, Any]:
    """Return the documented object for a search as this member. Raises the search's UserErrors."""
    with member_context(door="operator"):
        member = members.get_member_by_ags(ags)
    with member_context(member.id):
        results = search(text, number=number)
        asked = f"{text} {number}"
        note_search(results=results, asked=asked, actor=members.operator(member))
        return {
            "version": 1,
            "query": text,
            "as": ags,
            "total": results.total,
            "is_more": results.is_more,
            "suggestions": list(results.suggestions),
            "hits": [_hit(hit) for hit in results.hits],
        }


def as_text(found: dict[str, Any]) -> str:
    """Return the same for a person at the shell."""
    lines = [_("%(total)d pages found") % found]
    for hit in found["hits"]:
        lines += [
            f"{hit['owner']} · {hit['collection']} · {hit['record']} · {hit['document']}"
            f", {_('page %(n)d') % {'n': hit['page']}}",
            "    " + hit["passage"].replace("\n", " "),
        ]
    if found["suggestions"]:
        lines.append(_("Did you mean: %(words)s?") % {"words": ", ".join(found["suggestions"])})
    return "\n".join(lines)


def _hit(hit: Hit) -> dict[str, Any]:
    document = hit.page.document
    return {
        "owner": document.collection.member.name,
        "collection": document.collection.name,
        "record": document.record.heading,
        "document": document.name,
        "document_id": str(document.id),
        "page": hit.page.number,
        "passage": "".join(f"[{text}]" if is_hit else text for text, is_hit in hit.passage),
    }
