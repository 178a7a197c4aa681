"""Give the public pages of a demonstration their first texts, and the invented centre its invented number."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from accounts.queries import system_actor
from reference.enums import HelpLineKind
from reference.models import HelpLine
from website.enums import PageLanguage, PublicPage
from website.models import PublicText
from website.services import change_number, publish_text

DATA = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    help = (
        "Publish the first texts of a demonstration and confirm its number. What is there already stays. "
        "At a real centre a manager writes and confirms both: nobody publishes what nobody there has read."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only a demonstration gets these texts and this number.")
        actor = system_actor()
        for page in PublicPage:
            for language in PageLanguage:
                publish_first(actor, page, language)
        confirm_own_number(actor)


def publish_first(actor: User, page: PublicPage, language: PageLanguage) -> None:
    """Publish what stands in the file, whose first line is the heading, unless the page says something."""
    if PublicText.objects.of(page, language).exists():
        return
    heading, _, body = (DATA / f"{page}.{language}.md").read_text(encoding="utf-8").partition("\n")
    publish_text(
        actor=actor,
        page=page,
        language=language,
        version=0,
        title=heading.removeprefix("# ").strip(),
        body=body.strip(),
        checked_on=timezone.localdate(),
    )


def confirm_own_number(actor: User) -> None:
    for number in HelpLine.objects.filter(kind=HelpLineKind.OWN, is_confirmed=False):
        number.is_confirmed = True
        change_number(actor=actor, number=number, fields=["is_confirmed"])
