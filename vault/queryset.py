"""Query sets of models with sealed fields: what ciphertext cannot answer is refused, with a sentence."""

from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.sql import Query

from vault.errors import SealedFieldMisuse
from vault.fields import SealedField


class SealedQuery(Query):
    """A query that neither orders, groups, computes nor returns sealed columns on their own."""

    def resolve_ref(self, name: str, *args: Any, **options: Any) -> Any:
        self._refuse_sealed([name], "compute with")
        return super().resolve_ref(name, *args, **options)

    def add_ordering(self, *ordering: Any) -> None:
        self._refuse_sealed([name.lstrip("-+") for name in ordering if isinstance(name, str)], "order by")
        super().add_ordering(*ordering)

    def add_distinct_fields(self, *field_names: Any) -> None:
        self._refuse_sealed(field_names, "take distinct values of")
        super().add_distinct_fields(*field_names)

    def add_fields(self, field_names: Any, allow_m2m: bool = True) -> None:
        self._refuse_sealed(field_names, "return values of")
        super().add_fields(field_names, allow_m2m)

    def _refuse_sealed(self, names: Any, verb: str) -> None:
        for name in names:
            if name not in self.annotations and self._ends_in_sealed(name):
                raise SealedFieldMisuse(f"{name} is sealed: the database cannot {verb} it. Load the rows.")

    def _ends_in_sealed(self, name: str) -> bool:
        try:
            _path, field, _targets, _rest = self.names_to_path(name.split("__"), self.get_meta())
        except FieldError:  # Django says in its own words what this name lacks
            return False
        return isinstance(field, SealedField)


class SealedQuerySet(models.QuerySet):
    """Subclass this in every model with sealed fields. `bulk_create` seals; `update` of them refuses."""

    def __init__(self, model: Any = None, query: Any = None, using: Any = None, hints: Any = None) -> None:
        super().__init__(model, query or SealedQuery(model), using, hints)

    def update(self, **values: Any) -> int:
        """Update plain columns. Refuses sealed ones: each row's value is bound to its row, so save rows."""
        for name, value in values.items():
            if isinstance(self.model._meta.get_field(name), SealedField):
                raise SealedFieldMisuse(f"{name} is sealed for each row alone: change and save the rows.")
            if hasattr(value, "resolve_expression"):
                value.resolve_expression(self.query.clone(), allow_joins=False, for_save=True)
        return super().update(**values)

    update.alters_data = True  # type: ignore[attr-defined] # templates must not call it


class SealedManager(models.Manager.from_queryset(SealedQuerySet)):  # type: ignore[misc] # made at run time
    """The manager of a model that needs no query set of its own."""
