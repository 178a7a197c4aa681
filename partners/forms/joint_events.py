"""What a keeper types about a joint event, and what everybody may ask the list."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.forms.boundfield import BoundField
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.enums import JointEventKind, ParticipantKind, ParticipantSex
from partners.forms.directory import ListFilter, day_input, offer_districts, say_choose
from partners.models import JointEvent, PartnerOrganisation
from partners.services import JointEventDetails


class JointEventFilter(ListFilter):
    """Narrows the list of joint events."""

    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All kinds")), *JointEventKind.choices]
    )
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    partner = forms.ModelChoiceField(
        PartnerOrganisation.objects.none(), label=_("Partner"), required=False, empty_label=_("All partners")
    )

    def __init__(self, *args: Any, years: list[int], partners: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields = cast("dict[str, Any]", self.fields)
        fields["year"].choices = [("", _("All years")), *((year, str(year)) for year in years)]
        fields["partner"].queryset = partners
        for name in ("kind", "year", "partner"):
            fields[name].widget.attrs["class"] = "form-select"


class Heads(forms.IntegerField):
    """How many came; empty where nobody did."""

    default_error_messages = dict.fromkeys(
        ("invalid", "min_value", "max_value"), _("Write a whole number from 0 to 9999.")
    )

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, min_value=0, max_value=9999, **options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"inputmode": "numeric"}


@dataclasses.dataclass(frozen=True)
class Difference:
    """One thing that a colleague saved otherwise while this worker was typing."""

    label: Any
    theirs: str
    yours: str


class JointEventForm(forms.ModelForm):
    """A joint event, with a box for each kind and sex of participants."""

    class Meta:
        model = JointEvent
        fields: tuple[str, ...] = (
            "kind", "held_on", "topic", "place", "district", "partners", "decisions",
        )  # fmt: skip
        widgets = {"held_on": day_input(), "partners": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        saved = self.saved()
        offer_districts(self, also=saved.district if saved else None)
        _offer_partners(self, also=saved)
        for field in self.fields.values():
            say_choose(field)
        self._add_boxes(JointEventDetails.of(saved).attendance if saved else {})

    def saved(self) -> JointEvent | None:
        """Return the event that stands in the database; a new one does not yet."""
        return None

    def _add_boxes(self, came: Mapping[tuple[str, str], int]) -> None:
        for kind in ParticipantKind:
            for sex in ParticipantSex:
                label = format_lazy("{kind}: {sex}", kind=kind.label, sex=sex.label)
                box = Heads(label=label)
                box.widget.attrs["aria-label"] = label
                self.fields[_box(kind, sex)] = box
                self.initial[_box(kind, sex)] = came.get((kind, sex))

    def boxes(self) -> list[tuple[Any, list[tuple[Any, BoundField]]]]:
        """Return the rows of the table of participants: a kind, and its box for each sex."""
        sexes = [(sex, sex.label) for sex in ParticipantSex]
        return [
            (kind.label, [(label, self[_box(kind, sex)]) for sex, label in sexes]) for kind in ParticipantKind
        ]

    def sexes(self) -> list[Any]:
        """Return the heads of the columns."""
        return [sex.label for sex in ParticipantSex]

    def details(self) -> JointEventDetails:
        """Return what was typed, as the services take it."""
        typed = self.cleaned_data
        pairs = [(kind, sex) for kind in ParticipantKind for sex in ParticipantSex]
        return JointEventDetails(
            kind=typed["kind"],
            held_on=typed["held_on"],
            topic=typed["topic"],
            place=typed["place"],
            district=typed["district"],
            partners=frozenset(typed["partners"]),
            attendance={(str(k), str(s)): typed[_box(k, s)] for k, s in pairs if typed[_box(k, s)]},
            decisions=typed["decisions"],
            is_cancelled=typed.get("is_cancelled", False),
        )


class NewJointEventForm(JointEventForm):
    """An event to plan or to record. Its id is drawn with the form: sending it twice makes one event."""

    event_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"initial": {"event_id": uuid.uuid4()}, **options})


class ChangeJointEventForm(JointEventForm):
    """An event that stands, and the version with which the form was opened (decision 16)."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    differences: Sequence[Difference] = ()

    class Meta(JointEventForm.Meta):
        fields = (*JointEventForm.Meta.fields, "is_cancelled")
        labels = {"is_cancelled": _("The event is cancelled")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["version"] = self.instance.version

    def saved(self) -> JointEvent:
        return self.instance

    def compare(self) -> None:
        """Set what a colleague has saved beside what was typed; saving once more then replaces it."""
        theirs, yours = JointEventDetails.of(self.instance), self.details()
        self.instance.refresh_from_db(fields=["version"])
        self.data = self.data.copy()  # type: ignore[attr-defined] # a QueryDict
        self.data["version"] = self.instance.version  # type: ignore[index] # its copy is mutable
        labels = {name: field.label for name, field in self.fields.items()} | {
            "attendance": _("Participants")
        }
        self.differences = [
            Difference(
                labels[name], in_words(name, getattr(theirs, name)), in_words(name, getattr(yours, name))
            )
            for name in theirs.unlike(yours)
        ]


def in_words(name: str, value: Any) -> str:
    """Return a detail of an event as a person reads it."""
    match value:
        case bool():
            return gettext("yes") if value else gettext("no")
        case dt.date():
            return date_format(value, "SHORT_DATE_FORMAT")
        case frozenset():
            return ", ".join(sorted(str(partner) for partner in value))
        case dict():
            lines = [
                f"{ParticipantKind(k).label}: {ParticipantSex(s).label}: {n}" for (k, s), n in value.items()
            ]
            return "; ".join(lines) or gettext("nothing")
    return str(JointEventKind(value).label if name == "kind" else value) or gettext("nothing")


def _box(kind: ParticipantKind, sex: ParticipantSex) -> str:
    return f"came_{kind}_{sex}"


def _offer_partners(form: forms.BaseForm, also: JointEvent | None) -> None:
    """Offer the partners of today, and those that an old event already has."""
    field = cast("forms.ModelMultipleChoiceField[PartnerOrganisation]", form.fields["partners"])
    offered = Q(is_active=True) | (Q(pk__in=also.partners.values("pk")) if also else Q())
    field.queryset = PartnerOrganisation.objects.filter(offered).alphabetical()
