from django.apps import AppConfig


class CrisisCenterConfig(AppConfig):
    name = "crisis_center"

    def ready(self) -> None:
        from crisis_center import worker  # noqa: F401, PLC0415 tasks find their application by it
