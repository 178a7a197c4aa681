"""What everybody may read: no cookie, no script, the language in the path (decision 35)."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.views.generic import TemplateView, View

from accounts.access import open_to_all, view_at
from partners.queries import directory_page, kind_by_kind, listed_in_public
from reference.queries import numbers_to_call
from reporting.queries import published_periods, published_statistic
from website.charts import Chart
from website.csv_file import as_csv
from website.enums import PublicPage
from website.forms import PlaceForm
from website.markdown import rendered
from website.models import PublicText

PARTNERS_A_PAGE = 12  # what fits into 30 kB with the longest names


@open_to_all
class FrontDoor(View):
    """The bare address: workers go on with their day, everybody else comes home in a language they read."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect("today")
        return redirect("website:home", language=translation.get_language())


@open_to_all
class PageForAll(TemplateView):
    """One public page in the language of its path."""

    answers_without_cookies = True
    url_name = ""
    language: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.language = kwargs["language"]
        translation.activate(self.language)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            numbers=numbers_to_call(timezone.localdate()),
            page=self.url_name,
            in_languages=[
                (code, name, self.in_language(code)) for code, name in settings.LANGUAGES_IN_THEIR_OWN_WORDS
            ],
            **kwargs,
        )

    def in_language(self, language: str) -> str:
        """Return the address of this same page in another language."""
        return reverse(self.url_name, kwargs={**self.kwargs, "language": language})


class Home(PageForAll):
    url_name = "website:home"
    template_name = "website/home.html"


class Migration(PageForAll):
    url_name = "website:migration"
    template_name = "website/migration.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = PublicText.objects.of(PublicPage.MIGRATION, self.language).first()
        shown = rendered(text.body) if text else None
        return super().get_context_data(text=text, shown=shown, **kwargs)


class Partners(PageForAll):
    url_name = "website:partners"
    template_name = "website/partners.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        marks = PlaceForm(self.request.GET).marks()
        partners = listed_in_public(timezone.localdate())
        listed = directory_page(partners, size=PARTNERS_A_PAGE, order=kind_by_kind, **marks)
        return super().get_context_data(listed=listed, **kwargs)


class Statistic(PageForAll):
    """The numbers that a manager approved; of the newest period when none is named."""

    url_name = "website:statistic"
    template_name = "website/statistic.html"

    def get(self, request: HttpRequest, language: str, period: str = "") -> HttpResponse:
        statistic = published_statistic(period)
        if period and not statistic:
            return not_found(request, language)
        chart = Chart.of(statistic.tables[0]) if statistic and statistic.tables else None
        shown = {"statistic": statistic, "chart": chart, "periods": published_periods()}
        return self.render_to_response(self.get_context_data(**shown))

    def in_language(self, language: str) -> str:
        period = self.kwargs.get("period")
        return reverse(
            "website:statistic_of" if period else self.url_name, kwargs={**self.kwargs, "language": language}
        )


class StatisticFile(PageForAll):
    """The same numbers for a spreadsheet."""

    def get(self, request: HttpRequest, language: str, period: str) -> HttpResponse:
        statistic = published_statistic(period)
        if not statistic:
            return not_found(request, language)
        name = f'attachment; filename="statistic-{period}.csv"'
        headers = {"Content-Disposition": name}
        return HttpResponse(as_csv(statistic), content_type="text/csv; charset=utf-8", headers=headers)


class Missing(PageForAll):
    """An address that does not exist, or one that only lacks its last stroke."""

    template_name = "website/missing.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        whole = f"{request.path_info}/"
        if getattr(view_at(whole), "view_class", Missing) is not Missing:
            return redirect(whole)
        return self.render_to_response(self.get_context_data(**kwargs), status=404)

    def in_language(self, language: str) -> str:
        return reverse("website:home", kwargs={"language": language})


def not_found(request: HttpRequest, language: str) -> HttpResponse:
    """Answer as an address that does not exist does."""
    return Missing.as_view()(request, language=language)
