"""The page ``/ui/`` that shows each component in all its states. It stores nothing."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gemeinwerk.ui.samples import REFUSED_ENTRIES, SampleForm, sample_context


@require_http_methods(["GET", "POST"])
def show_samples(request: HttpRequest) -> HttpResponse:
    """Show all components; ``?refused`` shows the form with its errors."""
    entries = REFUSED_ENTRIES if "refused" in request.GET else None
    form = SampleForm(request.POST or entries)
    if request.method == "POST" and form.is_valid():
        messages.success(request, _("The sample form was filled in correctly. Nothing was stored."))
    number = request.GET.get("page", "4")
    page = Paginator(range(240), per_page=20).get_page(number)
    return render(request, "ui/samples.html", sample_context(form, page))


@require_POST
def answer_sample_upload(request: HttpRequest) -> JsonResponse:
    """Answer like a real upload, so that the drop zone can be tried; keeps no file."""
    name = request.POST.get("path", "")
    if not request.FILES:
        return JsonResponse({"message": _("No file arrived. Please choose one.")}, status=400)
    return JsonResponse({"message": _("%(name)s arrived. Nothing was stored.") % {"name": name}})
