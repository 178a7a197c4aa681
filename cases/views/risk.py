"""Assessing the risk."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.answers import Answer
from cases.forms.risk import RiskForm
from cases.policies import can_assess_risk
from cases.services.risk import assess_risk
from cases.views.pages import CaseFormPage


class AssessRisk(CaseFormPage):
    form_class = RiskForm
    works_in_emergency = True
    heading = _("Assess the risk")
    done = _("Risk assessed.")

    def asked(self) -> Answer:
        return can_assess_risk(self.worker, self.case)

    def act(self, form: Any) -> None:
        assess_risk(actor=self.worker, case=self.case, **form.cleaned_data)
