from django.apps import AppConfig


class NotesConfig(AppConfig):
    """An app of the test suite: one model with every kind of sealed field."""

    name = "tests.vault.notes"
    label = "vault_notes"
