from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases import checks  # noqa: F401, PLC0415 registers itself; models are ready only now
        from cases.services import hand_over  # noqa: F401, PLC0415 a receiver connects when it is imported
