"""Who works on the case."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.answers import Answer
from cases.forms.assignments import AssignmentForm
from cases.policies import can_assign_worker
from cases.services.assignments import assign_primary_worker, assign_worker
from cases.views.pages import CaseAct, CaseFormPage


class TakeCase(CaseAct):
    heading = _("Take this case")
    done = _("You are the primary worker of this case.")

    def asked(self) -> Answer:
        return can_assign_worker(self.worker, self.case)

    def act(self) -> None:
        assign_primary_worker(actor=self.worker, case=self.case, worker=self.worker)


class AssignWorker(CaseFormPage):
    form_class = AssignmentForm
    heading = _("Assign a worker")
    button = _("Assign")
    done = _("Worker assigned.")

    def asked(self) -> Answer:
        return can_assign_worker(self.worker, self.case)

    def form_options(self) -> dict[str, Any]:
        return {"case": self.case}

    def act(self, form: Any) -> None:
        assign_worker(actor=self.worker, case=self.case, **form.cleaned_data)
