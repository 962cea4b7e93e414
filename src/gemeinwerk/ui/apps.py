"""Django app of the design system; it knows no other app and no database table."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """Register templates, template tags and static files under the label ``ui``."""

    name = "gemeinwerk.ui"
    label = "ui"
    verbose_name = _("Design system")
