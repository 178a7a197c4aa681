"""What every page that opens a case does first: it shows who may be on record already."""

from __future__ import annotations

import dataclasses
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.utils.translation import gettext as _

from accounts.enums import Role
from cases.forms.intake import intake_from, kept_as_typed
from cases.forms.same_person import SEEN, VerdictForm, question_of_intake, verdict_form, verdicts_in
from cases.models import Case
from cases.row_security import Why, seeing_every_case
from cases.services.duplicates import Duplicates, find_duplicates
from vault.index import fingerprint

if TYPE_CHECKING:
    import uuid

    from django.forms import BaseFormSet
    from django.http import HttpRequest

    from accounts.models import User
    from cases.finding import Question
    from cases.forms.intake import IntakeForm
    from cases.services.finding import Match
    from cases.services.intake import Intake


@dataclasses.dataclass(frozen=True)
class Hint:
    """One possible duplicate beside the choice that belongs to it."""

    match: Match
    form: VerdictForm


class LooksForDuplicates:
    """A page with an IntakeForm. Nothing is opened before the worker has seen who may be the same person.

    That she has seen it goes back and forth with the form, bound to this case and to what was typed: other
    names or numbers are looked for anew. All of it works as a plain form post.
    """

    request: HttpRequest
    worker: User
    duplicates: Duplicates | None = None

    @cached_property
    def seen(self) -> str:
        return str(self.request.POST.get(SEEN, ""))

    @cached_property
    def verdicts(self) -> dict[uuid.UUID, str]:
        """What the worker has said of the people whom the page showed her."""
        return verdicts_in(self.request.POST)

    def asks_first(self, form: IntakeForm) -> bool:
        """Look for duplicates of whom a valid form is about; answer whether there is something to look at."""
        typed = form.cleaned_data
        question, case_id = question_of_intake(typed), typed["case_id"]
        mark = _mark(case_id, question) if question else ""
        if mark and mark == self.seen:
            return False
        self.seen = mark
        if question and not self._is_opened(case_id):  # sent twice, she would find herself
            born_on = typed["birth_date"]
            self.duplicates = find_duplicates(actor=self.worker, question=question, born_on=born_on)
        self._forget_verdicts_of_others()
        return bool(self.duplicates)

    def hints(self) -> dict[str, Any]:
        """Return what `cases/_duplicates.html` shows, or carries on unseen while another field is mended."""
        matches = self.duplicates.matches if self.duplicates else []
        return {
            "duplicates": self.duplicates,
            "hints": [
                Hint(match, verdict_form(match.person.pk, self.verdicts.get(match.person.pk, "")))
                for match in matches
            ],
            "duplicates_seen": self.seen,
            "verdicts": {} if self.duplicates else self.verdicts,
            "is_coordinator": self.worker.role == Role.COORDINATOR,
        }

    def intake(self, form: IntakeForm, household: BaseFormSet) -> Intake:
        """Return the case to be opened with what was said of its possible duplicates."""
        return intake_from(form, household, same_people=self.verdicts)

    def say_what_looks_wrong(self, form: IntakeForm) -> None:
        """Tell the worker after saving which numbers look mistyped, without showing them."""
        for warning in kept_as_typed(form):
            messages.warning(self.request, _("Kept as typed: %(warning)s") % {"warning": warning})

    @seeing_every_case(Why.INTAKE)
    def _is_opened(self, case_id: uuid.UUID) -> bool:
        return Case.objects.filter(pk=case_id, opened_by=self.worker).exists()

    def _forget_verdicts_of_others(self) -> None:
        """Drop what was said while another name was typed, of people whom this one does not mean."""
        shown = {match.person.pk for match in self.duplicates.matches} if self.duplicates else set()
        self.verdicts = {person: said for person, said in self.verdicts.items() if person in shown}


def _mark(case_id: uuid.UUID, question: Question) -> str:
    """Return what says that the hints of this question were seen: it tells nothing, and is no token."""
    return str(fingerprint(f"{case_id} {question.fingerprint()}"))
