"""Rotation of the account key: put the next version beside the old one, restart, then run this."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.authenticators import reseal


class Command(BaseCommand):
    help = "Seal the secrets of all authenticators anew under the current account key. It may be run again."

    def handle(self, *args: Any, **options: Any) -> None:
        moved, left = reseal()
        self.stdout.write(f"{moved} sealed anew, {left} still need an older key")
