from django.apps import AppConfig


class OparlConfig(AppConfig):
    name = "gemeinwerk.governance.oparl"
