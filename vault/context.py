"""Keys are held only between `opening` (or `sealing`) and its end (decision 14).

The one lawful context variable of the house: a sealed field has no other way to learn that a view was
journaled and that its owner's keys were asked for.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import MappingProxyType
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection

from vault.cipher import Binding, HeldKey, unwrap
from vault.enums import Purpose
from vault.errors import DamagedRecord, DataKeyMissing, NotOpened
from vault.keys import provider
from vault.models import SERVER

logger = logging.getLogger(__name__)

Slot = tuple[UUID, str]

# In SQL, because every page of a client costs it: put together anew it would take twice the time.
WRAPPED_KEYS = """
    select key.id, key.owner_id, key.purpose, wrapped.kek_version, wrapped.blob
    from vault_wrappedkey wrapped join vault_datakey key on key.id = wrapped.data_key_id
    where wrapped.recipient = %s and key.owner_id = any(%s::uuid[]) and key.purpose = any(%s)"""


@dataclass(repr=False)
class Scope:
    """The keys at hand; None where an owner was asked for and has no readable key."""

    keys: dict[Slot, HeldKey | None] = field(default_factory=dict)
    readable: set[Slot] = field(default_factory=set)

    def clear(self) -> None:
        self.keys.clear()
        self.readable.clear()


NOTHING_MADE: Mapping[Slot, HeldKey] = MappingProxyType({})
_scope: ContextVar[Scope | None] = ContextVar("vault_scope", default=None)


@contextmanager
def opening(owner_ids: Iterable[UUID], *, purposes: Iterable[str] = (Purpose.CASE,)) -> Iterator[None]:
    """Let sealed values of these owners be read and written inside the block; one query for all keys.

    Domain code calls its own `reading_case`, which journals the view first. Nesting adds owners.
    """
    slots = _slots(owner_ids, purposes)
    with _holding(slots, readable=slots, made=NOTHING_MADE):
        yield


@contextmanager
def sealing(
    owner_id: UUID, *, purposes: Iterable[str] = (Purpose.CASE,), made: Mapping[Slot, HeldKey] = NOTHING_MADE
) -> Iterator[None]:
    """Let new values of one owner be written inside the block; reading still raises NotOpened.

    `made` are keys that `create_data_key` made just now: the database is not asked for them.
    """
    with _holding(_slots([owner_id], purposes), readable=set(), made=made):
        yield


def key_for_reading(owner_id: UUID, purpose: str) -> HeldKey:
    """Return the key that opens an owner's values. Refuses outside `opening` of this owner and purpose."""
    scope = _scope.get()
    if scope is None or (owner_id, purpose) not in scope.readable:
        raise NotOpened(
            f"Nothing of {owner_id} for purpose {purpose} may be read here: open its reading context."
        )
    return _held(scope, owner_id, purpose)


def key_for_writing(owner_id: UUID, purpose: str) -> HeldKey:
    """Return the key that seals an owner's values. Refuses outside `opening` and `sealing`."""
    scope = _scope.get()
    if scope is None or (owner_id, purpose) not in scope.keys:
        raise NotOpened(
            f"Nothing of {owner_id} for purpose {purpose} may be written here: use opening or sealing."
        )
    return _held(scope, owner_id, purpose)


def _held(scope: Scope, owner_id: UUID, purpose: str) -> HeldKey:
    key = scope.keys[owner_id, purpose]
    if key is None:
        raise DataKeyMissing(f"{owner_id} has no readable data key for purpose {purpose}.")
    return key


def _slots(owner_ids: Iterable[UUID], purposes: Iterable[str]) -> set[Slot]:
    wanted = {Purpose(purpose).value for purpose in purposes}
    return {(owner_id, purpose) for owner_id in owner_ids for purpose in wanted}


@contextmanager
def _holding(slots: set[Slot], *, readable: set[Slot], made: Mapping[Slot, HeldKey]) -> Iterator[None]:
    outer = _scope.get() or Scope()
    known = outer.keys | {slot: made[slot] for slot in slots & made.keys()}
    scope = Scope(known | _unwrapped(slots - known.keys()), outer.readable | readable)
    token = _scope.set(scope)
    try:
        yield
    finally:
        _scope.reset(token)
        scope.clear()


def _unwrapped(slots: set[Slot]) -> dict[Slot, HeldKey | None]:
    """Unwrap the keys of all slots with one query; a slot without a readable key stays None."""
    found: dict[Slot, HeldKey | None] = dict.fromkeys(slots)
    if not slots:
        return found
    owners, purposes = (
        {str(owner_id) for owner_id, _purpose in slots},
        {purpose for _owner_id, purpose in slots},
    )
    with connection.cursor() as cursor:
        cursor.execute(WRAPPED_KEYS, [SERVER, list(owners), list(purposes)])
        rows = cursor.fetchall()
    for data_key_id, owner_id, purpose, kek_version, blob in rows:
        binding = Binding(data_key_id, owner_id, purpose, kek_version)
        found[owner_id, purpose] = _held_key(binding, bytes(blob))
    return found


def _held_key(binding: Binding, blob: bytes) -> HeldKey | None:
    kek = provider().key(binding.purpose, binding.kek_version)
    try:
        return HeldKey(binding.data_key_id, AESGCM(unwrap(kek, binding, blob)))
    except DamagedRecord as damage:
        logger.error("Data key %s does not open: %s", binding.data_key_id, damage)  # noqa: TRY400 no trace: it may hold content
        return None
