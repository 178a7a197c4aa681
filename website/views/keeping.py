"""Where managers keep the public pages."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from accounts.access import ForRoles
from reference.models import HelpLine
from website.enums import KEEPER_ROLES, PageLanguage, PublicPage
from website.forms import NumberForm, TextForm
from website.markdown import rendered
from website.models import PublicText
from website.queries import texts_of_every_page
from website.refusals import Conflict
from website.services import change_number, publish_text

CHECKED_EVERY = dt.timedelta(days=365)


class KeepingView(ForRoles, View):
    roles = KEEPER_ROLES


class PublicPages(KeepingView):
    """All that can be changed: texts, also those that are still missing, and numbers."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "texts": texts_of_every_page(),
            "numbers": HelpLine.objects.all(),
            "check_again_before": timezone.localdate() - CHECKED_EVERY,
        }
        return render(request, "website/public_pages.html", context)


class ChangeText(KeepingView):
    """One text in one language. What is published meanwhile by a colleague is shown, what was typed stays."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if kwargs["page"] not in PublicPage:
            raise Http404
        self.page, self.language = PublicPage(kwargs["page"]), PageLanguage(kwargs["language"])

    def get(self, request: HttpRequest, page: str, language: str) -> HttpResponse:
        latest = self.latest()
        first = {"version": 0, "checked_on": timezone.localdate()}
        return self.show(TextForm(instance=latest, initial={"version": latest.version} if latest else first))

    def post(self, request: HttpRequest, page: str, language: str) -> HttpResponse:
        form = TextForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        if "preview" in request.POST:
            return self.show(form, preview=rendered(form.cleaned_data["body"]))
        try:
            publish_text(actor=self.worker, page=self.page, language=self.language, **form.cleaned_data)
        except Conflict as conflict:
            return self.show_newer(form, conflict)
        messages.success(request, _("Published. Everybody can read it now."))
        return redirect("website:public_pages")

    def latest(self) -> PublicText | None:
        return PublicText.objects.of(self.page, self.language).first()

    def show_newer(self, form: TextForm, conflict: Conflict) -> HttpResponse:
        newer = PublicText.objects.of(self.page, self.language).get()
        form.add_error(None, str(conflict))
        form.take_over(newer.version)
        return self.show(form, status=409, newer=newer)

    def show(self, form: TextForm, status: int = 200, **shown: Any) -> HttpResponse:
        context = {"form": form, "page": self.page, "language": self.language, **shown}
        return render(self.request, "website/text_form.html", context, status=status)


class ChangeNumber(KeepingView):
    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        return self.show(NumberForm(instance=self.number(pk)))

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        form = NumberForm(request.POST, instance=self.number(pk))
        if not form.is_valid():
            return self.show(form)
        change_number(actor=self.worker, number=form.instance, fields=form.changed_data)
        messages.success(request, _("Saved. The public pages show it from now on."))
        return redirect("website:public_pages")

    def number(self, pk: uuid.UUID) -> HelpLine:
        return get_object_or_404(HelpLine, pk=pk)

    def show(self, form: NumberForm) -> HttpResponse:
        return render(self.request, "website/number_form.html", {"form": form})
