"""Opening a case: only the team is required, and that is chosen already."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import Team, User
from cases.enums import HouseholdRole, KindOfViolence, MayContact, Relationship, RiskLevel
from cases.forms.assignments import workers_who_take_cases
from cases.forms.household import (
    LONG,
    PersonFields,
    SafeContactFields,
    YesNo,
    optional_choices,
)
from cases.services.intake import Intake, PersonDetails
from reference.forms import DistrictField
from vault.iin import check_iin
from vault.phones import phone_warning

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from django.forms import BaseFormSet

SAID_ON_THE_CASE_PAGE = (
    "other_names", "code_name", "age_band_at_incident", "phone", "iin", "address", "occupation", "note",
)  # fmt: skip
WORK_ON_WHAT_THEY_OPEN = frozenset({Role.PSYCHOLOGIST, Role.LAWYER})


class IntakeForm(SafeContactFields, PersonFields):
    """The case, its client and how she may be reached. `initial` may bring what a call has told already."""

    case_id = forms.UUIDField(widget=forms.HiddenInput)
    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none(), empty_label=None)
    primary_worker = forms.ModelChoiceField(
        label=_("Primary worker"), queryset=User.objects.none(), required=False, empty_label=_("Nobody yet")
    )
    district = DistrictField(
        label=_("District"),
        required=False,
        empty_label=_("Not specified"),
        help_text=_("Enough for statistics. Leave out the street."),
    )
    kinds_of_violence = forms.MultipleChoiceField(
        label=_("Kinds of violence"),
        choices=KindOfViolence.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    summary = forms.CharField(
        label=_("What happened, in short"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Facts and her words. Leave out other people's names where you can."),
    )
    risk_level = forms.ChoiceField(
        label=_("Risk level"), choices=optional_choices(RiskLevel.choices), required=False
    )
    risk_reason = forms.CharField(
        label=_("Why is the risk at this level?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, actor: User, **options: Any) -> None:
        options["initial"] = {"case_id": uuid.uuid4(), **(options.get("initial") or {})}
        super().__init__(*args, **options)
        self._offer_teams(actor)
        self._offer_workers(actor)

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if typed.get("risk_level") and not typed.get("risk_reason", "").strip():
            self.add_error("risk_reason", _("Say in a few words why the risk is at this level."))
        return typed

    def client(self) -> PersonDetails:
        """Return the client as the service takes her."""
        typed = {name: self.cleaned_data[name] for name in PersonFields.base_fields}
        return PersonDetails(role=HouseholdRole.CLIENT, **typed)

    def confirmed_on(self) -> dt.date | None:
        """Return today when she has said something about contact: "no" is also what silence means."""
        return None if self.cleaned_data["may_contact"] == MayContact.NO else timezone.localdate()

    def _offer_teams(self, actor: User) -> None:
        team: Any = self.fields["team"]
        team.queryset = Team.objects.filter(pk=actor.team_id) if actor.team_id else Team.objects.all()
        if actor.team_id:
            team.initial = actor.team_id
            team.widget = forms.HiddenInput()

    def _offer_workers(self, actor: User) -> None:
        """A coordinator chooses; a psychologist or lawyer works on what she opens; an operator hands over."""
        worker: Any = self.fields["primary_worker"]
        if actor.role == Role.COORDINATOR and actor.team_id:
            worker.queryset = workers_who_take_cases(actor.team_id)
        elif actor.role in WORK_ON_WHAT_THEY_OPEN:
            worker.queryset = User.objects.filter(pk=actor.pk)
            worker.required = True
            worker.initial = actor.pk
            worker.widget = forms.HiddenInput()
        else:
            del self.fields["primary_worker"]


class HouseholdMemberForm(PersonFields):
    """One more person of the household, in short; the rest is added on the case's page."""

    role = forms.ChoiceField(
        label=_("Role in the household"),
        choices=optional_choices(
            choice for choice in HouseholdRole.choices if choice[0] != HouseholdRole.CLIENT
        ),
    )
    relationship = forms.ChoiceField(
        label=_("Relationship to the client"), choices=optional_choices(Relationship.choices), required=False
    )
    lives_with_client = YesNo(label=_("Lives with the client?"))
    saw_the_violence = YesNo(label=_("Saw the violence?"))

    field_order = ("role", "relationship", "name", "birth_date", "age_band_at_first_contact")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in SAID_ON_THE_CASE_PAGE:
            del self.fields[name]
        self.fields["birth_date"].help_text = ""

    def details(self) -> PersonDetails:
        """Return the person as the service takes her or him."""
        return PersonDetails(**self.cleaned_data)


class _HouseholdFormSet(forms.BaseFormSet):
    """The people around the client; rows left empty are nobody."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"prefix": "household", **options})

    def people(self) -> list[PersonDetails]:
        """Return those who were filled in."""
        return [form.details() for form in self.forms if form.has_changed()]


HouseholdFormSet = forms.formset_factory(
    HouseholdMemberForm, formset=_HouseholdFormSet, extra=3, max_num=12, validate_max=True
)


def intake_from(
    form: IntakeForm, household: BaseFormSet, *, same_people: Mapping[uuid.UUID, str] | None = None
) -> Intake:
    """Return what `services.intake.open_case` takes, from a valid form and the valid people around her.

    `same_people` are the verdicts about possible duplicates, by the id of the other person.
    """
    typed = form.cleaned_data
    return Intake(
        case_id=typed["case_id"],
        team=typed["team"],
        client=form.client(),
        household=household.people(),  # type: ignore[attr-defined] # HouseholdFormSet, made by formset_factory
        safe_contact=form.safe_contact_details(confirmed_on=form.confirmed_on()),
        district=typed["district"],
        kinds_of_violence=typed["kinds_of_violence"],
        summary=typed["summary"],
        risk_level=typed["risk_level"],
        risk_reason=typed["risk_reason"],
        primary_worker=typed.get("primary_worker"),
        same_people=same_people or {},
    )


def kept_as_typed(form: IntakeForm) -> list[str]:
    """Return what looks wrong in the numbers of a valid form, never the numbers: they are kept as typed."""
    typed = form.cleaned_data
    iin_problem = check_iin(typed["iin"]).problem if typed["iin"] else None
    warnings = (phone_warning(typed["phone"]), phone_warning(typed["number"]), iin_problem)
    return list(dict.fromkeys(str(warning.label) for warning in warnings if warning))
