"""Changing what the public reads: each change is published at once and has its line in the journal."""

import datetime as dt
from collections.abc import Iterable
from typing import TypedDict, Unpack

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.services import record
from reference.models import HelpLine
from website.models import PublicText
from website.policies import can_keep_public_pages
from website.refusals import Conflict, Refusal


class Wording(TypedDict):
    """What a public text says, and when somebody last checked it."""

    title: str
    body: str
    checked_on: dt.date


@transaction.atomic
def publish_text(
    *, actor: User, page: str, language: str, version: int, **wording: Unpack[Wording]
) -> PublicText:
    """Publish the text of a page in one language over its `version`; 0 means that there was none.

    Refuses an actor who does not keep the public pages, and (Conflict) a version that is no longer the
    latest. The same wording again is a quiet success without a line.
    """
    _require_keeper(actor)
    text = PublicText.objects.of(page, language).first()
    if text and all(getattr(text, name) == value for name, value in wording.items()):
        return text
    signed = {**wording, "changed_by": actor, "changed_at": timezone.now()}
    if not (_replace(page, language, version, signed) if version else _add(page, language, signed)):
        raise Conflict(_("A colleague published a newer text meanwhile. It stands below; yours is not lost."))
    published = PublicText.objects.of(page, language).get()
    changed = [name for name, value in wording.items() if text is None or getattr(text, name) != value]
    record(actor=actor, verb="website.text_published", subject=published, fields=changed)
    return published


@transaction.atomic
def change_number(*, actor: User, number: HelpLine, fields: Iterable[str]) -> None:
    """Write the changed `fields` of a number to call; the public pages show it from now on.

    Refuses an actor who does not keep the public pages. Nothing changed is a quiet success without a line.
    """
    _require_keeper(actor)
    if changed := sorted(fields):
        number.save(update_fields=changed)
        record(actor=actor, verb="website.number_changed", subject=number, fields=changed)


def _require_keeper(actor: User) -> None:
    answer = can_keep_public_pages(actor)
    if not answer:
        raise Refusal(answer.reason)


def _add(page: str, language: str, signed: dict[str, object]) -> bool:
    """Write the first text; False when a colleague was faster."""
    return PublicText.objects.get_or_create(page=page, language=language, defaults=signed)[1]


def _replace(page: str, language: str, version: int, signed: dict[str, object]) -> bool:
    """Write over `version`; False when it is no longer the latest."""
    latest = PublicText.objects.of(page, language).filter(version=version)
    return latest.update(version=F("version") + 1, **signed) == 1
