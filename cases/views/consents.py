"""What the client allowed: the tab, recording, and taking it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.answers import Answer
from cases import policies
from cases.forms.consents import ConsentForm
from cases.models import Consent
from cases.queries import consents_of
from cases.services.consents import record_consent, withdraw_consent
from cases.views.pages import CaseFormPage, CasePage


class ConsentsOfCase(CasePage):
    """All consents of a case: those that hold, those that have ended or were taken back."""

    tab = "consents"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        today = timezone.localdate()
        with self.reading("consents"):
            consents = consents_of(self.case)
            return self.tab_page(
                "cases/consent_list.html",
                valid=[consent for consent in consents if consent.is_valid_on(today)],
                past=[consent for consent in consents if not consent.is_valid_on(today)],
                can_record=policies.can_change_case(self.worker, self.case),
            )


class RecordConsent(CaseFormPage):
    """Write down what she allows, for one receiver."""

    form_class = ConsentForm
    template_name = "cases/consent_form.html"
    heading = _("Record a consent")
    button = _("Record consent")
    done = _("The consent is recorded.")

    def asked(self) -> Answer:
        return policies.can_change_case(self.worker, self.case)

    def form_options(self) -> dict[str, Any]:
        return {"actor": self.worker}

    def act(self, form: ConsentForm) -> None:
        record_consent(actor=self.worker, case=self.case, details=form.details())

    def next_url(self) -> str:
        return reverse("cases:consents", kwargs={"reference": self.case.reference})


class WithdrawConsent(CasePage):
    """She takes it back; it acts at once."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        consent = get_object_or_404(Consent, case=self.case, pk=kwargs["consent_id"])
        if answer := policies.can_withdraw_consent(self.worker, consent):
            withdraw_consent(actor=self.worker, consent=consent)
            messages.success(request, _("The consent is withdrawn. Nothing more is sent to this receiver."))
        else:
            messages.error(request, str(answer.reason))
        return redirect("cases:consents", reference=self.case.reference)
