"""Decision 7, from the first day: what could name or hurt somebody is sealed; what a report counts is plain.

A field of cases, hotline or referrals is sealed, a key or relation, a code from a list, a day or moment,
a truth or a number. Anything else stands below with its reason.
"""

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from vault.fields import SealedField

APPS = ("cases", "hotline", "referrals")
LAWFUL = (
    SealedField,
    models.AutoField,
    models.UUIDField,
    models.DateField,
    models.TimeField,
    models.DurationField,
    models.BooleanField,
    models.IntegerField,
    models.DecimalField,
)
# Plain text that is not a code of a list, each with its reason.
OPAQUE = "It is random and says nothing (decision 2)."
ALLOWED = {
    "cases.Case.reference": OPAQUE,
    "hotline.Call.reference": OPAQUE,
    "referrals.Referral.reference": OPAQUE,
    "cases.TimelineEntry.verb": "It is a code of ours; upper apps add theirs, so it is no closed list.",
    "cases.TimelineEntry.kind": "It is a code of ours; upper apps add theirs, so it is no closed list.",
    "cases.TimelineEntry.facts": "It holds codes and counts only; add_entry refuses anything else (decision 5).",
    "cases.HandOver.kind": "It is a code of ours; upper apps add theirs, so it is no closed list.",
    "cases.FollowUp.origin": "It is a code of ours with an id, unique, so that nothing is planned twice.",
}


def is_lawful(field: models.Field) -> bool:
    if isinstance(field, ArrayField):
        return is_lawful(field.base_field)
    return bool(field.is_relation or field.choices) or isinstance(field, LAWFUL)


def fields() -> dict[str, models.Field]:
    ours = [
        model for name in APPS for model in apps.get_app_config(name).get_models(include_auto_created=True)
    ]
    return {
        str(field): field for model in ours for field in model._meta.get_fields() if not field.auto_created
    }


def test_every_field_is_sealed_or_says_why_not():
    open_fields = {name for name, field in fields().items() if not is_lawful(field)}
    assert open_fields - ALLOWED.keys() == set()


def test_no_reason_is_kept_for_a_field_that_needs_none():
    assert {name for name in ALLOWED if name not in fields() or is_lawful(fields()[name])} == set()


@pytest.mark.parametrize("field", [models.TextField(), models.CharField(max_length=20), models.JSONField()])
def test_plain_text_would_be_found(field):
    assert not is_lawful(field)
    assert not is_lawful(ArrayField(field))


@pytest.mark.parametrize("app", APPS)
def test_the_rule_looks_at_every_app(app):
    assert [name for name in fields() if name.startswith(f"{app}.")] != []
