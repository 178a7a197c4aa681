"""A new index key, or new rules of names: every row is found by new tokens (docs/crypto-inventory.md)."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser

from accounts.queries import system_actor
from audit.services import Subject, record
from cases.row_security import Why, command_seeing_every_case
from vault.index import Indexed, reindex


class Command(BaseCommand):
    help = (
        "Make the blind tokens of every row anew, by the index keys present. It may be stopped and run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=500, help="rows in one transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        with command_seeing_every_case(Why.TOKENS):
            self.rebuild(options["batch"])

    def rebuild(self, batch: int) -> None:
        for model in [model for model in apps.get_models() if issubclass(model, Indexed)]:
            label = model._meta.label_lower
            record(actor=system_actor(), verb="vault.index_rebuilt", subject=Subject(label))
            changed = reindex(model, batch=batch)
            self.stdout.write(f"{label}: {changed} changed")
