"""What a keeper of the directory types, and what everybody may ask it."""

from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.enums import PartnerKind, SpokenLanguage
from partners.models import Agreement, Branch, ContactPerson, OfferedService, PartnerOrganisation
from reference.models import District


def offer_districts(form: forms.BaseForm, also: District | None = None) -> None:
    """Offer the districts that exist today, and the one that an old entry already has."""
    field = cast("forms.ModelChoiceField[District]", form.fields["district"])
    today = District.objects.valid_on(timezone.localdate())
    offered = District.objects.filter(Q(pk__in=today) | Q(pk=also.pk)) if also else today
    field.queryset = offered.alphabetical()


def say_choose(field: forms.Field) -> None:
    """Put words where Django shows a row of dashes."""
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = _("Choose from the list")
    elif isinstance(field, forms.TypedChoiceField):
        choices = cast("list[tuple[str, Any]]", field.choices)
        field.choices = [(key, label if key else _("Choose from the list")) for key, label in choices]


def three(text: str) -> Div:
    """The same text in three languages, side by side where there is room."""
    return Div(f"{text}_ru", f"{text}_kk", f"{text}_en", css_class="grid-3")


def day_input() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, "%Y-%m-%d")


class ListFilter(forms.Form):
    """Narrows a list; a choice that does not exist narrows nothing."""

    before = forms.UUIDField(required=False, widget=forms.HiddenInput)
    after = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def asked(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what was asked for, and the mark beside which the page stands."""
        self.is_valid()
        marks = {side: self.cleaned_data.pop(side, None) for side in ("before", "after")}
        return self.cleaned_data, marks


class DirectoryFilter(ListFilter):
    """Narrows the directory."""

    search = forms.CharField(
        label=_("Name of a partner"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search", "class": "form-control"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("All kinds")), *PartnerKind.choices],
        widget=forms.Select({"class": "form-select"}),
    )
    district = forms.ModelChoiceField(
        District.objects.none(),
        label=_("District"),
        required=False,
        empty_label=_("All districts"),
        widget=forms.Select({"class": "form-select"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_districts(self)
        self.fields["search"].widget.attrs["placeholder"] = self.fields["search"].label


class EntryForm(forms.ModelForm):
    """One entry of the directory.

    What it belongs to is a fixed field: Django asks no constraint that names a field missing from the form.
    """

    owner: str = ""
    layout: tuple[str | Div, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.owner:
            self.fields[self.owner].disabled = True
            self.fields[self.owner].widget = forms.HiddenInput()
        for field in self.fields.values():
            say_choose(field)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.layout)

    def get_owner(self) -> PartnerOrganisation | Branch | None:
        """Return what the entry belongs to; a partner belongs to nobody."""
        return getattr(self.instance, self.owner) if self.owner else None

    @classmethod
    def new_entry(cls, owner: PartnerOrganisation | Branch) -> Any:
        """Return an unsaved entry under `owner`."""
        return cls._meta.model(**{cls.owner: owner})


class PartnerForm(EntryForm):
    layout = (
        Div("kind", "website", css_class="grid-2"),
        three("name"),
        three("about"),
        "checked_on",
        "agreed_to_be_listed",
        "is_active",
    )

    website = forms.URLField(label=_("Website"), required=False, max_length=200, assume_scheme="https")

    class Meta:
        model = PartnerOrganisation
        fields = (
            "kind", "name_ru", "name_kk", "name_en", "about_ru", "about_kk", "about_en",
            "website", "checked_on", "agreed_to_be_listed", "is_active",
        )  # fmt: skip
        widgets = {
            "checked_on": day_input(),
            **{f"about_{language}": forms.Textarea({"rows": 4}) for language in ("ru", "kk", "en")},
        }


class BranchForm(EntryForm):
    owner = "organisation"
    layout = (
        "organisation",
        three("name"),
        Div("district", "phone", css_class="grid-2"),
        "address",
        three("hours"),
        "languages",
        "is_active",
    )

    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        required=False,
        choices=SpokenLanguage,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Branch
        fields = (
            "organisation", "name_ru", "name_kk", "name_en", "district", "phone", "address",
            "hours_ru", "hours_kk", "hours_en", "languages", "is_active",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_districts(self, also=self.instance.district if self.instance.district_id else None)


class ServiceForm(EntryForm):
    owner = "branch"
    layout = (
        "branch",
        "kind",
        "note",
        Div("valid_from", "valid_until", css_class="grid-2"),
        "is_free_of_charge",
    )

    class Meta:
        model = OfferedService
        fields = ("branch", "kind", "note", "valid_from", "valid_until", "is_free_of_charge")
        labels = {"valid_from": _("Offered from"), "valid_until": _("Offered until")}
        widgets = {name: day_input() for name in ("valid_from", "valid_until")}


class ContactForm(EntryForm):
    owner = "branch"
    layout = (
        "branch",
        three("position"),
        "name",
        Div("work_phone", "work_email", css_class="grid-2"),
        "is_current",
    )

    class Meta:
        model = ContactPerson
        fields = (
            "branch", "position_ru", "position_kk", "position_en",
            "name", "work_phone", "work_email", "is_current",
        )  # fmt: skip


class AgreementForm(EntryForm):
    owner = "organisation"
    layout = ("organisation", "number", Div("signed_on", "valid_until", css_class="grid-2"))

    class Meta:
        model = Agreement
        fields = ("organisation", "number", "signed_on", "valid_until")
        widgets = {name: day_input() for name in ("signed_on", "valid_until")}
