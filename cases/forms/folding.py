"""Folding a case that was opened twice: which other case, and whose value stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.fold_values import BOTH, FOLDED, KEPT
from cases.models import Case

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from accounts.models import User
    from cases.fold_values import Compared
    from cases.models import Person


class OtherCaseForm(forms.Form):
    """The case that goes on, by its reference, among those the worker may open."""

    reference = forms.CharField(
        label=_("Reference of the case that goes on"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "C-4M7T-K9QX"}),
    )

    def __init__(self, *args: Any, worker: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.worker = worker

    def clean_reference(self) -> Case:
        typed = self.cleaned_data["reference"].strip().upper()
        case: Case | None = Case.objects.visible_to(self.worker).filter(reference=typed).first()
        if case is None:
            raise forms.ValidationError(
                _("You have no case with this reference. Look it up in your list of cases.")
            )
        return case


@dataclass(frozen=True)
class Side:
    """One value to choose, and whose it is."""

    whose: str
    words: str


class FoldForm(forms.Form):
    """The value that stands, wherever two files differ, and who of the household is the same person."""

    reference = forms.CharField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)

    says_optional_once = True

    def __init__(
        self,
        *args: Any,
        references: Mapping[str, str],
        compared: Iterable[Compared],
        theirs: Iterable[Person],
        ours: Iterable[Person],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        whose = {**references, BOTH: gettext("Both")}
        self.asked = [one for one in compared if one.is_asked]
        for one in self.asked:
            self.fields[one.code] = forms.ChoiceField(
                label=one.value.label,
                choices=[(side, Side(whose[side], words)) for side, words in one.words().items()],
                initial=one.proposed,
                widget=forms.RadioSelect,
            )
        self.people = {f"same_{person.pk}": person.pk for person in theirs}
        nobody = ("", _("one more person of the household"))
        for name, person in zip(self.people, theirs, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=person_in_words(person),
                choices=[nobody, *((str(one.pk), person_in_words(one)) for one in ours)],
                required=False,
            )

    def value_fields(self) -> list[forms.BoundField]:
        return [self[one.code] for one in self.asked]

    def people_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.people]

    def choices(self) -> dict[str, str]:
        """Return whose value stands, as the service takes it."""
        return {one.code: self.cleaned_data[one.code] for one in self.asked}

    def same_people(self) -> dict[UUID, UUID]:
        """Return who of the folded household stands in the other one already."""
        chosen = {key: self.cleaned_data[name] for name, key in self.people.items()}
        return {key: UUID(other) for key, other in chosen.items() if other}


def person_in_words(person: Person) -> str:
    """Return somebody of a household with the name and the age group, as far as they are known."""
    facts = [person.label, person.readable("name"), person.get_age_band_at_first_contact_display()]
    return ", ".join(fact for fact in facts if fact)


def references_of(folded: Case, kept: Case) -> dict[str, str]:
    """Return whose value is whose."""
    return {KEPT: kept.reference, FOLDED: folded.reference}
