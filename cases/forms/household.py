"""Who belongs to the case and how the client may be reached."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.enums import (
    AgeBand,
    ContactChannel,
    HouseholdRole,
    MayContact,
    Relationship,
    Sex,
    VoicemailRule,
    Weekday,
)
from cases.forms.fields import DayField
from cases.services.intake import PersonDetails, SafeContactDetails
from vault.errors import DamagedRecord
from vault.iin import bare_iin

if TYPE_CHECKING:
    from django.db.models import Model

NOT_SPECIFIED = ("", _("Not specified"))
LONG = 2000


def optional_choices(choices: Any) -> list[tuple[Any, Any]]:
    """Return `choices` with "Not specified" before them."""
    return [NOT_SPECIFIED, *choices]


class YesNo(forms.TypedChoiceField):
    """Yes, no, or not known (None), which is also what "not asked" means."""

    def __init__(self, **options: Any) -> None:
        choices = [("yes", _("Yes")), ("no", _("No")), ("unknown", _("Unknown"))]
        super().__init__(
            choices=choices,
            coerce={"yes": True, "no": False, "unknown": None}.get,
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value)


@dataclasses.dataclass(frozen=True)
class Difference:
    """One field that a colleague saved otherwise while this worker was typing."""

    label: Any
    theirs: str
    yours: str


class GuardedForm(forms.Form):
    """A form that knows which version of the row it was opened with (decision 16)."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, row: Model, **options: Any) -> None:
        super().__init__(*args, **options)
        self.differences: list[Difference] = []
        self.damaged: list[str] = []
        self.initial = self._values_of(row)

    def _values_of(self, row: Model) -> dict[str, Any]:
        """Return what the row holds; a value that does not open is shown as damaged and stays as it is."""
        values: dict[str, Any] = {}
        for name, field in self.fields.items():
            try:
                values[name] = getattr(row, name)
            except DamagedRecord:
                values[name] = None
                field.disabled = True
                field.help_text = _("This record is damaged and cannot be read. It stays as it is.")
                self.damaged.append(name)
        return values

    def compare_with(self, row: Model) -> None:
        """Set what a colleague has saved beside what was typed; saving once more then replaces it."""
        newer = self._values_of(row)
        self.data = self.data.copy()  # type: ignore[attr-defined] # a QueryDict
        self.data[self.add_prefix("version")] = newer["version"]  # type: ignore[index] # its copy is mutable
        self.differences = [
            Difference(field.label, in_words(field, newer[name]), in_words(field, self.cleaned_data[name]))
            for name, field in self.fields.items()
            if name != "version" and (newer[name] or None) != (self.cleaned_data[name] or None)
        ]


def in_words(field: forms.Field, value: Any) -> str:
    """Return a field's value as a person reads it."""
    if value in (None, "", []):
        return gettext("nothing")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    labels = {str(code): str(label) for code, label in getattr(field, "choices", [])}
    values = value if isinstance(value, list) else [value]
    return ", ".join(labels.get(str(one)) or str(formats.localize_input(one)) for one in values)


class PersonFields(forms.Form):
    """What may be known of a person; everything may stay empty."""

    name = forms.CharField(label=_("Name"), required=False, max_length=200)
    other_names = forms.CharField(
        label=_("Other names"),
        required=False,
        max_length=200,
        help_text=_("A maiden name, a name in another passport. Put commas between them."),
    )
    code_name = forms.CharField(label=_("Code name she chose"), required=False, max_length=80)
    sex = forms.ChoiceField(label=_("Sex"), choices=optional_choices(Sex.choices), required=False)
    birth_date = forms.DateField(
        label=_("Date of birth"),
        required=False,
        help_text=_("Gives the age group; leave it empty when unknown."),
    )
    age_band_at_first_contact = forms.ChoiceField(
        label=_("Age group now"), choices=optional_choices(AgeBand.choices), required=False
    )
    age_band_at_incident = forms.ChoiceField(
        label=_("Age group at the time of the violence"),
        choices=optional_choices(AgeBand.choices),
        required=False,
    )
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)
    iin = forms.CharField(
        label=_("IIN"), required=False, max_length=20, help_text=_("Only if she wishes to give it.")
    )
    address = forms.CharField(label=_("Address"), required=False, max_length=300)
    occupation = forms.CharField(label=_("Occupation"), required=False, max_length=200)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_birth_date(self) -> dt.date | None:
        birth_date: dt.date | None = self.cleaned_data["birth_date"]
        if birth_date and birth_date > dt.date.today():  # noqa: DTZ011 a birthday has no time zone
            raise forms.ValidationError(_("This day is still to come. Give the day of birth."))
        return birth_date

    def clean_iin(self) -> str:
        return bare_iin(self.cleaned_data["iin"])


class PersonForm(PersonFields):
    """Somebody of the household; the client keeps her role and has no relationship to herself."""

    role = forms.ChoiceField(label=_("Role in the household"), choices=HouseholdRole.choices)
    relationship = forms.ChoiceField(
        label=_("Relationship to the client"), choices=optional_choices(Relationship.choices), required=False
    )
    lives_with_client = YesNo(label=_("Lives with the client?"))
    saw_the_violence = YesNo(label=_("Saw the violence?"))

    field_order = ("role", "relationship", "name", "other_names", "code_name", "sex", "birth_date")

    def __init__(self, *args: Any, is_client: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        role: Any = self.fields["role"]
        if is_client:
            role.choices = [(HouseholdRole.CLIENT.value, HouseholdRole.CLIENT.label)]
            role.widget = forms.HiddenInput()
            role.initial = HouseholdRole.CLIENT
            for name in ("relationship", "lives_with_client", "saw_the_violence"):
                del self.fields[name]
        else:
            role.choices = [choice for choice in HouseholdRole.choices if choice[0] != HouseholdRole.CLIENT]
            del self.fields["code_name"]

    def details(self) -> PersonDetails:
        """Return what was typed, as the services take it."""
        known = {field.name for field in dataclasses.fields(PersonDetails)}
        return PersonDetails(**{name: value for name, value in self.cleaned_data.items() if name in known})


class AddPersonForm(PersonForm):
    """One more person. The id is drawn with the form: sending it twice adds one person."""

    person_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"initial": {"person_id": uuid.uuid4()}, **options})


class ChangePersonForm(GuardedForm, PersonForm):
    """What is known of somebody, changed."""


class SafeContactFields(forms.Form):
    """How she may be reached. Unspecified means no (NNEDV)."""

    may_contact = forms.ChoiceField(
        label=_("May we contact her?"),
        choices=MayContact.choices,
        initial=MayContact.NO,
        required=False,
        widget=forms.RadioSelect,
    )
    channel = forms.ChoiceField(
        label=_("How"), choices=optional_choices(ContactChannel.choices), required=False
    )
    number = forms.CharField(label=_("Safe number"), required=False, max_length=40)
    safe_days = forms.TypedMultipleChoiceField(
        label=_("Safe days"),
        choices=Weekday.choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: every day is safe."),
    )
    safe_from = forms.TimeField(
        label=_("Safe from"), required=False, help_text=_("Both empty: every hour is safe.")
    )
    safe_until = forms.TimeField(label=_("Safe until"), required=False)
    voicemail = forms.ChoiceField(
        label=_("Voicemail"), choices=VoicemailRule.choices, initial=VoicemailRule.NEVER, required=False
    )
    messages_allowed = forms.BooleanField(label=_("Messages are allowed"), required=False)
    message_wording = forms.CharField(
        label=_("Agreed words of a message"),
        required=False,
        max_length=300,
        help_text=_("Word for word. Nothing else is ever written to her."),
    )
    also_used_by = forms.CharField(label=_("Who else uses the telephone"), required=False, max_length=300)
    valid_until = DayField(
        label=_("She agrees until"),
        required=False,
        help_text=_("Empty: she is asked anew after 100 days."),
    )
    language = forms.ChoiceField(
        label=_("Her language"), choices=optional_choices(settings.LANGUAGES), required=False
    )
    ask_for = forms.CharField(label=_("Name to ask for"), required=False, max_length=80)
    code_word = forms.CharField(label=_("Code phrase"), required=False, max_length=120)
    if_someone_else = forms.CharField(
        label=_("What to say if someone else answers"), required=False, max_length=300
    )
    alert = forms.CharField(label=_("Warning before contact"), required=False, max_length=300)

    def clean_may_contact(self) -> str:
        return self.cleaned_data["may_contact"] or MayContact.NO.value

    def clean_voicemail(self) -> str:
        return self.cleaned_data["voicemail"] or VoicemailRule.NEVER.value

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("may_contact") == MayContact.YES and not typed.get("channel"):
            self.add_error("channel", _("Say how she may be contacted: by call, message or in person."))
        begins, ends = typed.get("safe_from"), typed.get("safe_until")
        if (begins is None) != (ends is None):
            self.add_error("safe_until", _("Give both hours or neither."))
        elif begins is not None and begins >= ends:
            self.add_error("safe_until", _("The safe hours end before they begin. Give a later hour."))
        until = typed.get("valid_until")
        if typed.get("may_contact") == MayContact.YES and until and until < timezone.localdate():
            self.add_error(
                "valid_until", _("This day is past. Ask her until when she agrees, or leave it empty.")
            )
        return typed

    def safe_contact_details(self, *, confirmed_on: dt.date | None) -> SafeContactDetails:
        """Return what she said about contact, as the services take it."""
        typed = {name: self.cleaned_data[name] for name in SafeContactFields.base_fields}
        return SafeContactDetails(**typed, confirmed_on=confirmed_on)


class SafeContactForm(GuardedForm, SafeContactFields):
    """How she may be reached, as she has just said it."""
