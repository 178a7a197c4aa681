"""The people of a case, and how the client may be reached."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.answers import Answer
from accounts.enums import Role
from accounts.models import User
from cases import queries
from cases.enums import HouseholdRole
from cases.forms.household import AddPersonForm, ChangePersonForm, SafeContactForm
from cases.models import Case, CaseQuerySet, Person, SafeContact
from cases.policies import can_change_case, can_review_safety
from cases.safe_hours import safe_window
from cases.services.household import add_person, change_person, change_safe_contact
from cases.views.family_picture import family_picture
from cases.views.pages import CaseFormPage, CasePage, GuardedFormPage
from vault.errors import DamagedRecord


class Household(CasePage):
    tab = "household"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        with self.reading("household"):
            return self.people()

    def people(self, *, names_shown: bool = False) -> HttpResponse:
        people = queries.household_of(self.case)
        return self.tab_page(
            "cases/household_list.html",
            people=people,
            picture=family_picture(people),
            names_shown=names_shown,
            may_change=can_change_case(self.worker, self.case),
            may_look_elsewhere=self.worker.role == Role.COORDINATOR,
        )


class ShowNames(Household):
    """The names of the household, on request: an act of its own in the journal (decision 3)."""

    http_method_names = ["post"]
    works_in_emergency = True

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        with self.reading("show_names", fields=["name", "other_names", "code_name", "iin"]):
            return self.people(names_shown=True)


class AddPerson(CaseFormPage):
    form_class = AddPersonForm
    template_name = "cases/person_form.html"
    heading = _("Add a person")
    button = _("Add")
    done = _("Person added.")

    def asked(self) -> Answer:
        return can_change_case(self.worker, self.case)

    def act(self, form: Any) -> None:
        add_person(
            actor=self.worker,
            case=self.case,
            details=form.details(),
            person_id=form.cleaned_data["person_id"],
        )

    def next_url(self) -> str:
        return reverse("cases:household", kwargs={"reference": self.case.reference})


class ChangePerson(GuardedFormPage):
    form_class = ChangePersonForm
    template_name = "cases/person_form.html"
    heading = _("Change a person")
    purpose = "change_person"

    def asked(self) -> Answer:
        return can_change_case(self.worker, self.case)

    @cached_property
    def row(self) -> Person:
        person: Person = get_object_or_404(Person, case=self.case, pk=self.kwargs["person_id"])
        person.case = self.case
        return person

    def form_options(self) -> dict[str, Any]:
        return {"row": self.row, "is_client": self.row.role == HouseholdRole.CLIENT}

    def save(self, form: Any) -> None:
        change_person(
            actor=self.worker,
            person=self.row,
            details=form.details(),
            version=form.cleaned_data["version"],
            keep=form.damaged,
        )

    def next_url(self) -> str:
        return reverse("cases:household", kwargs={"reference": self.case.reference})


def safe_card(case: Case, worker: User) -> dict[str, Any]:
    """Return what `cases/_safe_card.html` shows: the state now, and the number down to its ending only."""
    safe_contact = case.safe_contact
    return {
        "safe_contact": safe_contact,
        "window": safe_window(safe_contact, timezone.localtime()),
        "safe_days": days_in_words(safe_contact.safe_days),
        "number_ending": _ending(safe_contact),
        "change_url": reverse("cases:change_safe_contact", kwargs={"reference": case.reference})
        if can_change_case(worker, case)
        else "",
    }


def days_in_words(weekdays: Sequence[int]) -> str:
    """Return "Mon–Fri", "Mon, Wed" or "Every day"."""
    if not weekdays or len(set(weekdays)) == 7:
        return gettext("Every day")
    runs: list[list[int]] = []
    for weekday in sorted(weekdays):
        if runs and weekday == runs[-1][-1] + 1:
            runs[-1].append(weekday)
        else:
            runs.append([weekday])
    return ", ".join(_run_in_words([str(WEEKDAYS_ABBR[weekday - 1]) for weekday in run]) for run in runs)


def _run_in_words(names: list[str]) -> str:
    return f"{names[0]}–{names[-1]}" if len(names) > 2 else ", ".join(names)


def _ending(safe_contact: SafeContact) -> str:
    try:
        return (safe_contact.number or "").strip()[-2:]
    except DamagedRecord:
        return "??"


class OfTheTeam:
    """Pages that an operator opens for every case of her team: alerts and safe contact only (decision 12)."""

    def cases(self) -> CaseQuerySet:
        return queries.case_files().safe_contact_open_to(self.worker)  # type: ignore[attr-defined]

    def safe_contact_url(self, case: Case) -> str:
        return reverse("cases:safe_contact", kwargs={"reference": case.reference})


class ShowSafeContact(OfTheTeam, CasePage):
    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        with self.reading("safe_contact"):
            return self.card()

    def card(self, *, code_word_shown: bool = False) -> HttpResponse:
        context = {
            "case": self.case,
            **safe_card(self.case, self.worker),
            "change_url": "",  # the page has a button for it
            "may_change": can_change_case(self.worker, self.case),
            "may_review": can_review_safety(self.worker, self.case),
            "may_open_file": Case.objects.open_to(self.worker).filter(pk=self.case.pk).exists(),
            "code_word_shown": code_word_shown,
        }
        return render(self.request, "cases/safe_contact_detail.html", context)


class ShowCodeWord(ShowSafeContact):
    """The code phrase, on request: an act of its own in the journal."""

    http_method_names = ["post"]
    works_in_emergency = True

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        with self.reading("show_code_word", fields=["code_word"]):
            if request.headers.get("HX-Request"):
                context = {"case": self.case, "safe_contact": self.case.safe_contact, "code_word_shown": True}
                return render(request, "cases/_code_word.html", context)
            return self.card(code_word_shown=True)


class ChangeSafeContact(OfTheTeam, GuardedFormPage):
    form_class = SafeContactForm
    template_name = "cases/safe_contact_form.html"
    heading = _("Change the safe contact")
    purpose = "change_safe_contact"

    def asked(self) -> Answer:
        return can_change_case(self.worker, self.case)

    @cached_property
    def row(self) -> SafeContact:
        safe_contact: SafeContact = self.case.safe_contact
        return safe_contact

    def save(self, form: Any) -> None:
        change_safe_contact(
            actor=self.worker,
            safe_contact=self.row,
            details=form.safe_contact_details(confirmed_on=timezone.localdate()),
            version=form.cleaned_data["version"],
            keep=form.damaged,
        )

    def next_url(self) -> str:
        return self.safe_contact_url(self.case)
