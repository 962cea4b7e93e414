"""Where to propose, then the terms, then a summary in words, then the motion."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members.access import page
from gemeinwerk.members.requests import MemberRequest
from gemeinwerk.portal.opening import actions, queries, things
from gemeinwerk.portal.opening.forms import OfferForm
from gemeinwerk.portal.opening.things import Thing
from gemeinwerk.sharing import wording
from gemeinwerk.sharing.permissions import OFFER


@require_http_methods(["GET", "HEAD", "POST"])
@page(OFFER)
def offer_collection(request: MemberRequest, key: UUID) -> HttpResponse:
    """Offer an own collection."""
    return _lead(request, things.own_collection(key))


@require_http_methods(["GET", "HEAD", "POST"])
@page(OFFER)
def offer_base(request: MemberRequest, base_id: int) -> HttpResponse:
    """Offer an own knowledge base."""
    return _lead(request, things.own_base(base_id))


def _lead(request: MemberRequest, thing: Thing) -> HttpResponse:
    """Lead through the steps; ``confirmed`` and ``change`` are the buttons of the summary."""
    targets = queries.list_targets(request.actor)
    target = _chosen(request, targets)
    context: dict[str, Any] = {"thing": thing, "targets": targets}
    if target is None:
        return render(request, "portal/share_target.html", context)
    form = OfferForm(request.POST or None, thing=thing, target=target, actor=request.actor)
    context |= {"form": form, "target": target}
    if "change" in request.POST or not form.is_valid():
        return render(request, "portal/share_form.html", context)
    if "confirmed" not in request.POST:
        return render(request, "portal/share_confirm.html", {**context, **_summary(form)})
    return _offer(request, context)


def _offer(request: MemberRequest, context: dict[str, Any]) -> HttpResponse:
    form = context["form"]
    try:
        motion = actions.offer_thing(
            target=context["target"],
            title=form.cleaned_data.get("title", ""),
            text=form.cleaned_data.get("text", ""),
            offer=form.offer,
            actor=request.actor,
        )
    except UserError as refusal:
        form.refuse(refusal)
        return render(request, "portal/share_form.html", context)
    messages.success(request, _("The offer is in the draft. Read it once more, then propose it."))
    return redirect("voting:motion", alliance_id=motion.alliance_id, motion_id=motion.id)


def _chosen(request: MemberRequest, targets: list[queries.Target]) -> queries.Target | None:
    if len(targets) == 1:
        return targets[0]
    wanted = request.GET.get("ziel", "")
    return next((target for target in targets if target.code == wanted), None)


def _summary(form: OfferForm) -> dict[str, Any]:
    """What the summary says: what the partners will see, and the terms."""
    offer = form.offer
    return {
        "consequence": form.thing.consequence(
            grantee=form.partners,
            right=offer.right,
            includes_personal=offer.includes_personal,
        ),
        "rows": [
            (_("Agreement"), offer.agreement.title),
            (_("Roles that may use it"), wording.roles(offer.roles)),
            (_("Purpose"), offer.purpose),
            (_("Legal basis"), offer.legal_basis),
            (_("From – to"), wording.period(offer)),
        ],
    }
