"""What is typed about a referral: shape and meaning only; whether it may leave, the service says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.enums import DisclosedItem
from partners.enums import ServiceKind
from partners.models import Branch, PartnerOrganisation
from partners.queries import branches_offering
from reference.models import LegalBasis
from referrals.enums import DeclineReason, ReferralStatus, SentHow
from referrals.queries import ReferralFilters
from referrals.services import ReferralDetails

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from accounts.models import User
    from partners.models import BranchQuerySet

WAS_SHE_TOLD = [("yes", _("Yes")), ("no", _("No"))]


class ReferralFilterForm(forms.Form):
    """Every filter is optional; what does not fit is left out rather than refused."""

    status = forms.ChoiceField(
        label=_("Status"),
        choices=[("", _("Any status")), *ReferralStatus.choices],
        required=False,
    )
    partner = forms.ModelChoiceField(
        label=_("Partner"),
        queryset=PartnerOrganisation.objects.none(),
        required=False,
        empty_label=_("Any partner"),
    )
    urgent = forms.BooleanField(label=_("Urgent only"), required=False)
    waiting = forms.BooleanField(label=_("Waiting for an answer"), required=False)

    def __init__(self, *args: Any, worker: User, **options: Any) -> None:
        super().__init__(*args, **options)
        partner: Any = self.fields["partner"]
        partner.queryset = PartnerOrganisation.objects.visible_to(worker).alphabetical()

    def filters(self) -> ReferralFilters:
        """Return what was chosen and can be."""
        self.full_clean()
        return ReferralFilters(**{name: value for name, value in self.cleaned_data.items() if value})


class ServiceFilterForm(forms.Form):
    """Narrows the receivers to those who offer a service today."""

    service = forms.ChoiceField(
        label=_("Service"),
        choices=[("", _("Any service")), *ServiceKind.choices],
        required=False,
    )

    def receivers(self, worker: User) -> BranchQuerySet:
        """Return the branches to choose from."""
        self.full_clean()
        if service := self.cleaned_data.get("service"):
            return branches_offering(service)
        return Branch.objects.visible_to(worker).in_directory_order()


class LegalBasisFields(forms.Form):
    """The rule of law that stands for her consent, and whether she knows."""

    legal_basis = forms.ModelChoiceField(
        label=_("Legal basis"),
        queryset=LegalBasis.objects.none(),
        required=False,
        empty_label=_("None: she consents"),
        help_text=_("Only when the law obliges us to tell without her consent."),
    )
    client_was_told = forms.ChoiceField(
        label=_("The client was told"), choices=WAS_SHE_TOLD, required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        basis: Any = self.fields["legal_basis"]
        basis.queryset = (
            LegalBasis.objects.valid_on(timezone.localdate()).standing_for_consent().alphabetical()
        )

    def clean_client_was_told(self) -> bool | None:
        """Return None when nobody said: not asked is not no."""
        return {"yes": True, "no": False}.get(self.cleaned_data["client_was_told"])


class ReceiverSelect(forms.Select):
    """A choice in which a barred branch is seen, greyed, with the reason: the service refuses it as well."""

    barred: Collection[UUID] = ()

    def create_option(self, name: str, value: Any, label: Any, *rest: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(name, value, label, *rest, **options)
        if getattr(value, "value", None) in self.barred:
            option["attrs"]["disabled"] = True
            option["label"] = _("%(branch)s (conflict of interest)") % {"branch": label}
        return option


class PrepareForm(LegalBasisFields):
    receiver = forms.ModelChoiceField(
        label=_("Receiver"),
        queryset=Branch.objects.none(),
        empty_label=_("Choose a receiver"),
        widget=ReceiverSelect,
    )
    items = forms.MultipleChoiceField(
        label=_("What is told"),
        choices=DisclosedItem,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what this partner needs. Addresses of shelters and session notes never leave."),
    )
    request = forms.CharField(
        label=_("What we ask for"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
    )
    is_urgent = forms.BooleanField(
        label=_("Urgent"), required=False, help_text=_("An answer is expected on the next working day.")
    )
    field_order = ("receiver", "items", "request", "is_urgent", "legal_basis", "client_was_told")

    def __init__(
        self, *args: Any, receivers: BranchQuerySet, barred: Collection[UUID] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        receiver: Any = self.fields["receiver"]
        receiver.widget.barred = barred
        receiver.queryset = receivers

    def details(self) -> ReferralDetails:
        """Return what was typed, as the service takes it."""
        return ReferralDetails(**self.cleaned_data)


class LegalBasisForm(LegalBasisFields):
    """A legal basis for a referral that is prepared already."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        basis: Any = self.fields["legal_basis"]
        basis.required, basis.empty_label = True, "---------"


class MoveForm(forms.Form):
    """A move of the referral; `version` is the one the worker was looking at (decision 16)."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class NoteForm(MoveForm):
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text=_("Who said it, and what was agreed."),
    )


class SendForm(MoveForm):
    sent_how = forms.ChoiceField(label=_("Sent how"), choices=SentHow, widget=forms.RadioSelect)
    recipient_person = forms.CharField(
        label=_("Who took it there"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    receipt_number = forms.CharField(
        label=_("Their receipt number"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class DeclineForm(NoteForm):
    reason = forms.ChoiceField(
        label=_("Why did they say no?"), choices=DeclineReason, widget=forms.RadioSelect
    )
    field_order = ("reason", "note")


class WithdrawForm(MoveForm):
    reason = forms.CharField(
        label=_("Why do we take it back?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
