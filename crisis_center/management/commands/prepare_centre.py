"""Fills a new database and says how to sign in."""

from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandParser

from accounts.queries import system_actor
from accounts.services.staff import invite_first_administrator


class Command(BaseCommand):
    help = "Load the reference data and, into an empty demonstration, the demo centre; print how to sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--url", default="", help="the address of this centre, for the link that is printed"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("load_reference_data", verbosity=0)
        if settings.DEMO and "load_demo" in get_commands():
            call_command("load_demo", stdout=self.stdout)
        if settings.DEMO:
            call_command("load_public_pages")
        if not settings.DEMO:
            self.greet_first_administrator(options["url"].rstrip("/"))

    def greet_first_administrator(self, url: str) -> None:
        if path := invite_first_administrator(actor=system_actor()):
            self.stdout.write(
                f"The first administrator sets a password at {url}{path} once, within 24 hours."
            )
