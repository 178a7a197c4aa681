"""What hangs on a case, found by the relations of the models: so rows of an upper app move unimported.

The services that move belongings decide and record; here are only the rows.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, UniqueConstraint

from cases.models import (
    Assignment,
    BranchConflict,
    Case,
    CaseFold,
    ConflictHint,
    ConflictOfInterest,
    Person,
    SafeContact,
    TimelineEntry,
)
from cases.row_security import Why, seeing_every_case
from vault.services import rebind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import Field, Model, QuerySet

# Rows of which a case has one: the two files' are compared value by value, a worker keeps her place, and what
# bars from the kept case already is enough.
COMPARED = frozenset({Person, SafeContact, Assignment, BranchConflict, ConflictHint})
STAYING = frozenset({CaseFold, ConflictOfInterest})

Moved = dict[str, list[str]]  # label of a model -> keys of its rows


@dataclass(frozen=True)
class Kind:
    """One kind of rows that hang on a case, by the column that names it."""

    model: Any
    column: str

    @property
    def label(self) -> str:
        return str(self.model._meta.label_lower)

    @property
    def is_sealed(self) -> bool:
        return getattr(self.model, "vault_owner", "") == f"{self.column}_id"

    @property
    def is_guarded(self) -> bool:
        """Answer whether forms guard these rows by a version, so that an open one must notice the move."""
        return any(field.name == "version" for field in self.model._meta.fields)

    def of(self, case: Case) -> QuerySet[Any]:
        found: QuerySet[Any] = self.model._default_manager.filter(**{self.column: case})
        return found

    @property
    def unique_rules(self) -> Iterator[UniqueConstraint]:
        """Yield the rules by which a case has such a row once, of this or that sort."""
        if self.model._meta.get_field(self.column).unique:
            yield UniqueConstraint(fields=[self.column], name="one_a_case")
        together = [UniqueConstraint(fields=names, name="once") for names in self.model._meta.unique_together]
        for rule in [*together, *self.model._meta.constraints]:
            if isinstance(rule, UniqueConstraint) and self.column in rule.fields:
                yield rule

    def clashing(self, rule: UniqueConstraint, folded: Case, kept: Case) -> QuerySet[Any]:
        """Return the rows that the kept case has already, as far as `rule` goes."""
        condition = rule.condition or Q()
        same = {name: OuterRef(name) for name in rule.fields if name != self.column}
        return self.of(folded).filter(condition, Exists(self.of(kept).filter(condition, **same)))

    def staying(self, folded: Case, kept: Case) -> Q:
        """Return what stays behind, because the kept case has it already."""
        stays = Q(pk__in=[])
        for rule in self.unique_rules:
            stays |= Q(pk__in=self.clashing(rule, folded, kept).values("pk"))
        return stays


@functools.cache
def kinds() -> tuple[Kind, ...]:
    """Return every kind of rows that hang on a case, those of upper apps too.

    A fold itself never moves, nor does a conflict of interest: it bars from both files (decision 38).
    """
    relations = sorted(_pointing_at(Case), key=lambda field: (field.model._meta.label_lower, field.name))
    return tuple(Kind(field.model, field.name) for field in relations if field.model not in STAYING)


def _pointing_at(model: type[Model]) -> Iterator[Field[Any, Any]]:
    """Yield the foreign keys to a model, those without a name on the other side and of many-to-many too."""
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            yield relation.field  # type: ignore[union-attr] # it is a relation that was made for a key


def what_cannot_stand_twice(folded: Case, kept: Case) -> list[Any]:
    """Return in words which living things both cases have, though a case may have only one."""
    return [
        rule.violation_error_message
        for kind in kinds()
        if kind.model not in COMPARED
        for rule in kind.unique_rules
        if rule.condition is not None and kind.clashing(rule, folded, kept).exists()
    ]


@seeing_every_case(Why.FOLDING)
def numbers_that_move(folded: Case, kept: Case) -> list[tuple[type[Model], int]]:
    """Return how many rows of each kind would move, those of which there are some."""
    counted = [(kind.model, _movable(kind, folded, kept).count()) for kind in kinds()]
    return [(model, number) for model, number in counted if number]


def _movable(kind: Kind, folded: Case, kept: Case) -> QuerySet[Any]:
    return kind.of(folded).exclude(kind.staying(folded, kept))


def move_all(*, folded: Case, kept: Case, but: Iterable[Any] = ()) -> Moved:
    """Move all that hangs on `folded` to `kept`, sealed anew, and return what moved.

    What the kept case has already stays behind, and the people whose keys are in `but`.
    """
    moved: Moved = {}
    for kind in kinds():
        rows = _movable(kind, folded, kept)
        if kind.model is Person:
            rows = rows.exclude(pk__in=list(but))
        if keys := [str(key) for key in rows.values_list("pk", flat=True)]:
            moved[kind.label] = keys
    move(moved, old=folded, new=kept)
    return moved


def move(moved: Moved, *, old: Case, new: Case) -> None:
    """Move named rows from one case to another. A row that is not in `old` any more is left alone."""
    for kind in kinds():
        rows = kind.of(old).filter(pk__in=moved.get(kind.label, []))
        if kind.label not in moved:
            continue
        if kind.is_guarded:
            rows.update(version=F("version") + 1)
        if kind.is_sealed:
            rebind(list(rows.select_for_update()), old_owner=old.pk, new_owner=new.pk)
        else:
            rows.update(**{kind.column: new})


def put_in_place_of(old: Any, new: Any, moved: Moved) -> None:
    """Let what moved name one person instead of another: the same one, who stood in both files."""
    for field in _pointing_at(Person):
        for within in _within(field, moved):
            if not field.unique:
                field.model._default_manager.filter(within, **{field.name: old}).update(**{field.name: new})


def _within(field: Field[Any, Any], moved: Moved) -> Iterator[Q]:
    """Yield where a key to a person stands in what moved: in a row itself, or in the list of a row."""
    if keys := moved.get(field.model._meta.label_lower):
        yield Q(pk__in=keys)
    if field.model._meta.auto_created:
        for other in _keys_of(field.model):
            if keys := moved.get(other.related_model._meta.label_lower):
                yield Q(**{f"{other.name}__in": keys})


def _keys_of(model: Any) -> list[Any]:
    return [field for field in model._meta.fields if field.is_relation]


def with_what_was_added(moved: Moved, case: Case) -> Moved:
    """Return what moved with what was written about it since: attempts, notes, moves, lines of the story."""
    whole = {label: [*keys] for label, keys in moved.items()}
    for _generation in range(2):  # a referral prepared on a consent that moved, and its own moves
        for kind in kinds():
            for condition in _about(kind, whole):
                added = kind.of(case).filter(condition).exclude(pk__in=whole.get(kind.label, []))
                keys = [str(key) for key in added.values_list("pk", flat=True)]
                whole.setdefault(kind.label, []).extend(keys)
    return whole


def _about(kind: Kind, moved: Moved) -> Iterator[Q]:
    """Yield how a row of this kind names something that moved."""
    for field in _keys_of(kind.model):
        if keys := moved.get(field.related_model._meta.label_lower):
            yield Q(**{f"{field.name}__in": keys})
    if kind.model is TimelineEntry:
        yield Q(subject_id__in=[key for keys in moved.values() for key in keys])
