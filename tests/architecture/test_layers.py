"""Foreign keys go down, as imports do (house 3); a key is an import that the import checker cannot see."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from tests.architecture.house import APPS, NO_APPS, PACKAGES, layers

HEIGHT = layers()
LEAVES = {name for name, height in HEIGHT.items() if height == 0}


def keys() -> list[models.Field]:
    ours = [
        model for name in APPS for model in apps.get_app_config(name).get_models(include_auto_created=True)
    ]
    relations = [field for model in ours for field in model._meta.get_fields() if field.is_relation]
    return [field for field in relations if not field.auto_created and field.remote_field]


def goes_down(field: models.Field) -> bool:
    """Leaves know the worker only by the settings string and never each other; others may point down or stay."""
    start, end = field.model._meta.app_label, field.related_model._meta.app_label
    if start == end or end not in HEIGHT:
        return True
    if start in LEAVES:
        return field.related_model._meta.label == settings.AUTH_USER_MODEL
    return HEIGHT[end] < HEIGHT[start]


def test_every_foreign_key_goes_down():
    assert [str(field) for field in keys() if not goes_down(field)] == []


def test_a_key_that_goes_up_would_be_found(monkeypatch):
    monkeypatch.setitem(HEIGHT, "partners", HEIGHT["hotline"] + 1)
    assert [field for field in keys() if not goes_down(field)] != []


def test_the_journal_has_no_foreign_key():
    """Decision 20: a line outlives what it is about."""
    assert [str(field) for field in keys() if field.model._meta.app_label == "audit"] == []


def test_every_app_stands_in_the_order_and_every_package_is_an_installed_app():
    assert set(PACKAGES) <= set(HEIGHT)
    found = {
        config.name for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR
    }
    assert found == set(PACKAGES) - NO_APPS


@pytest.mark.parametrize("app", PACKAGES)
def test_every_app_says_what_it_is_for(app):
    text = (settings.BASE_DIR / app / "README.md").read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert len(text.split()) > 60
