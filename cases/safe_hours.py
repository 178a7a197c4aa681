"""Is it safe to contact her now? Pure arithmetic on what she said."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.enums import MayContact

if TYPE_CHECKING:
    import datetime as dt

    from cases.models import SafeContact


class SafeState(models.TextChoices):
    SAFE_NOW = "safe_now", _("Safe now")
    LATER_TODAY = "later_today", _("Safe later today")
    NOT_TODAY = "not_today", _("Not safe any more today")
    SHE_CALLS = "she_calls", _("She will contact us")
    NEVER = "never", _("Do not contact")


@dataclasses.dataclass(frozen=True)
class SafeWindow:
    """What holds at one moment. `begins` and `ends` are her hours of that day, None when none were given."""

    state: SafeState
    begins: dt.time | None = None
    ends: dt.time | None = None

    @property
    def is_safe_now(self) -> bool:
        return self.state == SafeState.SAFE_NOW


def safe_window(safe_contact: SafeContact, moment: dt.datetime) -> SafeWindow:
    """Return whether it is safe to contact her at `moment` (local time, Asia/Almaty)."""
    if safe_contact.may_contact == MayContact.SHE_CALLS:
        return SafeWindow(SafeState.SHE_CALLS)
    if safe_contact.may_contact != MayContact.YES:
        return SafeWindow(SafeState.NEVER)
    begins, ends = safe_contact.safe_from, safe_contact.safe_until
    if safe_contact.safe_days and moment.isoweekday() not in safe_contact.safe_days:
        return SafeWindow(SafeState.NOT_TODAY, begins, ends)
    if begins is None or ends is None or begins <= moment.time() < ends:
        return SafeWindow(SafeState.SAFE_NOW, begins, ends)
    if moment.time() < begins:
        return SafeWindow(SafeState.LATER_TODAY, begins, ends)
    return SafeWindow(SafeState.NOT_TODAY, begins, ends)
