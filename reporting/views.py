"""The numbers of the centre: looking at them, approving them for the website."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from accounts.access import ForRoles
from accounts.refusals import Refusal
from reporting import pages, queries
from reporting.enums import APPROVING_ROLES, REPORT_ROLES
from reporting.forms import ApproveForm, PeriodForm
from reporting.periods import Period
from reporting.policies import can_approve
from reporting.services.approving import approve_statistic

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class ReportPage(ForRoles, View):
    """What the centre, or a coordinator's team, did in a period. Nobody's file is opened for it."""

    roles = REPORT_ROLES

    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.localtime()
        form = PeriodForm(request.GET, today=now.date())
        team = queries.team_counted_by(self.worker)
        report = queries.report(form.chosen(), team=team, today=now.date())
        approved = queries.approved_periods()
        context = {
            "form": form,
            "page": pages.page_of(report),
            "team": team,
            "counted_at": now,
            "can_approve": can_approve(self.worker, report.period, approved=approved, today=now.date()),
        }
        return render(request, "reporting/report_detail.html", context)


class ApprovedList(ForRoles, View):
    """The periods that everybody may see, and those that a manager may approve next."""

    roles = REPORT_ROLES

    def get(self, request: HttpRequest) -> HttpResponse:
        published = queries.published_periods()
        context = {
            "published": published,
            "candidates": pages.candidates(self.worker, published, today=timezone.localdate()),
            "may_approve": self.worker.role in APPROVING_ROLES,
        }
        return render(request, "reporting/approved_list.html", context)


class ApprovedPage(ForRoles, View):
    """Approved numbers, exactly as the website shows them."""

    roles = REPORT_ROLES

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        statistic = queries.published_statistic(code)
        if statistic is None:
            raise Http404
        return render(request, "reporting/approved_detail.html", {"statistic": statistic})


class Approve(ForRoles, View):
    """What the website would show of a period, and the button that makes it so."""

    roles = APPROVING_ROLES

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.show(_period(code))

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        period, form = _period(code), ApproveForm(request.POST)
        if not form.is_valid():
            return self.show(period)
        try:
            approve_statistic(actor=self.worker, period=period, seen=form.cleaned_data["seen"])
        except Refusal as refusal:
            return self.show(period, refusal=refusal, status=409)
        messages.success(request, _("The website may show these numbers now."))
        return redirect("reporting:approved_list")

    def show(self, period: Period, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
        today, figures = timezone.localdate(), queries.figures_to_approve(period)
        approved = queries.approved_periods()
        context: dict[str, Any] = {
            "statistic": queries.statistic_of(period, figures, approved_on=today),
            "form": ApproveForm(initial={"seen": queries.fingerprint_of(figures)}),
            "answer": can_approve(self.worker, period, approved=approved, today=today),
            "refusal": refusal,
        }
        return render(self.request, "reporting/approved_form.html", context, status=status)


def _period(code: str) -> Period:
    """Return the period of an address; one that the website never shows does not exist here."""
    period = Period.of_code(code)
    if period is None or not period.is_published_kind:
        raise Http404
    return period
