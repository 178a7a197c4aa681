"""What stands beside the form of a call: the outline of the notes, the cases of the caller, the directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from accounts.access import ForRoles
from accounts.enums import HOTLINE_ROLES
from accounts.redirects import is_htmx
from hotline.known_cases import known_cases
from hotline.outlines import with_outline
from hotline.verdicts import same_in, verdicts_in
from hotline.views.writing import CallAct
from partners.forms.directory import DirectoryFilter
from partners.queries import directory
from reference.queries import outlines_on

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MOST_PARTNERS = 5


class AddOutline(CallAct):
    """Put the headings of this type of call under the notes; the script of the page does so by itself."""

    def said(self) -> dict[str, str]:
        headings = outlines_on(timezone.localdate()).get(self.request.POST.get("call_type", ""), [])
        if not headings:
            messages.error(self.request, _("Choose the type of the call first: each has its own outline."))
        return {"notes": with_outline(self.request.POST.get("notes", ""), headings)}


class KnownCases(ForRoles, View):
    """The cases of those of whom the worker just said "same person"; without the script, after Save."""

    roles = HOTLINE_ROLES
    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:
        known = known_cases(self.worker, same_in(verdicts_in(request.POST)))
        return render(request, "hotline/_known_cases.html", {"known_cases": known})


class FindPartner(ForRoles, View):
    """Partners whose telephone is read out to her; asked without the script, the directory itself answers."""

    roles = HOTLINE_ROLES

    def get(self, request: HttpRequest) -> HttpResponse:
        if not is_htmx(request):
            return HttpResponseRedirect(f"{reverse('partners:list')}?{request.GET.urlencode()}")
        asked, _marks = DirectoryFilter(request.GET).asked()
        found = list(directory(worker=self.worker, **asked)[: MOST_PARTNERS + 1])
        context = {"partners": found[:MOST_PARTNERS], "has_more": len(found) > MOST_PARTNERS}
        return render(request, "hotline/_partners_found.html", context)
