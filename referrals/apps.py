from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases.services.closure import register_closing_check  # noqa: PLC0415 needs loaded models
        from cases.services.hand_over import register_cases_of  # noqa: PLC0415 needs loaded models
        from referrals.queries import cases_with_living_referral_of, living_referral_in_the_way  # noqa: PLC0415

        register_closing_check(living_referral_in_the_way)
        register_cases_of(cases_with_living_referral_of)
