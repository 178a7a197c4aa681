"""Loads the small invented centre of the demonstration."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.queries import demonstration_workers
from crisis_center.demo.centre import is_in_use, is_loaded, load


class Command(BaseCommand):
    help = "Fill an empty centre with invented people and cases, once; print how to sign in."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demonstration: invented cases have no place among real ones.")
        if is_loaded():
            self.stdout.write("The demo centre is here already.")
        elif is_in_use():
            raise CommandError(
                "This database is in use and is not the demo centre. "
                "Start it with DEMO=0, or choose another data folder."
            )
        else:
            load()
            self.stdout.write("The demo centre is loaded. Everybody in it is invented.")
        self.print_sign_ins()

    def print_sign_ins(self) -> None:
        names = ", ".join(worker.username for worker in demonstration_workers())
        self.stdout.write(f"Sign in as one of: {names}. The password is {settings.DEMO_PASSWORD}")
