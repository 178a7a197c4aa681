"""What a machine can check about sealed models and server keys; each message says how to comply."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.admin.sites import all_sites
from django.core import checks
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from vault.enums import Purpose
from vault.fields import SealedField, sealed_fields
from vault.keys import key_problems
from vault.queryset import SealedQuerySet

TAG = re.compile(r"[a-z][a-z0-9_]*")
NOT_ON_SEALED = ("unique", "db_index", "primary_key", "choices", "unique_for_date")


@checks.register(checks.Tags.security, "vault", deploy=True)
def keys_are_usable(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    """Refuse to deploy with a server key that is missing, malformed, known or exposed."""
    return [checks.Error(line, id="vault.E001") for line in key_problems(settings.VAULT_KEYS_DIR)]


@checks.register(checks.Tags.models)
def sealed_models_are_sound(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    """Refuse models whose sealed values could not be sealed, or could not be found again."""
    sealed = [model for model in apps.get_models() if sealed_fields(model) and not model._meta.proxy]
    return [*_shared_tags(sealed), *(error for model in sealed for error in model_errors(model))]


def model_errors(model: type[models.Model]) -> Iterator[checks.CheckMessage]:
    """Yield everything that is wrong with one model that has sealed fields."""
    for line in (*_identity(model), *_searches(model), *_field_tags(model)):
        yield checks.Error(line, obj=model, id="vault.E002")
    for field in sealed_fields(model):
        for line in _options(field):
            yield checks.Error(line, obj=field, id="vault.E003")


def _identity(model: Any) -> Iterator[str]:
    if not TAG.fullmatch(getattr(model, "vault_tag", "")):
        yield "Give the model a vault_tag of lower-case letters; it must never change."
    if not _is_uuid(model, getattr(model, "vault_owner", "")):
        yield "Give the model a vault_owner: the name of the column that holds its owner's uuid."
    if not isinstance(model._meta.pk, models.UUIDField):
        yield "Give the model a UUIDField as primary key: a value is sealed before its row exists."
    if not isinstance(model._default_manager.get_queryset(), SealedQuerySet):
        yield "Make the model's default manager one of vault.queryset.SealedQuerySet."
    if any(site.is_registered(model) for site in all_sites):
        yield "Take the model out of the admin: it has sealed fields (decision 17)."


def _is_uuid(model: type[models.Model], name: str) -> bool:
    try:
        field: Any = model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return isinstance(getattr(field, "target_field", field), models.UUIDField)


def _searches(model: type[models.Model]) -> Iterator[str]:
    options = model._meta
    sealed = {name for field in sealed_fields(model) for name in (field.name, field.attname)}
    for name in sorted(sealed & {str(word).lstrip("-") for word in options.ordering or ()}):
        yield f"Take {name} out of Meta.ordering: it is sealed."
    used = [*options.unique_together, *(part.fields for part in (*options.indexes, *_unique(options)))]
    for name in sorted(sealed & {str(word).lstrip("-") for names in used for word in names}):
        yield f"Take {name} out of the model's indexes and unique constraints: it is sealed."


def _unique(options: Any) -> list[models.UniqueConstraint]:
    return [part for part in options.constraints if isinstance(part, models.UniqueConstraint)]


def _field_tags(model: type[models.Model]) -> Iterator[str]:
    for tag in _repeated(field.tag for field in sealed_fields(model)):
        yield f"Give each sealed field of the model a tag of its own: {tag} is used twice."


def _options(field: SealedField) -> Iterator[str]:
    for option in NOT_ON_SEALED:
        if getattr(field, option):
            yield f"Take {option} off this sealed field: equal values have different ciphertext."
    if field.has_default():
        yield "Take the default off this sealed field: empty is NULL, everything else is sealed at save."
    if not TAG.fullmatch(field.tag):
        yield "Give the sealed field a tag of lower-case letters; it must never change."
    if field.purpose not in Purpose.values:
        yield f"Give the sealed field one of these purposes: {', '.join(Purpose.values)}."


def _shared_tags(sealed: Iterable[Any]) -> Iterator[checks.CheckMessage]:
    for tag in _repeated(getattr(model, "vault_tag", "") for model in sealed):
        yield checks.Error(f"Two models have the vault_tag {tag!r}: give each its own.", id="vault.E004")


def _repeated(words: Iterable[str]) -> list[str]:
    seen = list(words)
    return sorted({word for word in seen if seen.count(word) > 1})
