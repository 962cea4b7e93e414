from django.apps import AppConfig


class AssistantConfig(AppConfig):
    name = "gemeinwerk.assistant"

    def ready(self) -> None:
        """Describe what programs may ask."""
        from gemeinwerk.assistant.interface import offering  # noqa: PLC0415 - needs the models

        offering.register_all()
