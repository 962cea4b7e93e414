"""Template tags of the design system: ``{% load ui %}``. Every tag is shown on ``/ui/``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.forms import BaseForm
from django.http import HttpRequest
from django.template import Context, TemplateSyntaxError, loader
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()

ALERT_ICONS = {"info": "info", "success": "check", "warning": "warning", "danger": "danger"}
BADGE_ICONS = ALERT_ICONS | {"neutral": ""}
BUTTON_KINDS = ("primary", "secondary", "tertiary", "danger")


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw a symbol of ``ui/icons.svg``; it only decorates, so screen readers skip it."""
    return format_html(
        '<svg class="gw-icon" width="24" height="24" viewBox="0 0 24 24" aria-hidden="true" '
        'focusable="false"><use href="{}#{}"></use></svg>',
        static("ui/icons.svg"),
        name,
    )


@register.inclusion_tag("ui/components/button.html")
def button(
    label: str,
    *,
    url: str | None = None,
    kind: str = "primary",
    icon: str = "",
    type: str = "submit",
    name: str = "",
    value: str = "",
    small: bool = False,
    about: str = "",
    download: bool = False,
) -> dict[str, Any]:
    """A button, or a link that looks like one if ``url`` is given; an empty one is a mistake of the
    template (a variable of another block), which would turn "Cancel" into a button that submits.

    ``about`` is read after the label by screen readers only ("Open – council minutes 1987"), so
    that ten "Open" buttons in a table differ.
    """
    _require_one_of("button", kind, BUTTON_KINDS)
    if url == "":
        raise ValueError(f"button “{label}”: the address is empty")
    return {
        "label": label,
        "url": url,
        "kind": kind,
        "icon": icon,
        "type": type,
        "name": name,
        "value": value,
        "small": small,
        "about": about,
        "download": download,
    }


@register.simple_block_tag(takes_context=True)
def alert(context: Context, content: str, kind: str, title: str, live: bool = False) -> SafeString:
    """A notice (info, success, warning, danger); ``live`` lets screen readers announce it."""
    _require_one_of("alert", kind, ALERT_ICONS)
    return _render(
        context,
        "alert",
        {
            "kind": kind,
            "title": title,
            "body": _trimmed(content),
            "icon": ALERT_ICONS[kind],
            "live": live,
        },
    )


@register.inclusion_tag("ui/components/alert.html")
def message_alert(message: Any) -> dict[str, Any]:
    """Show one message of django.contrib.messages as an alert."""
    kind = "danger" if message.level_tag == "error" else message.level_tag
    if kind not in ALERT_ICONS:
        kind = "info"
    return {
        "kind": kind,
        "title": str(message),
        "body": "",
        "icon": ALERT_ICONS[kind],
        "live": True,
    }


@register.inclusion_tag("ui/components/errors.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """What is wrong in a form, as links to its fields; nothing if nothing is wrong."""
    hidden = [error for bound in form.hidden_fields() for error in bound.errors]
    return {
        "general": [*form.non_field_errors(), *hidden],
        "fields": [bound for bound in form.visible_fields() if bound.errors],
    }


@register.filter
def has_required_fields(form: BaseForm) -> bool:
    """Whether a form marks any field with an asterisk, which it then has to explain."""
    return any(bound.field.required for bound in form.visible_fields())


@register.simple_block_tag(takes_context=True)
def table(
    context: Context,
    content: str,
    caption: str,
    *,
    dense: bool = False,
    hide_caption: bool = False,
) -> SafeString:
    """A table around ``<thead>`` and ``<tbody>``; small screens scroll it, the page stays."""
    return _render(
        context,
        "table",
        {"caption": caption, "rows": content, "dense": dense, "hide_caption": hide_caption},
    )


@register.inclusion_tag("ui/components/empty.html")
def empty(
    title: str,
    text: str,
    *,
    action_label: str = "",
    action_url: str = "",
    icon: str = "folder",
    level: int = 2,
) -> dict[str, Any]:
    """What to say, and what to do next, where there is nothing yet."""
    return {
        "title": title,
        "text": text,
        "action_label": action_label,
        "action_url": action_url,
        "icon": icon,
        "level": level,
    }


@register.inclusion_tag("ui/components/badge.html")
def badge(kind: str, label: str) -> dict[str, Any]:
    """A status in one or two words; the icon repeats the colour for those who cannot see it."""
    _require_one_of("badge", kind, BADGE_ICONS)
    return {"kind": kind, "label": label, "icon": BADGE_ICONS[kind]}


@register.inclusion_tag("ui/components/progress.html")
def progress(
    id: str,
    label: str,
    *,
    done: int,
    total: int,
    status: str = "",
    unit: str = "",
    poll_url: str = "",
    seconds: int = 2,
) -> dict[str, Any]:
    """How far a piece of work is; with ``poll_url`` htmx asks again every ``seconds``.

    ``poll_url`` answers with a page or fragment that contains the same tag under the same ``id``;
    leave ``poll_url`` out there once the work is done. Without JavaScript a link reloads the page.
    Screen readers hear the ``status`` and each full tenth, not every single step.
    """
    percent = _percent(done, total)
    tenth = _("%(percent)s percent done") % {"percent": percent // 10 * 10}
    return {
        "id": id,
        "label": label,
        "done": done,
        "total": total,
        "percent": percent,
        "status": status,
        "unit": unit,
        "poll_url": poll_url,
        "seconds": seconds,
        "announcement": f"{label}: {tenth}. {status}".strip(),
    }


@register.inclusion_tag("ui/components/pagination.html", takes_context=True)
def pagination(
    context: Context, page: Any, *, parameter: str = "page", label: str = ""
) -> dict[str, Any]:
    """Links to neighbouring pages that keep the other parameters of the address.

    ``page`` is a Django ``Page``, or anything with ``number``, ``has_previous`` and ``has_next``
    where the last page is not known.
    """
    request: HttpRequest = context["request"]
    paginator = getattr(page, "paginator", None)
    numbers: Iterable[int | str] = []
    if paginator:
        numbers = paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "label": label or _("Pages"),
        "is_needed": page.has_previous() or page.has_next(),
        "previous_url": _url_of_page(request, parameter, page.number - 1),
        "next_url": _url_of_page(request, parameter, page.number + 1),
        "steps": [
            {
                "number": number,
                "url": _url_of_page(request, parameter, number) if isinstance(number, int) else "",
                "current": number == page.number,
            }
            for number in numbers
        ],
        "last": paginator.num_pages if paginator else None,
    }


@register.inclusion_tag("ui/components/facts.html")
def facts(rows: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Terms with their values; a row whose value is empty or None is shown with a dash."""
    return {"rows": [(term, "–" if value in ("", None) else value) for term, value in rows]}


@register.simple_block_tag(takes_context=True)
def card(
    context: Context,
    content: str,
    title: str,
    *,
    url: str = "",
    icon: str = "",
    value: Any = None,
    meta: str = "",
    level: int = 2,
) -> SafeString:
    """A box with a heading; with ``url`` the whole box is the link, ``value`` is a big number."""
    facts = {
        "title": title,
        "url": url,
        "icon": icon,
        "value": value,
        "meta": meta,
        "level": level,
        "body": _trimmed(content),
    }
    return _render(context, "card", facts)


@register.inclusion_tag("ui/components/tabs.html")
def tabs(items: Iterable[Any], label: str) -> dict[str, Any]:
    """Views of one thing as links; items have label, url, current and optionally count."""
    return {"items": items, "label": label}


@register.simple_block_tag(takes_context=True)
def confirm(
    context: Context,
    content: str,
    trigger: str,
    *,
    title: str,
    button: str,
    action: str = "",
    kind: str = "danger",
    icon: str = "",
) -> SafeString:
    """A step that asks first: opening it shows ``title``, the content and the real button.

    The content stands inside the form, so it may bring fields of its own.
    """
    _require_one_of("confirm", kind, BUTTON_KINDS)
    return _render(
        context,
        "confirm",
        {
            "trigger": trigger,
            "title": title,
            "button": button,
            "action": action,
            "kind": kind,
            "icon": icon,
            "body": _trimmed(content),
        },
    )


@register.simple_block_tag(takes_context=True)
def upload(
    context: Context,
    content: str,
    label: str,
    *,
    id: str = "upload",
    name: str = "files",
    action: str = "",
    hint: str = "",
    accept: str = "",
    max_bytes: int = 0,
    button: str = "",
    done_url: str = "",
    done_label: str = "",
    error: str = "",
) -> SafeString:
    """A form for many files; ``ui/upload.js`` adds drag and drop, folders and progress.

    The content stands inside the form above the files (for instance the choice of a collection).
    With JavaScript each file is posted alone to ``action`` as ``name``, with ``path`` (folder and
    file name) beside it and ``Accept: application/json``; the answer is ``{"message": …}`` and
    optionally ``"url"``, with a status of 400 or above for a refusal.
    """
    return _render(
        context,
        "upload",
        {
            "label": label,
            "id": id,
            "name": name,
            "action": action,
            "hint": hint,
            "accept": accept,
            "max_bytes": max_bytes,
            "button": button or _("Upload"),
            "done_url": done_url,
            "done_label": done_label,
            "error": error,
            "body": _trimmed(content),
        },
    )


@register.simple_block_tag
def breadcrumbs(content: str) -> SafeString:
    """The way back; holds ``{% crumb %}`` tags, the last one without an address."""
    return format_html(
        '<nav class="gw-crumbs" aria-label="{}"><ol>{}</ol></nav>', _("You are here"), content
    )


@register.simple_tag
def crumb(label: str, url: str = "") -> SafeString:
    """One step of the way back; without ``url`` it is the page that is open."""
    if not url:
        return format_html('<li><span aria-current="page">{}</span></li>', label)
    return format_html('<li><a href="{}">{}</a></li>', url, label)


def _trimmed(content: str) -> SafeString:
    """The block's rendered (so already escaped) content; empty if it holds white space only."""
    return mark_safe(content.strip())  # noqa: S308


def _require_one_of(tag: str, kind: str, kinds: Iterable[str]) -> None:
    """Refuse a misspelt kind while the template is written, not on the user's screen."""
    if kind not in kinds:
        raise TemplateSyntaxError(f"{tag}: kind {kind!r} is not one of {', '.join(kinds)}")


def _render(context: Context, name: str, facts: Mapping[str, Any]) -> SafeString:
    """Render a component with its own facts only; forms get the CSRF token of the page."""
    component = loader.get_template(f"ui/components/{name}.html")
    return mark_safe(  # noqa: S308
        component.render({**facts, "csrf_token": context.get("csrf_token")})
    )


def _percent(done: int, total: int) -> int:
    """Whole percent; work without any step is done."""
    return 100 if total <= 0 else min(100, max(0, done * 100 // total))


def _url_of_page(request: HttpRequest, parameter: str, number: int) -> str:
    """The address of another page of the same list."""
    query = request.GET.copy()
    query[parameter] = str(number)
    return f"?{query.urlencode()}"
