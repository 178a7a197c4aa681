"""After all contact was stopped: a coordinator looks at the safety plan and decides."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.answers import Answer
from cases.enums import SafetyDecision
from cases.forms.safety import SafetyReviewForm
from cases.policies import can_review_safety
from cases.queries import safety_reviews_of, what_stopped_contact
from cases.services.safety import review_safety
from cases.views.household import OfTheTeam
from cases.views.pages import CaseFormPage


class ReviewSafety(OfTheTeam, CaseFormPage):
    """What happened, what was decided before, and the decision now."""

    form_class = SafetyReviewForm
    template_name = "cases/safety_review.html"
    heading = _("Review her safety")
    button = _("Write down the decision")
    done = _("The decision is written down.")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        with self.reading("review_safety", fields=["note"]):
            return super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        with self.reading("review_safety", fields=["note"]):
            return super().post(request, **kwargs)

    def asked(self) -> Answer:
        return can_review_safety(self.worker, self.case)

    def context(self) -> dict[str, Any]:
        return {
            "safe_contact": self.case.safe_contact,
            "attempt": what_stopped_contact(self.case),
            "reviews": safety_reviews_of(self.case),
        }

    def act(self, form: Any) -> None:
        review_safety(actor=self.worker, case=self.case, **form.cleaned_data)
        self.decision = form.cleaned_data["decision"]

    def next_url(self) -> str:
        """When contact may begin again, what she allows is asked anew: on the form of the safe contact."""
        begins_again = self.decision == SafetyDecision.MAY_BEGIN_AGAIN
        page = "cases:change_safe_contact" if begins_again else "cases:safe_contact"
        return reverse(page, kwargs={"reference": self.case.reference})
