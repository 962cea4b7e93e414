from django.apps import AppConfig


class CostsConfig(AppConfig):
    name = "gemeinwerk.governance.costs"
    label = "costs"

    def ready(self) -> None:
        """Let resolutions set cost keys and release budgets."""
        from gemeinwerk.governance.costs import effects  # noqa: PLC0415 – needs models

        effects.register_all()
