from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "gemeinwerk.governance.meetings"
