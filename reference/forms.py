"""Fields of forms that choose from the reference lists."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator

from reference.alphabet import shown_name
from reference.models import District, ReferenceQuerySet


class InAlphabeticalOrder(ModelChoiceIterator):
    """The choices as a dictionary of the reader's language has them, drawn without making the rows."""

    queryset: ReferenceQuerySet[District]

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        if self.field.empty_label is not None:
            yield "", str(self.field.empty_label)
        yield from self.queryset.alphabetical().values_list("pk", shown_name())


class DistrictField(forms.ModelChoiceField):
    """One of the districts that the form sets as `queryset`. Only what is offered is sorted."""

    iterator = InAlphabeticalOrder

    def __init__(self, **options: Any) -> None:
        super().__init__(District.objects.none(), **options)
