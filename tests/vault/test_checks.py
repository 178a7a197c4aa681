"""The machine refuses sealed models that could not be sealed or found again, and says how to comply."""

import uuid

import pytest
from django.contrib.admin.sites import AdminSite
from django.core import checks
from django.db import models
from django.test.utils import isolate_apps

from tests.vault.notes.models import Note
from vault.checks import model_errors, sealed_models_are_sound
from vault.fields import SealedTextField
from vault.queryset import SealedManager

ORDER = "Take title out of Meta.ordering: it is sealed."
INDEX = "Take title out of the model's indexes and unique constraints: it is sealed."
OWNER = "Give the model a vault_owner: the name of the column that holds its owner's uuid."
TAG = "Give the model a vault_tag of lower-case letters; it must never change."
FIELD_TAG = "Give the sealed field a tag of lower-case letters; it must never change."
EQUAL = "off this sealed field: equal values have different ciphertext."

META = {
    "sound": ({}, []),
    "ordering": ({"ordering": ("-title", "kind")}, [ORDER]),
    "index": ({"indexes": [models.Index(fields=("title",), name="i")]}, [INDEX]),
    "falling index": ({"indexes": [models.Index(fields=("kind", "-title"), name="i")]}, [INDEX]),
    "unique together": ({"unique_together": {("kind", "title")}}, [INDEX]),
    "unique constraint": ({"constraints": [models.UniqueConstraint(fields=("title",), name="u")]}, [INDEX]),
    "check constraint": (
        {"constraints": [models.CheckConstraint(condition=models.Q(title__isnull=False), name="c")]},
        [],
    ),
}

MEMBERS = {
    "no tag": ({"vault_tag": ""}, [TAG]),
    "a class name as tag": ({"vault_tag": "Memo|x"}, [TAG]),
    "no owner": ({"vault_owner": ""}, [OWNER]),
    "an owner that does not exist": ({"vault_owner": "file_id"}, [OWNER]),
    "an owner that is no uuid": ({"vault_owner": "kind"}, [OWNER]),
    "an owner that is a foreign key": ({"vault_owner": "parent_id"}, []),
    "itself as owner": ({"vault_owner": "id"}, []),
    "a number as key": (
        {"id": models.BigAutoField(primary_key=True)},
        ["Give the model a UUIDField as primary key: a value is sealed before its row exists."],
    ),
    "a plain manager": (
        {"objects": models.Manager()},
        ["Make the model's default manager one of vault.queryset.SealedQuerySet."],
    ),
    "a tag twice": (
        {"other": SealedTextField(tag="title")},
        ["Give each sealed field of the model a tag of its own: title is used twice."],
    ),
}

FIELDS = {
    "unique": (SealedTextField(tag="t", unique=True), [f"Take unique {EQUAL}"]),
    "index": (SealedTextField(tag="t", db_index=True), [f"Take db_index {EQUAL}"]),
    "choices": (SealedTextField(tag="t", choices=[("a", "A")]), [f"Take choices {EQUAL}"]),
    "default": (
        SealedTextField(tag="t", default=b"x"),
        ["Take the default off this sealed field: empty is NULL, everything else is sealed at save."],
    ),
    "tag": (SealedTextField(tag="T|"), [FIELD_TAG]),
    "purpose": (
        SealedTextField(tag="t", purpose="gossip"),
        ["Give the sealed field one of these purposes: case, privileged, call, file."],
    ),
}


def memo(meta=None, **members):
    options = type("Meta", (), {"app_label": "vault_notes", **(meta or {})})
    sound = {
        "__module__": __name__,
        "vault_tag": "memo",
        "vault_owner": "case_id",
        "id": models.UUIDField(primary_key=True, default=uuid.uuid4),
        "case_id": models.UUIDField(),
        "parent": models.ForeignKey("self", models.CASCADE, null=True),
        "kind": models.CharField(max_length=9),
        "title": SealedTextField(tag="title"),
        "objects": SealedManager(),
    }
    return type("Memo", (models.Model,), {**sound, **members, "Meta": options})


def lines(model):
    return [error.msg for error in model_errors(model)]


@pytest.mark.parametrize(("meta", "expected"), META.values(), ids=META)
@isolate_apps("tests.vault.notes")
def test_sealed_columns_are_not_searched_or_sorted(meta, expected):
    assert lines(memo(meta)) == expected


@pytest.mark.parametrize(("members", "expected"), MEMBERS.values(), ids=MEMBERS)
@isolate_apps("tests.vault.notes")
def test_a_sealed_model_says_what_it_is_and_whose(members, expected):
    assert lines(memo(**members)) == expected


@pytest.mark.parametrize(("field", "expected"), FIELDS.values(), ids=FIELDS)
@isolate_apps("tests.vault.notes")
def test_a_sealed_field_takes_no_option_that_compares_ciphertext(field, expected):
    assert lines(memo(extra=field.clone())) == expected


@isolate_apps("tests.vault.notes")
def test_a_model_with_sealed_fields_has_no_admin_page():
    model = memo()
    site = AdminSite()
    site.register(model)
    assert lines(model) == ["Take the model out of the admin: it has sealed fields (decision 17)."]
    site.unregister(model)
    assert lines(model) == []


def test_two_models_never_share_a_tag(monkeypatch):
    with isolate_apps("tests.vault.notes"):
        twin = memo(vault_tag="note")
    monkeypatch.setattr("vault.checks.apps.get_models", lambda: [Note, twin])
    assert [(error.id, error.msg) for error in sealed_models_are_sound(None)] == [
        ("vault.E004", "Two models have the vault_tag 'note': give each its own.")
    ]


def test_a_proxy_shares_the_tag_of_its_model(monkeypatch):
    with isolate_apps("tests.vault.notes"):
        options = type("Meta", (), {"app_label": "vault_notes", "proxy": True})
        proxy = type("LongNote", (Note,), {"__module__": __name__, "Meta": options})
    monkeypatch.setattr("vault.checks.apps.get_models", lambda: [Note, proxy])
    assert sealed_models_are_sound(None) == []


def test_the_models_of_the_product_are_sound():
    assert [str(error) for error in checks.run_checks(tags=["models"]) if error.id.startswith("vault.")] == []
