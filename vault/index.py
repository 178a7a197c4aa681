"""The blind index of a row: the tokens by which it is found, kept in step with its sealed values.

A model that is to be found inherits `Indexed` and says by `findable` what of it can be asked for. Tokens are
made by every index key that is present, and asked for by every one: so a key is changed without a gap
(vault/README.md).
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction

from vault.context import opening
from vault.errors import DamagedRecord, NotOpened
from vault.fields import NotYetSealed, sealed_fields
from vault.iin import TWELVE, bare_iin
from vault.keys import provider
from vault.names.folding import cleaned
from vault.phones import normalise_phone
from vault.tokens import (
    Population,
    exact_query_tokens,
    iin_token,
    name_query_tokens,
    name_tokens,
    phone_token,
    shared_query_tokens,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django.db.models import QuerySet

KEY = "index"
Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, kw_only=True)
class Findable:
    """What a row can be found by, in plain text; what is no phone or IIN is not indexed."""

    population: Population = Population.CLIENT
    names: Iterable[str] = ()
    phones: Iterable[str] = ()
    iins: Iterable[str] = ()


def index_keys() -> list[bytes]:
    """Return the index keys that are present: one, or two while it is being changed."""
    files = provider()
    files.current_version(KEY)  # refuses when there is none
    return [files.key(KEY, version) for version in files.versions(KEY)]


def tokens_of(findable: Findable) -> list[int]:
    """Return the tokens of a row, of every index key that is present, in the order of their numbers."""
    return sorted({token for key in index_keys() for token in _tokens(findable, key)})


def _tokens(findable: Findable, key: bytes) -> Iterator[int]:
    population = findable.population
    for name in filter(None, findable.names):
        yield from name_tokens(name, key=key, population=population)
    for phone in filter(None, map(normalise_phone, filter(None, findable.phones))):
        yield phone_token(phone, key=key, population=population)
    for iin in filter(TWELVE.fullmatch, map(bare_iin, filter(None, findable.iins))):
        yield iin_token(iin, key=key, population=population)


@dataclass(frozen=True)
class Asked:
    """The tokens that somebody asks for.

    A row with an exact one has what was asked for. One with a shared one may have another family name, one
    with a near one is like what was asked for: such rows are opened and compared.
    """

    exact: frozenset[int]
    shared: frozenset[int] = frozenset()
    near: frozenset[int] = frozenset()

    @property
    def tokens(self) -> list[int]:
        return sorted(self.exact | self.shared | self.near)

    @property
    def firm(self) -> list[int]:
        """Return the tokens without the near ones."""
        return sorted(self.exact | self.shared)


def together(parts: Iterable[Asked]) -> Asked:
    """Return the tokens of several things that are asked for at once; what is firm in one is not near."""
    parts = [*parts]
    firm = frozenset(token for part in parts for token in part.firm)
    return Asked(
        exact=frozenset().union(*(part.exact for part in parts)),
        shared=frozenset().union(*(part.shared for part in parts)),
        near=frozenset().union(*(part.near for part in parts)) - firm,
    )


def asked_by_name(text: str, population: Population = Population.CLIENT) -> Asked:
    """Return the tokens of a name as it was typed: in any script and order, with an error or another form."""

    def asked(tokens: Callable[..., set[int]]) -> frozenset[int]:
        return frozenset().union(*(tokens(text, key=key, population=population) for key in index_keys()))

    exact, shared = asked(exact_query_tokens), asked(shared_query_tokens)
    return Asked(exact, shared, asked(name_query_tokens) - exact - shared)


def asked_by_phone(e164: str, population: Population = Population.CLIENT) -> Asked:
    """Return the tokens of a number as `vault.phones.normalise_phone` makes it."""
    return Asked(frozenset(phone_token(e164, key=key, population=population) for key in index_keys()))


def asked_by_iin(iin: str, population: Population = Population.CLIENT) -> Asked:
    """Return the tokens of twelve digits."""
    return Asked(frozenset(iin_token(iin, key=key, population=population) for key in index_keys()))


def fingerprint(text: str) -> UUID:
    """Return what may be kept of a question: the same for the same words in any case, and nothing else.

    It is keyed, and no token: whoever reads the journal and the database cannot join the two.
    """
    words = " ".join(sorted(cleaned(text).split()))
    return UUID(bytes=hmac.digest(index_keys()[-1], f"asked|{words}".encode(), "sha256")[:16], version=4)


class TokensField(ArrayField):
    """The tokens of a row. They are made anew whenever the row is saved with what they are made of."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("base_field", models.BigIntegerField())
        super().__init__(**{"default": list, "editable": False, **options})

    def deconstruct(self) -> Any:
        name, _path, args, options = super().deconstruct()
        return name, "vault.index.TokensField", args, options

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        try:
            model_instance.tokens = tokens_of(model_instance.findable())
        except NotOpened:
            if model_instance.has_new_words:
                raise
        return model_instance.tokens


class Indexed(models.Model):
    """A row that can be found by what is sealed in it. `found_by` names the fields that `findable` reads.

    Whoever saves new words in some of them must be able to read the others. The tokens stand before the
    sealed fields, which forget what was typed when they are saved.
    """

    found_by: tuple[str, ...] = ()

    tokens = TokensField()

    class Meta:
        abstract = True

    def findable(self) -> Findable:
        """Return what this row is found by. A value that does not open finds nobody: read by `readable`."""
        raise NotImplementedError

    @property
    def has_new_words(self) -> bool:
        """Answer whether something that the row is found by waits to be sealed."""
        return any(isinstance(self.__dict__.get(f"{name}_sealed"), NotYetSealed) for name in self.found_by)

    def readable(self, name: str) -> str:
        """Return the text of a sealed field, or "" when its record is damaged."""
        try:
            return str(getattr(self, name) or "")
        except DamagedRecord:
            return ""

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        if update_fields is not None:
            update_fields = {*update_fields}
            update_fields |= {"tokens"} if update_fields & {*self.found_by} else set()
        super().save(*args, update_fields=update_fields, **options)


def led_by_tokens(rows: QuerySet[Row], asked: Asked) -> QuerySet[Row]:
    """Return rows found by tokens so that their index is asked first, before a limit.

    The planner takes each rare token for a common one, and for the first sixty of so many it would walk the
    whole table: no index has this order. Tokens that many rows share are as common as it thinks.
    """
    return rows if asked.shared else rows.order_by("version")


def reindex(model: type[Indexed], *, batch: int = 500) -> int:
    """Make the tokens of every row anew by the index keys that are present; return how many rows had others.

    Reads every name: the command that calls it journals that. Each batch is a transaction that holds its
    rows, so a worker's change waits a moment and is not lost. It may be stopped and run again.
    """
    changed, last = 0, None
    while rows := _index_batch(model, last, batch):
        changed += rows.stale
        last = rows.last
    return changed


@dataclass(frozen=True)
class _Batch:
    stale: int
    last: UUID


@transaction.atomic
def _index_batch(model: type[Indexed], last: UUID | None, batch: int) -> _Batch | None:
    rows: Any = model._default_manager.order_by("pk").select_for_update()
    rows = list(rows.filter(pk__gt=last)[:batch] if last else rows[:batch])
    if not rows:
        return None
    owners = {getattr(row, model.vault_owner) for row in rows}  # type: ignore[attr-defined] # a sealed model
    purposes = {field.purpose for field in sealed_fields(model)}
    with opening(owners, purposes=purposes):
        tokens = {row: tokens_of(row.findable()) for row in rows}
    stale = [row for row in rows if row.tokens != tokens[row]]
    for row in stale:
        row.tokens = tokens[row]
    model._default_manager.bulk_update(stale, ["tokens"])
    return _Batch(len(stale), rows[-1].pk)
