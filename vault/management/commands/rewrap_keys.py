"""Rotation of server keys: put the next version beside the old one, restart, then run this."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from vault.enums import Purpose
from vault.services import rewrap


class Command(BaseCommand):
    help = "Wrap all data keys anew under the current server keys. It may be stopped and run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "names", nargs="*", metavar="name", help=f"of {', '.join(Purpose.values)}; all if none"
        )
        parser.add_argument("--batch", type=int, default=500, help="wraps in one transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        unknown = sorted(set(options["names"]) - set(Purpose.values))
        if unknown:
            raise CommandError(
                f"No data keys are wrapped by {', '.join(unknown)}: use {', '.join(Purpose.values)}."
            )
        unreadable = 0
        for name in options["names"] or Purpose.values:
            result = rewrap(name, batch=options["batch"])
            self.stdout.write(f"{name}: {result.moved} moved, {result.unreadable} do not open")
            unreadable += result.unreadable
        if unreadable:
            raise CommandError("Keep the old key files: some wraps do not open. Their ids are in the log.")
