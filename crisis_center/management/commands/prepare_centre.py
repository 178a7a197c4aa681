"""Fills a new database and says how to sign in."""

from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Load the reference data and, into an empty demonstration, the demo centre; print how to sign in."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("load_reference_data", verbosity=0)
        if settings.DEMO and "load_demo" in get_commands():
            call_command("load_demo", stdout=self.stdout)
