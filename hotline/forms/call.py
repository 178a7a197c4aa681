"""The form of a call. What is typed is kept at any time; it is checked only at Finish."""

from __future__ import annotations

import copy
import dataclasses
import uuid
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.forms.models import fields_for_model
from django.utils import timezone
from django.utils.choices import BaseChoiceIterator
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cases.enums import KindOfViolence, MayContact, Weekday
from cases.forms.fields import DayField
from hotline import safety_check
from hotline.draft_pass import issue_pass, read_pass
from hotline.enums import CLOSED_AT_ONCE, CallType, EmergencyNumber, Given, Need
from hotline.forms.people import CallPersonForm, filled_people
from hotline.models import MOST_CHILDREN, Call, CallDraft
from hotline.people import people_typed
from hotline.sections import TOLD_FIELDS
from hotline.services.drafts import Since, Window
from hotline.verdicts import fields_of, verdicts_in
from reference.forms import DistrictField

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import Choices
    from django.forms.boundfield import BoundField, BoundWidget
    from django.http import QueryDict

    from accounts.models import User

AS_BUTTONS = (
    "call_type",
    "safe_to_talk",
    "abuser_present",
    "immediate_danger",
    "injuries",
    "weapon",
    "children_present",
    "emergency_called",
    "if_cut_off",
    "called_before",
    "may_contact",
    "lives_together",
    "child_saw_violence",
    "outcome",
    "urgency",
)
WIDGETS: dict[str, Any] = dict.fromkeys(AS_BUTTONS, forms.RadioSelect) | {
    "safe_from": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    "safe_until": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    "safe_number": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    "caller_name": forms.TextInput(attrs={"autocomplete": "off"}),
    "children_count": forms.NumberInput(attrs={"min": 0, "max": MOST_CHILDREN}),
    "address": forms.Textarea(attrs={"rows": 1, "class": "textarea form-control where"}),
    "notes": forms.Textarea(attrs={"rows": 8, "class": "textarea form-control", "form": "call-form"}),
}
HELP_TEXTS: dict[str, Any] = {
    "immediate_danger": _("“Yes” turns on danger mode."),
    "caller_name": _("An invented name is fine."),
    "phone": _("Shown on this page only."),
    "voicemail": _("Unspecified means never."),
    "message_wording": _("Word for word. Nothing else is ever written to her."),
}
ERROR_MESSAGES: dict[str, Any] = {
    "call_type": {"required": _("Choose the type of the call. Nothing else is required.")}
}
LONGEST_TYPED = 20_000  # of one value of a draft: more than any field takes


def _several(name: str, words: type[Choices], coerce: Callable[[Any], Any] = str) -> forms.Field:
    """Return checkboxes for an array of codes; a model's own form field would be a text box with commas."""
    field: Any = Call._meta.get_field(name)
    return forms.TypedMultipleChoiceField(
        label=capfirst(field.verbose_name),
        choices=words.choices,
        coerce=coerce,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class SameChoices(BaseChoiceIterator):
    """Choices that all forms of one kind share: a form copies its fields, with every word of every choice."""

    def __init__(self, choices: Any) -> None:
        self.choices = [(code, words if code else _("Not specified")) for code, words in choices]

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return iter(self.choices)

    def __copy__(self) -> SameChoices:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> SameChoices:
        return self


def _questions() -> dict[str, forms.Field]:
    """Return what a call is asked: the model's fields in the order of the conversation."""
    told = fields_for_model(
        Call, TOLD_FIELDS, widgets=WIDGETS, help_texts=HELP_TEXTS, error_messages=ERROR_MESSAGES
    )
    told |= {
        "district": DistrictField(label=_("District"), required=False, empty_label=_("Not specified")),
        "emergency_numbers": _several("emergency_numbers", EmergencyNumber),
        "safe_days": _several("safe_days", Weekday, coerce=int),
        "kinds_of_violence": _several("kinds_of_violence", KindOfViolence),
        "needs": _several("needs", Need),
        "given": _several("given", Given),
        "valid_until": DayField(
            label=_("She agrees until"),
            required=False,
            help_text=_("Empty: she is asked anew after 100 days."),
        ),
    }
    told["children_count"].validators.append(MaxValueValidator(MOST_CHILDREN))
    told["call_type"].required = True
    told["may_contact"].required = told["voicemail"].required = False  # silence is a no
    for field in told.values():
        if isinstance(field, forms.TypedChoiceField | forms.TypedMultipleChoiceField):
            field.choices = SameChoices(field.choices)
    return told


class CallForm(forms.Form):
    """All that is told in a call. Only the type is required, and only at Finish.

    No form of the model: that would fill a call and check it once more, which nobody reads (G1). All forms
    share one set of fields; whoever draws one first gives it `own_fields`.
    """

    questions: ClassVar[dict[str, forms.Field]] = _questions()
    use_required_attribute = False
    says_optional_once = True

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields = dict(self.questions)

    def own_fields(self, *, is_past: bool = False) -> CallForm:
        """Return this form with fields of its own: to draw a field writes into its widget.

        In a call that `is_past` no answer turns a mode on, and none says that it would.
        """
        self.fields = copy.deepcopy(self.fields)
        if is_past:
            self.fields["immediate_danger"].help_text = ""
        self._bound_fields_cache: dict[str, BoundField] = {}  # each knows the field of which it was made
        return self

    def clean_may_contact(self) -> str:
        """Silence about contact is a no."""
        return self.cleaned_data["may_contact"] or Call._meta.get_field("may_contact").default

    def clean_voicemail(self) -> str:
        """Silence about voicemail is a no."""
        return self.cleaned_data["voicemail"] or Call._meta.get_field("voicemail").default

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
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

    @cached_property
    def people(self) -> list[CallPersonForm]:
        """The people of whom something was sent: checked with the call, each in fields of her own."""
        return filled_people(self.data) if self.is_bound else []

    @property
    def told_people(self) -> list[dict[str, Any]]:
        """What is told of them, without those of whom only blanks were typed. Ask it of a valid form."""
        return [person.told for person in self.people if any(person.cleaned_data.values())]

    @property
    def has_errors_of_people(self) -> bool:
        return any(person.errors for person in self.people)

    def is_valid(self) -> bool:
        checked = [super().is_valid(), *(person.is_valid() for person in self.people)]
        return all(checked)

    @property
    def conversations(self) -> list[BoundWidget]:
        """The types of call that lead to a conversation."""
        return [
            radio
            for radio in self["call_type"].subwidgets
            if radio.data["value"] not in {"", *CLOSED_AT_ONCE}
        ]

    @property
    def closed_at_once(self) -> list[tuple[str, Any]]:
        """The types that close the call at once, by one press."""
        return [(kind.value, kind.label) for kind in CallType if kind in CLOSED_AT_ONCE]


def typed_in(post: QueryDict) -> dict[str, str | list[str]]:
    """Return what a page has typed so far, unchecked, as a draft keeps it; what is empty is left out."""
    typed: dict[str, str | list[str]] = {}
    for name in TOLD_FIELDS:
        values = [value[:LONGEST_TYPED] for value in post.getlist(name) if value][:40]
        if values:
            typed[name] = values if isinstance(Call._meta.get_field(name), ArrayField) else values[-1]
    checked = safety_check.fields_of(safety_check.told_in_form(post))
    return typed | fields_of(verdicts_in(post)) | checked | people_typed(post)


def since_in(post: QueryDict, base: int | None) -> Since | None:
    """Return upon which draft a page says that something changed; None when it sends the whole form."""
    return None if base is None else Since(base=base, cleared=frozenset(post.getlist("cleared")))


@dataclasses.dataclass(frozen=True)
class OpenPage:
    """One open page of a call: its window and the number of its next draft."""

    window: Window
    seq: int = 1

    @classmethod
    def of(cls, call: Call | None, *, known_draft: uuid.UUID | None = None) -> OpenPage:
        """Return a fresh page of `call`, or of a call that does not exist before its first input."""
        if call is None:
            return cls(Window(call_id=uuid.uuid4()))
        return cls(Window(call_id=call.pk, opened_at=call.started_at, known_draft=known_draft))

    def pass_for(self, author: User) -> str:
        return issue_pass(call_id=self.window.call_id, author=author, opened_at=self.window.opened_at)

    def base_of(self, draft: CallDraft | None) -> int | str:
        """Return upon which draft this page saves what changes: its own last one, the one it was filled from.

        Nothing is acknowledged of a page without a draft: "" lets it send the whole form first.
        """
        if draft is None:
            return ""
        return draft.seq if draft.client_id == self.window.client_id else 0

    def next(self, *, known_draft: uuid.UUID | None = None) -> OpenPage:
        """Return the same page after a draft was saved, perhaps with what it has now seen."""
        known = known_draft or self.window.known_draft
        return OpenPage(dataclasses.replace(self.window, known_draft=known), self.seq + 1)


class DraftNumberForm(forms.Form):
    """Which window saves, and the number of its draft."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    seq = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000)
    known_draft = forms.UUIDField(widget=forms.HiddenInput, required=False)
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000, required=False)


class OpenPageForm(DraftNumberForm):
    """The hidden part of the call's form: who writes which call in which window."""

    draft_pass = forms.CharField(widget=forms.HiddenInput, max_length=400)

    def __init__(self, *args: Any, author: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.author = author

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        self.proven = read_pass(typed.get("draft_pass", ""), life=None)
        if self.proven is None or self.proven.author_id != self.author.pk:
            raise forms.ValidationError(_("This page belongs to another worker. Open a new call."))
        return typed

    def page(self) -> OpenPage:
        """Return the page that was sent."""
        typed, proven = self.cleaned_data, self.proven
        assert proven is not None  # noqa: S101 clean refused the form otherwise
        window = Window(
            call_id=proven.call_id,
            client_id=typed["client_id"],
            opened_at=proven.opened_at,
            known_draft=typed["known_draft"],
        )
        return OpenPage(window, typed["seq"])
