from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "gemeinwerk.governance"

    def ready(self) -> None:
        """Make the kinds of effect known that belong to no other part."""
        from gemeinwerk.governance.effects import joining, opening  # noqa: PLC0415 – needs models

        opening.register_all()
        joining.register_all()
