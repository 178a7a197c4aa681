"""What was decided about two people of two cases, and changing it."""

from functools import cached_property
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from cases.forms.same_person import VerdictForm
from cases.same_people import LinkedCase, linked_case
from cases.services.same_person import decide_same_person
from cases.views.pages import CaseFormPage


class DecideSamePerson(CaseFormPage):
    """The verdict about somebody of this case and somebody of another one that the worker may open too."""

    form_class = VerdictForm
    template_name = "cases/same_person_form.html"
    heading = _("The same person?")

    @cached_property
    def link(self) -> LinkedCase:
        found = linked_case(self.case, self.kwargs["pair_id"], worker=self.worker)
        if found is None:
            raise Http404
        return found

    def form_options(self) -> dict[str, Any]:
        return {"initial": {"verdict": self.link.pair.verdict}}

    def act(self, form: Any) -> None:
        decide_same_person(
            actor=self.worker,
            person_a=self.link.here,
            person_b=self.link.there,
            verdict=form.cleaned_data["verdict"],
        )

    def context(self) -> dict[str, Any]:
        return {"link": self.link}
