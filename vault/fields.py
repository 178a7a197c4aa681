"""Sealed fields: bytes in the database, plain only inside `vault.context.opening` (decision 22).

A field `name` has two faces on an instance, as a foreign key has: `person.name_sealed` is what is stored,
safe to load, copy and pickle anywhere; `person.name` opens it, or takes a new value that `save` seals.
Nothing plain is kept on the instance: every read decrypts, which costs microseconds.
"""

import copy
import json
import logging
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NoReturn, Self
from uuid import UUID

from django import forms
from django.core import validators
from django.db import models
from django.utils.translation import gettext_lazy as _

from vault import formfields
from vault.cipher import Place, check_format, seal, unseal
from vault.context import key_for_reading, key_for_writing
from vault.enums import Purpose
from vault.errors import DamagedRecord, SealedFieldMisuse

logger = logging.getLogger(__name__)

EMPTY: tuple[object, ...] = (None, "", [], {}, ())


class NotYetSealed:
    """A new value that waits on its instance for `save`. It shows itself to nobody and is never pickled."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __repr__(self) -> str:
        return "<not yet sealed>"

    def __reduce__(self) -> NoReturn:
        raise SealedFieldMisuse("A value that is not yet sealed is never pickled: save the instance first.")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> "NotYetSealed":
        return NotYetSealed(copy.deepcopy(self.value, memo))


class SealedAttribute:
    """The plain face of a sealed field on an instance."""

    def __init__(self, field: "SealedField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        stored = getattr(instance, self.field.attname)
        if stored is None:
            return self.field.nothing
        if isinstance(stored, NotYetSealed):
            return stored.value
        return self.field.opened(instance, stored)

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = self.field.waiting(value)


class SealedField(models.BinaryField):
    """What the kinds of sealed fields share. `tag` is stable: it is bound into every stored value.

    A field that may be blank is nullable without being told, since empty is stored as NULL.
    """

    nothing: Any = None
    empty_values = list(validators.EMPTY_VALUES)
    empty_strings_allowed = False

    def __init__(
        self, verbose_name: Any = None, *, tag: str, purpose: str = Purpose.CASE, **options: Any
    ) -> None:
        self.tag = tag
        self.purpose = str(purpose)
        options.setdefault("editable", True)
        options.setdefault("null", options.get("blank", False))
        super().__init__(verbose_name, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        options.pop("editable", None)
        if not self.editable:
            options["editable"] = False
        return name, path, args, {**options, "tag": self.tag, "purpose": self.purpose}

    def get_attname(self) -> str:
        return f"{self.name}_sealed"

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.name, SealedAttribute(self))

    # The kinds say how a value becomes bytes.

    def encoded(self, value: Any) -> bytes:
        raise NotImplementedError

    def decoded(self, plain: bytes) -> Any:
        raise NotImplementedError

    # Between the instance and the vault.

    def waiting(self, value: object) -> bytes | NotYetSealed | None:
        """Return what an instance keeps of an assigned value: ciphertext as it is, the rest to be sealed."""
        if value in EMPTY:
            return None
        if isinstance(value, bytes):
            check_format(value)
            return value
        self.encoded(value)  # refuses a wrong kind here, where it was assigned
        return NotYetSealed(value)

    def opened(self, instance: models.Model, stored: bytes) -> Any:
        place = self.place(instance)
        key = key_for_reading(place.owner_id, self.purpose)
        try:
            return self.decoded(unseal(key, place, stored))
        except DamagedRecord as damage:
            where = (place.model_tag, place.field_tag, place.row_id)
            logger.error("Sealed value %s.%s of row %s does not open: %s", *where, damage)  # noqa: TRY400 no trace
            raise

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        stored = getattr(model_instance, self.attname)
        if isinstance(stored, NotYetSealed):
            place = self.place(model_instance)
            key = key_for_writing(place.owner_id, self.purpose)
            stored = seal(key, place, self.encoded(stored.value))
            setattr(model_instance, self.attname, stored)
        return stored

    def place(self, instance: models.Model) -> Place:
        """Return where the value of this field belongs: its row and its owner."""
        model: Any = type(instance)
        owner_id = getattr(instance, model.vault_owner)
        return Place(model.vault_tag, self.tag, _uuid(instance.pk), _uuid(owner_id))

    # Between the instance and the database.

    def from_db_value(self, value: Any, expression: object, connection: object) -> bytes | None:
        return None if value is None else bytes(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, NotYetSealed | str):
            raise SealedFieldMisuse(
                f"{self.name} is sealed by saving its instance: nothing else can store it."
            )
        return super().get_db_prep_value(value, connection, prepared)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise SealedFieldMisuse(f"{self.name} is sealed: only isnull can be asked, not {lookup_name}.")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> NoReturn:
        raise SealedFieldMisuse(f"{self.name} is sealed: {lookup_name} cannot be computed in the database.")

    # Between the instance, forms and fixtures: fixtures carry ciphertext, as BinaryField's do.

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return bytes(value) if isinstance(value, memoryview) else value

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        if isinstance(value, bytes):
            return value
        plain = value.value if isinstance(value, NotYetSealed) else None
        self.validate(plain, model_instance)
        self.run_validators(plain)
        return value


def _uuid(value: object) -> UUID:
    if value is None:
        raise SealedFieldMisuse("A row is sealed for its id and its owner's id: set both first.")
    return value if isinstance(value, UUID) else UUID(str(value))


class SealedTextField(SealedField):
    """Words. Nothing is "", as in Django's own text fields."""

    if TYPE_CHECKING:
        _pyi_private_set_type: str | None
        _pyi_private_get_type: str  # type: ignore[assignment] # the base holds bytes

    description = _("Sealed text")
    nothing = ""

    def encoded(self, value: Any) -> bytes:
        return str(value).encode()

    def decoded(self, plain: bytes) -> str:
        return plain.decode()

    def formfield(self, **options: Any) -> Any:
        long = {} if self.max_length else {"widget": forms.Textarea}
        limit = {"max_length": self.max_length}
        return super().formfield(**{"form_class": formfields.SealedCharField, **limit, **long, **options})


class SealedJSONField(SealedField):
    """Answers. What is read is a fresh copy: assign a changed one, a change in place is not seen."""

    if TYPE_CHECKING:
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    description = _("Sealed answers")

    def encoded(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def decoded(self, plain: bytes) -> Any:
        return json.loads(plain)

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": formfields.SealedJSONField, **options})


class SealedDateField(SealedField):
    """A day."""

    if TYPE_CHECKING:
        _pyi_private_set_type: date | None
        _pyi_private_get_type: date | None  # type: ignore[assignment] # the base holds bytes

    description = _("Sealed date")

    def encoded(self, value: Any) -> bytes:
        if not isinstance(value, date) or isinstance(value, datetime):
            raise SealedFieldMisuse(f"{self.name} takes a date, not {type(value).__name__}.")
        return value.isoformat().encode()

    def decoded(self, plain: bytes) -> date:
        return date.fromisoformat(plain.decode())

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": formfields.SealedDateField, **options})


def sealed_fields(model: type[models.Model]) -> list[SealedField]:
    """Return the sealed fields of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]
