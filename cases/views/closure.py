"""Holding, closing and reopening a case."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.answers import Answer
from cases.forms.closure import CaseMoveForm, CloseForm, ReasonForm
from cases.models import Case
from cases.policies import can_close_case, can_hold_case, can_reopen_case, can_resume_case
from cases.refusals import Conflict
from cases.services.closure import (
    close_case,
    obstacles_to_closing,
    put_case_on_hold,
    reopen_case,
    resume_case,
)
from cases.views.pages import CaseFormPage


class CaseMove(CaseFormPage):
    """A form that moves the case from the state in which the worker saw it."""

    def form_options(self) -> dict[str, Any]:
        return {"initial": {"version": self.case.version}}

    def move(self, case: Case, typed: dict[str, Any]) -> None:
        """Call the service."""
        raise NotImplementedError

    def act(self, form: Any) -> None:
        typed = dict(form.cleaned_data)
        self.case.version = typed.pop("version")  # the state that she decided on, not the one just loaded
        try:
            self.move(self.case, typed)
        except Conflict:
            form.data = form.data.copy()
            form.data["version"] = self.case.version
            raise


class CloseCase(CaseMove):
    form_class = CloseForm
    template_name = "cases/case_close.html"
    heading = _("Close the case")
    button = _("Close the case")
    done = _("Case closed.")

    def asked(self) -> Answer:
        return can_close_case(self.worker, self.case)

    def context(self) -> dict[str, Any]:
        return {"obstacles": obstacles_to_closing(self.case)}

    def move(self, case: Case, typed: dict[str, Any]) -> None:
        close_case(actor=self.worker, case=case, **typed)


class ReopenCase(CaseMove):
    form_class = ReasonForm
    heading = _("Reopen the case")
    button = _("Reopen")
    done = _("Case reopened.")

    def asked(self) -> Answer:
        return can_reopen_case(self.worker, self.case)

    def move(self, case: Case, typed: dict[str, Any]) -> None:
        reopen_case(actor=self.worker, case=case, **typed)


class HoldCase(CaseMove):
    form_class = ReasonForm
    heading = _("Put the case on hold")
    button = _("Put on hold")
    done = _("Case put on hold.")

    def asked(self) -> Answer:
        return can_hold_case(self.worker, self.case)

    def move(self, case: Case, typed: dict[str, Any]) -> None:
        put_case_on_hold(actor=self.worker, case=case, **typed)


class ResumeCase(CaseMove):
    form_class = CaseMoveForm
    heading = _("Take the case up again")
    button = _("Take up again")
    done = _("Case in progress again.")

    def asked(self) -> Answer:
        return can_resume_case(self.worker, self.case)

    def move(self, case: Case, typed: dict[str, Any]) -> None:
        resume_case(actor=self.worker, case=case)
