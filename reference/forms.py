"""Fields of forms that choose from the reference lists."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.utils import timezone

from reference.models import District
from reference.queries import district_on, districts_to_choose_on


class InAlphabeticalOrder(ModelChoiceIterator):
    """The choices as a dictionary of the reader's language has them, drawn without making the rows."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        if self.field.empty_label is not None:
            yield "", str(self.field.empty_label)
        yield from districts_to_choose_on(timezone.localdate())


class DistrictField(forms.ModelChoiceField):
    """One of the districts that hold today. Only what is offered is sorted."""

    iterator = InAlphabeticalOrder

    def __init__(self, **options: Any) -> None:
        super().__init__(District.objects.all(), **options)

    def to_python(self, value: Any) -> District | None:
        if value in self.empty_values:
            return None
        try:
            found = district_on(timezone.localdate(), UUID(str(getattr(value, "pk", value))))
        except ValueError:  # no id at all
            found = None
        if found is None:
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value}
            )
        return found
