"""Lists of referrals: codes and coarse facts, nothing is decrypted (decision 3)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.enums import Role
from cases.keyset import page_of
from cases.views.pages import CasePage, WorkerPage
from referrals import policies, queries
from referrals.forms import ReferralFilterForm

ROWS = 50


class ReferralList(WorkerPage):
    """Referrals of all cases of the worker."""

    roles = frozenset({Role.COORDINATOR, Role.PSYCHOLOGIST, Role.LAWYER})

    def get(self, request: HttpRequest) -> HttpResponse:
        form = ReferralFilterForm(request.GET, worker=self.worker)
        page = page_of(
            queries.listed_referrals(self.worker, form.filters()),
            moment="prepared_at",
            size=ROWS,
            after=request.GET.get("after", ""),
            before=request.GET.get("before", ""),
        )
        return render(request, "referrals/referral_list.html", {"form": form, "page": page})


class ReferralsOfCase(CasePage):
    """The tab of a case."""

    tab = "referrals"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        with self.reading("referrals"):
            return self.tab_page(
                "referrals/referrals_of_case.html",
                referrals=queries.referrals_of(self.case),
                may_prepare=policies.can_prepare_referral(self.worker, self.case),
            )
