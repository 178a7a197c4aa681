"""The public pages, and where they are kept.

The language stands in the path by a converter of ours: Django's `i18n_patterns` would answer a missing
staff path by sending the worker to a public page of that name (decision 35).
"""

from django.conf import settings
from django.urls import path, register_converter

from website.views import keeping, public


class LanguageConverter:
    regex = "|".join(code for code, _name in settings.LANGUAGES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(LanguageConverter, "language")

app_name = "website"
urlpatterns = [
    path("", public.FrontDoor.as_view(), name="front_door"),
    path("public-pages/", keeping.PublicPages.as_view(), name="public_pages"),
    path("public-pages/numbers/<uuid:pk>/", keeping.ChangeNumber.as_view(), name="change_number"),
    path("public-pages/<slug:page>/<language:language>/", keeping.ChangeText.as_view(), name="change_text"),
    path("<language:language>/", public.Home.as_view(), name="home"),
    path("<language:language>/migration/", public.Migration.as_view(), name="migration"),
    path("<language:language>/partners/", public.Partners.as_view(), name="partners"),
    path("<language:language>/statistic/", public.Statistic.as_view(), name="statistic"),
    path("<language:language>/statistic/<slug:period>/", public.Statistic.as_view(), name="statistic_of"),
    path(
        "<language:language>/statistic/<slug:period>.csv",
        public.StatisticFile.as_view(),
        name="statistic_file",
    ),
    path("<language:language>", public.Missing.as_view(), name="without_stroke"),
    path("<language:language>/<path:anything>", public.Missing.as_view(), name="missing"),
]
