"""`{% load sealed %}{% sealed person "name" %}`: one damaged value must not take the whole page away."""

from django import template
from django.db.models import Model
from django.utils.translation import gettext as _

from vault import iin
from vault.errors import DamagedRecord

register = template.Library()


@register.simple_tag
def sealed(row: Model, name: str) -> object:
    """Return a sealed value, or in its place the words that it is damaged; never blank, never ciphertext."""
    try:
        return getattr(row, name)
    except DamagedRecord:
        return _("Record damaged")


@register.filter
def masked_iin(number: str) -> str:
    """Return an IIN with its last four digits only; the form shows it whole."""
    return iin.masked_iin(number)
