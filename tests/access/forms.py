"""Fills the form of a page so that it is saved: what it holds already, and something for what it must hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

if TYPE_CHECKING:
    from django.test import Client

NAMED = re.compile(r'\bname="([^"]+)"')


def filled_form(browser: Client, path: str) -> tuple[dict[str, Any], set[str]]:
    """Return what a worker would send from the page at `path`, and the names that its inputs have.

    Nothing is returned when the page has no form of its own.
    """
    page = browser.get(path)
    shown = [form for form in _forms_in(page.context) if isinstance(form, forms.BaseForm)]
    typed = {field.html_name: _value(field) for form in shown for field in form}
    own = set(NAMED.findall(page.content.decode(errors="ignore")))
    return {name: value for name, value in typed.items() if value not in (None, "", [], False)}, own


def _forms_in(context: Any) -> list[Any]:
    flat = context.flatten() if hasattr(context, "flatten") else {}
    if not flat and context:
        for layer in context:
            flat |= layer.flatten() if hasattr(layer, "flatten") else layer
    found = [flat.get(name) for name in ("form", "household")]
    return [one for some in found for one in (some.forms if hasattr(some, "forms") else [some])]


def _value(bound: forms.BoundField) -> Any:
    held = bound.value()
    if held not in (None, "", []) or not bound.field.required:
        return held
    field = bound.field
    if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        return [_first(field)]
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return _first(field)
    return next((value for kind, value in REQUIRED if isinstance(field, kind)), "Something")


def _first(field: Any) -> str:
    return next(str(code) for code, _words in field.choices if str(code))


REQUIRED = (
    (forms.DateField, timezone.localdate().isoformat()),
    (forms.TimeField, "10:00"),
    (forms.IntegerField, "3"),
    (forms.EmailField, "somebody@centre.example"),
    (forms.BooleanField, "on"),
)
