"""Folding a case that was opened twice into the one that goes on, value by value, and taking that back."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import belongings, policies, queries
from cases.enums import HouseholdRole
from cases.fold_values import compare, file_of, seen_of
from cases.forms.folding import FoldForm, OtherCaseForm, references_of
from cases.reading import reading_case
from cases.refusals import Refusal
from cases.services.folding import fold_case, obstacles_to_folding, undo_fold
from cases.views.pages import CaseAct, CasePage, refused_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.answers import Answer
    from cases.models import Case, CaseFold


class FoldCase(CasePage):
    """First the other case is named, then both files stand side by side. Nothing of it is in an address."""

    heading = gettext_lazy("Opened twice?")

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        if not (answer := policies.can_fold_case(self.worker, self.case)):
            return refused_page(request, self.case, self.heading, answer)
        return self.ask_for_the_other(OtherCaseForm(worker=self.worker))

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        if not (answer := policies.can_fold_case(self.worker, self.case)):
            return refused_page(request, self.case, self.heading, answer)
        named = OtherCaseForm(request.POST, worker=self.worker)
        if not named.is_valid():
            self.note_refused_case(request.POST.get("reference", "").strip().upper())
            return self.ask_for_the_other(named)
        kept = named.cleaned_data["reference"]
        if reasons := self.reasons_against(kept):
            named.add_error("reference", reasons)
            return self.ask_for_the_other(named, status=409)
        with (
            self.reading("fold", fields=["all"]),
            reading_case(kept, actor=self.worker, purpose="fold", fields=["all"]),
        ):
            return self.fold(kept) if "seen" in request.POST else self.compare(kept)

    def reasons_against(self, kept: Case) -> list[str]:
        if not (answer := policies.can_fold_case(self.worker, self.case, into=kept)):
            return [str(answer.reason)]
        return obstacles_to_folding(self.case, kept)

    def ask_for_the_other(self, form: OtherCaseForm, status: int = 200) -> HttpResponse:
        context = {"case": self.case, "form": form, "back": self.case.get_absolute_url()}
        return render(
            self.request, "cases/fold_other.html", {**context, "heading": self.heading}, status=status
        )

    def form(self, kept: Case, *args: Any, **options: Any) -> FoldForm:
        ours, theirs = file_of(kept), file_of(self.case)
        others = [
            [person for person in queries.household_of(case) if person.role != HouseholdRole.CLIENT]
            for case in (self.case, kept)
        ]
        self.compared = compare(kept=ours, folded=theirs)
        self.seen = seen_of(kept=ours, folded=theirs)
        people = {"theirs": others[0], "ours": others[1]}
        references = references_of(self.case, kept)
        return FoldForm(*args, compared=self.compared, references=references, **people, **options)

    def compare(
        self, kept: Case, *, chosen: dict[str, Any] | None = None, sentence: str = "", status: int = 200
    ) -> HttpResponse:
        form = self.form(kept)
        form.initial = {**(chosen or {}), "reference": kept.reference, "seen": self.seen}
        return self.show(form, kept, sentence=sentence, status=status)

    def show(self, form: FoldForm, kept: Case, *, sentence: str = "", status: int = 200) -> HttpResponse:
        settled = [one for one in self.compared if not (one.is_asked or one.is_damaged)]
        words = [(one.value.label, one.words()[one.proposed]) for one in settled if not one.is_empty]
        context = {
            "case": self.case,
            "kept": kept,
            "form": form,
            "sentence": sentence,
            "settled": words,
            "damaged": [one.value.label for one in self.compared if one.is_damaged],
            "moving": [
                (model._meta.verbose_name_plural, number)
                for model, number in belongings.numbers_that_move(self.case, kept)
            ],
        }
        return render(self.request, "cases/fold_form.html", context, status=status)

    def fold(self, kept: Case) -> HttpResponse:
        form = self.form(kept, self.request.POST)
        if not form.is_valid():
            return self.show(form, kept)
        try:
            with transaction.atomic():
                fold_case(
                    actor=self.worker,
                    folded=self.case,
                    kept=kept,
                    choices=form.choices(),
                    seen=form.cleaned_data["seen"],
                    same_people=form.same_people(),
                )
        except Refusal as refusal:
            return self.compare(kept, chosen=form.cleaned_data, sentence=str(refusal), status=409)
        messages.success(self.request, _("The two files are one now. For 30 days this can be undone."))
        return redirect(kept)


class UndoFold(CaseAct):
    """A fold is taken back, after a page that says what returns and what does not."""

    heading = gettext_lazy("Undo the fold")
    tells_of_folding = True

    @cached_property
    def newest(self) -> CaseFold:
        fold = queries.fold_of(self.case)
        if fold is None:
            raise Http404
        return fold

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        if not (answer := self.asked()):
            return refused_page(request, self.case, self.heading, answer)
        if self.newest.undone_at:
            return redirect(self.case)
        return render(request, "cases/fold_undo.html", {"case": self.case, "fold": self.newest})

    def asked(self) -> Answer:
        return policies.can_undo_fold(self.worker, self.newest)

    def act(self) -> None:
        undone = undo_fold(actor=self.worker, fold=self.newest)
        if undone.left:
            sentence = _("A colleague has changed this since, so it stays in the other case: %(names)s.")
            messages.warning(self.request, sentence % {"names": ", ".join(undone.left)})

    done = gettext_lazy("The fold is undone. Both cases stand as before.")
