"""Fills a new database and says how to sign in."""

from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from accounts.queries import system_actor
from accounts.services import invite_first_administrator


class Command(BaseCommand):
    help = "Load the reference data and, into an empty demonstration, the demo centre; print how to sign in."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("load_reference_data", verbosity=0)
        if settings.DEMO and "load_demo" in get_commands():
            call_command("load_demo", stdout=self.stdout)
        if not settings.DEMO:
            self.greet_first_administrator()

    def greet_first_administrator(self) -> None:
        if path := invite_first_administrator(actor=system_actor()):
            self.stdout.write(f"The first administrator sets a password at {path} once, within 24 hours.")
