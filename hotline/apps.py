from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "hotline"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases.services.hand_over import register_other_work  # noqa: PLC0415 needs loaded models
        from hotline.services.hand_over import UNFINISHED_CALLS  # noqa: PLC0415 needs loaded models

        register_other_work(UNFINISHED_CALLS)
