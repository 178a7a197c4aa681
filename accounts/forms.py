"""What is typed about sign-ins: its shape only."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.enums import LONGEST_PASSWORD, PEOPLE_ROLES, Role
from accounts.models import Team, User


class PasswordField(forms.CharField):
    """A password as typed: spaces belong to it."""

    def __init__(self, *, autocomplete: str, **kwargs: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete, "class": "in form-control"})
        super().__init__(strip=False, widget=widget, **kwargs)


class SignInForm(LoginForm):
    """Username and password; allauth checks them."""

    password = PasswordField(label=_("Password"), autocomplete="current-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Username")
        self.fields["login"].widget.attrs = {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
            "class": "in",
        }


class UnlockForm(forms.Form):
    password = PasswordField(label=_("Password"), autocomplete="current-password")


class NewPasswordForm(forms.Form):
    """A new password, typed twice. Whether it is good enough, the service says."""

    password = PasswordField(
        label=_("New password"),
        autocomplete="new-password",
        max_length=LONGEST_PASSWORD,
        help_text=_("At least 15 characters. A few words that only you would join are easy to remember."),
    )
    repeated = PasswordField(label=_("New password again"), autocomplete="new-password")

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if "password" in typed and "repeated" in typed and typed["password"] != typed["repeated"]:
            self.add_error("repeated", _("The two passwords differ. Type the same one twice."))
        return typed


class ChangePasswordForm(NewPasswordForm):
    current = PasswordField(label=_("Current password"), autocomplete="current-password")
    field_order = ["current", "password", "repeated"]


class InviteForm(forms.ModelForm):
    role = forms.ChoiceField(
        label=_("Role"), choices=[(role.value, role.label) for role in Role if role in PEOPLE_ROLES]
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )

    team = forms.ModelChoiceField(
        label=_("Team"),
        queryset=Team.objects.all(),
        required=False,
        empty_label=_("Not specified"),
        help_text=_("Operators, psychologists, lawyers and coordinators share the cases of their team."),
    )

    class Meta:
        model = User
        fields = ["display_name", "username", "role", "team", "email", "language"]
        help_texts = {
            "email": _("Only for neutral notices such as: you have 2 tasks today."),
        }

    def validate_unique(self) -> None:
        """Leave it to the constraint that compares usernames in any case; one sentence is enough."""


class TeamForm(forms.Form):
    name = forms.CharField(label=_("Name of the team"), max_length=80)
