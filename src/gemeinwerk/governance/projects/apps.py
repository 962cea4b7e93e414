from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "gemeinwerk.governance.projects"

    def ready(self) -> None:
        """Make the effects on projects and standards known."""
        from gemeinwerk.governance.projects import kinds  # noqa: PLC0415 - needs the models

        kinds.register_all()
