from importlib import import_module

from django.apps import AppConfig


class CostsConfig(AppConfig):
    name = "gemeinwerk.governance.costs"
    label = "costs"

    def ready(self) -> None:
        """Let resolutions set cost keys and release budgets."""
        import_module("gemeinwerk.governance.costs.effects")
