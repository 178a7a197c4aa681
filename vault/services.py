"""Making, destroying and re-wrapping data keys, and sealing rows anew for another owner."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, models, transaction
from django.utils import timezone

from vault.cipher import Binding, HeldKey, new_data_key, seal, unseal, unwrap, wrap
from vault.context import Slot, key_for_reading, key_for_writing, opening
from vault.enums import Purpose
from vault.errors import DamagedRecord, SealedFieldMisuse
from vault.fields import SealedField, sealed_fields
from vault.keys import KeyFiles, provider
from vault.models import SERVER, DataKey, WrappedKey

logger = logging.getLogger(__name__)

# In SQL, because every call that is logged makes a key: rows of two models would take twice the time.
NEW_KEY = """
    with key as (
        insert into vault_datakey (id, owner_id, purpose, created_at)
        values (%(data_key_id)s, %(owner_id)s, %(purpose)s, %(created_at)s)
    )
    insert into vault_wrappedkey (data_key_id, recipient, kek_version, blob)
    values (%(data_key_id)s, %(recipient)s, %(kek_version)s, %(blob)s)"""


@dataclass(frozen=True)
class Rewrapped:
    """What a run of `rewrap` did; the unreadable wraps were left as they are."""

    moved: int
    unreadable: int


@transaction.atomic(savepoint=False)
def create_data_key(*, owner_id: UUID, purposes: Iterable[Purpose | str]) -> dict[Slot, HeldKey]:
    """Make an owner's data keys, one for each purpose, wrapped by the current server keys, and return them.

    Give them to `sealing(made=...)`, which then asks for none. The database refuses a second key of an
    owner for the same purpose: values sealed by the first would be lost.
    """
    secrets = {_new_binding(owner_id, Purpose(purpose)): new_data_key() for purpose in purposes}
    rows = [_row_of(binding, secret) for binding, secret in secrets.items()]
    with connection.cursor() as cursor:
        for row in rows:
            cursor.execute(NEW_KEY, row)
    return {
        (owner_id, binding.purpose): HeldKey(binding.data_key_id, AESGCM(secret))
        for binding, secret in secrets.items()
    }


def _new_binding(owner_id: UUID, purpose: Purpose) -> Binding:
    return Binding(uuid4(), owner_id, purpose.value, provider().current_version(purpose))


def _row_of(binding: Binding, secret: bytes) -> dict[str, Any]:
    """Return what `NEW_KEY` stores of a key: never the key itself."""
    kek = provider().key(binding.purpose, binding.kek_version)
    blob = wrap(kek, binding, secret)
    return {**binding._asdict(), "created_at": timezone.now(), "recipient": SERVER, "blob": blob}


@transaction.atomic(savepoint=False)
def shred(*, owner_id: UUID) -> int:
    """Destroy every data key of an owner, so that what they sealed never opens again; return how many.

    A backup older than this moment still holds the wraps: the erasure is replayed after a restore (K7).
    """
    _all, by_model = DataKey.objects.filter(owner_id=owner_id).delete()
    return by_model.get(DataKey._meta.label, 0)


@transaction.atomic(savepoint=False)
def rebind(rows: Sequence[Any], *, old_owner: UUID, new_owner: UUID, batch: int = 500) -> int:
    """Give rows of one model to another owner: opened under the old key, sealed under the new one, and saved.

    Afterwards nothing of them opens under the old key. Lock the rows first (`select_for_update`), or a value
    that somebody saves meanwhile is lost. A value that does not open goes along as it is: it stays damaged,
    and opens again if the rows come back. Return how many did not open. Refuses rows that own themselves.
    """
    if not rows:
        return 0
    model = type(rows[0])
    fields = sealed_fields(model)
    if model._meta.get_field(model.vault_owner).primary_key:
        raise SealedFieldMisuse(f"{model.__name__} owns itself: no other owner can have its rows.")
    with opening([old_owner, new_owner], purposes={field.purpose for field in fields}):
        unreadable = sum(not _resealed(row, field, new_owner) for row in rows for field in fields)
    for row in rows:
        setattr(row, model.vault_owner, new_owner)
    plain_rows: models.QuerySet[Any] = models.QuerySet(model)  # its own would refuse to update what is sealed
    plain_rows.bulk_update(rows, [model.vault_owner, *(field.name for field in fields)], batch_size=batch)
    return unreadable


def _resealed(row: Any, field: SealedField, new_owner: UUID) -> bool:
    """Seal one value for the new owner; return False when it does not open."""
    stored = getattr(row, field.attname)
    if stored is None:
        return True
    old = field.place(row)
    new_key = key_for_writing(new_owner, field.purpose)
    try:
        plain = unseal(key_for_reading(old.owner_id, field.purpose), old, stored)
    except DamagedRecord as damage:
        where = (old.model_tag, old.field_tag, old.row_id)
        logger.error("Sealed value %s.%s of row %s does not open: %s", *where, damage)  # noqa: TRY400 no trace: it may hold content
        return False
    setattr(row, field.attname, seal(new_key, old._replace(owner_id=new_owner), plain))
    return True


def rewrap(kek_name: str, *, batch: int = 500) -> Rewrapped:
    """Move every wrap of one server key to its current version; run it again after an interruption.

    Each batch is a transaction of its own, and a wrap moves only from the version that was read, so the
    work may stop at any moment and two runs at once do no harm.
    """
    files = provider()
    target = files.current_version(kek_name)
    stale = WrappedKey.objects.filter(
        recipient=SERVER, data_key__purpose=Purpose(kek_name), kek_version__lt=target
    ).select_related("data_key")
    moved = unreadable = last = 0
    while wraps := list(stale.filter(pk__gt=last).order_by("pk")[:batch]):
        last = wraps[-1].pk
        with transaction.atomic():
            results = [_moved_to(target, wrapped, files) for wrapped in wraps]
        moved += results.count(True)
        unreadable += results.count(False)
    return Rewrapped(moved, unreadable)


def _moved_to(target: int, wrapped: WrappedKey, files: KeyFiles) -> bool:
    key = wrapped.data_key
    old = Binding(key.id, key.owner_id, key.purpose, wrapped.kek_version)
    new = old._replace(kek_version=target)
    try:
        secret = unwrap(files.key(key.purpose, old.kek_version), old, bytes(wrapped.blob))
    except DamagedRecord as damage:
        logger.error("Data key %s does not open: %s", key.id, damage)  # noqa: TRY400 no trace: it may hold content
        return False
    blob = wrap(files.key(key.purpose, target), new, secret)
    WrappedKey.objects.filter(pk=wrapped.pk, kek_version=old.kek_version).update(
        kek_version=target, blob=blob
    )
    return True
