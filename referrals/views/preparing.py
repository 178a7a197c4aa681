"""Preparing a referral: whom we ask, what is told, and on what ground it may leave."""

from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.answers import Answer
from cases.conflicts import barred_branches
from cases.queries import valid_consents
from cases.views.pages import CaseFormPage
from referrals import policies
from referrals.forms import LegalBasisForm, PrepareForm, ServiceFilterForm
from referrals.services import prepare_referral, record_legal_basis
from referrals.views.referral import OfReferral


class PrepareReferral(CaseFormPage):
    form_class = PrepareForm
    template_name = "referrals/referral_prepare.html"
    heading = _("Prepare a referral")
    button = _("Prepare")
    done = _("The referral is prepared. Nothing has left the centre yet.")

    def asked(self) -> Answer:
        return policies.can_prepare_referral(self.worker, self.case)

    @cached_property
    def services(self) -> ServiceFilterForm:
        return ServiceFilterForm(self.request.GET)

    def form_options(self) -> dict[str, Any]:
        return {
            "receivers": self.services.receivers(self.worker),
            "barred": barred_branches(self.case),
        }

    def context(self) -> dict[str, Any]:
        return {
            "services": self.services,
            "consents": valid_consents(self.case, timezone.localdate()),
            "back": reverse("referrals:of_case", kwargs={"reference": self.case.reference}),
        }

    def act(self, form: PrepareForm) -> None:
        self.prepared = prepare_referral(actor=self.worker, case=self.case, details=form.details())

    def next_url(self) -> str:
        return self.prepared.get_absolute_url()


class RecordLegalBasis(OfReferral, CaseFormPage):
    form_class = LegalBasisForm
    template_name = "referrals/referral_move.html"
    heading = _("Record a legal basis")
    button = _("Record legal basis")
    done = _("The legal basis is recorded.")

    def asked(self) -> Answer:
        return policies.can_record_legal_basis(self.worker, self.referral)

    def context(self) -> dict[str, Any]:
        return {"referral": self.referral, "back": self.next_url()}

    def act(self, form: LegalBasisForm) -> None:
        record_legal_basis(actor=self.worker, referral=self.referral, **form.cleaned_data)

    def next_url(self) -> str:
        return self.referral.get_absolute_url()
