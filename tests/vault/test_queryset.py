"""What the database cannot answer about ciphertext is refused with a sentence, never answered wrongly."""

import pytest
from django.core.exceptions import FieldError
from django.db.models import Case, Count, F, Max, Q, Value, When
from django.db.models.functions import Lower

from tests.vault.notes.models import Note
from vault.errors import SealedFieldMisuse

REFUSED = {
    "exact": lambda notes: notes.filter(title="Irina"),
    "exact none": lambda notes: notes.filter(title=None),
    "the stored face": lambda notes: notes.filter(title_sealed=b"x"),
    "exclude": lambda notes: notes.exclude(title="Irina"),
    "icontains": lambda notes: notes.filter(title__icontains="Irina"),
    "in": lambda notes: notes.filter(title__in=["Irina"]),
    "transform": lambda notes: notes.filter(born_on__year__gte=2000),
    "key of answers": lambda notes: notes.filter(answers__safe=True),
    "get_or_create": lambda notes: notes.get_or_create(title="Irina"),
    "order_by": lambda notes: notes.order_by("title"),
    "order_by down": lambda notes: notes.order_by("-title_sealed"),
    "order_by expression": lambda notes: list(notes.order_by(Lower("title"))),
    "order_by F": lambda notes: list(notes.order_by(F("title").desc())),
    "latest": lambda notes: notes.latest("born_on"),
    "values": lambda notes: notes.values("title"),
    "all values": lambda notes: notes.values(),
    "values_list": lambda notes: notes.values_list("title", flat=True),
    "the stored face's values": lambda notes: notes.values_list("title_sealed"),
    "distinct": lambda notes: notes.distinct("title"),
    "annotate": lambda notes: notes.annotate(copy=F("title")),
    "function": lambda notes: notes.annotate(low=Lower("title")),
    "aggregate": lambda notes: notes.aggregate(last=Max("born_on")),
    "count": lambda notes: notes.annotate(number=Count("title")),
    "comparison": lambda notes: notes.filter(kind=F("title")),
    "dates": lambda notes: notes.dates("born_on", "year"),
    "update": lambda notes: notes.update(title="Irina"),
    "update the stored face": lambda notes: notes.update(title_sealed=b"x"),
    "update to none": lambda notes: notes.update(body=None),
    "update from sealed": lambda notes: notes.update(kind=F("title")),
    "bulk_update": lambda notes: notes.bulk_update([*notes], ["title"]),
}


@pytest.mark.parametrize("ask", REFUSED.values(), ids=REFUSED)
def test_ciphertext_is_not_asked_what_it_cannot_answer(note, opened, ask):
    note.title = "Irina"
    with pytest.raises(SealedFieldMisuse, match=r"is sealed"):
        ask(Note.objects.all())


ALLOWED = {
    "isnull": lambda notes: notes.filter(title__isnull=False, answers__isnull=True),
    "condition": lambda notes: notes.annotate(has=Case(When(body__isnull=False, then=Value(1)))).filter(
        has=1
    ),
    "Q": lambda notes: notes.filter(Q(body__isnull=False) | Q(kind="x")),
    "order by plain": lambda notes: notes.order_by("-kind", "?", "pk"),
    "order by annotation": lambda notes: notes.annotate(title_length=Value(1)).order_by(
        "title_length", F("kind")
    ),
    "distinct": lambda notes: notes.distinct("kind"),
    "annotation": lambda notes: notes.annotate(kinds=Count("kind")),
    "only": lambda notes: notes.only("title"),
    "defer": lambda notes: notes.defer("title"),
    "subquery": lambda notes: notes.filter(pk__in=Note.objects.filter(kind="plain")),
    "union": lambda notes: notes.union(Note.objects.filter(kind="x")),
}


@pytest.mark.parametrize("ask", ALLOWED.values(), ids=ALLOWED)
def test_everything_else_is_asked_as_ever(note, ask):
    assert list(ask(Note.objects.all())) == [note]


def test_plain_values_and_updates_are_as_ever(note):
    assert list(Note.objects.annotate(one=Value(1)).values_list("kind", "one")) == [("plain", 1)]
    assert Note.objects.update(kind=Lower(Value("OTHER"))) == 1
    assert Note.objects.filter(kind="other").update(kind="plain") == 1
    assert Note.objects.count() == 1
    assert Note.objects.exists()


def test_a_name_that_does_not_exist_is_refused_in_djangos_words(notes):
    with pytest.raises(FieldError, match="Cannot resolve keyword 'gossip'"):
        Note.objects.order_by("gossip")


def test_bulk_create_seals(opened):
    Note.objects.bulk_create([Note(case_id=opened, title=f"t{number}") for number in range(3)])
    stored = Note.objects.all()
    assert sorted(note.title for note in stored) == ["t0", "t1", "t2"]
    assert len({note.title_sealed for note in stored}) == 3


def test_templates_may_not_call_update():
    assert Note.objects.all().update.alters_data is True
