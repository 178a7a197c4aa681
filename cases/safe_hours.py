"""Is it safe to contact her now, and does she still agree? Pure arithmetic on what she said."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.enums import MayContact

if TYPE_CHECKING:
    from cases.models import SafeContact

# A permission without a day of its own is asked for anew after this long: in a quarter of a year he moves
# back in, the telephone changes hands, hours of work change. Not 90 days: the three-month check-in, to which
# she agrees herself, falls up to 92 days later, on the next safe working day: that door must be open.
ASKED_ANEW_AFTER = dt.timedelta(days=100)


class SafeState(models.TextChoices):
    SAFE_NOW = "safe_now", _("Safe now")
    LATER_TODAY = "later_today", _("Safe later today")
    NOT_TODAY = "not_today", _("Not safe any more today")
    SHE_CALLS = "she_calls", _("She will contact us")
    EXPIRED = "expired", _("Her permission has ended")
    NEVER = "never", _("Do not contact")


@dataclasses.dataclass(frozen=True)
class SafeWindow:
    """What holds at one moment. `begins` and `ends` are her hours of that day, None when none were given.

    `agreed_until` is the last day of her permission, None when she has given none or its day is not known.
    """

    state: SafeState
    begins: dt.time | None = None
    ends: dt.time | None = None
    agreed_until: dt.date | None = None

    @property
    def is_safe_now(self) -> bool:
        return self.state == SafeState.SAFE_NOW


def safe_window(safe_contact: SafeContact, moment: dt.datetime) -> SafeWindow:
    """Return whether it is safe to contact her at `moment` (local time, Asia/Almaty)."""
    if safe_contact.may_contact == MayContact.SHE_CALLS:
        return SafeWindow(SafeState.SHE_CALLS)
    if safe_contact.may_contact != MayContact.YES:
        return SafeWindow(SafeState.NEVER)
    until = agreed_until(safe_contact)
    if not is_agreed_on(safe_contact, moment.date()):
        return SafeWindow(SafeState.EXPIRED, agreed_until=until)
    state = hours_at(safe_contact, moment)
    return SafeWindow(state, safe_contact.safe_from, safe_contact.safe_until, until)


def hours_at(safe_contact: SafeContact, moment: dt.datetime) -> SafeState:
    """Return how `moment` lies to her days and hours, whatever else she has said."""
    begins, ends = safe_contact.safe_from, safe_contact.safe_until
    if safe_contact.safe_days and moment.isoweekday() not in safe_contact.safe_days:
        return SafeState.NOT_TODAY
    if begins is None or ends is None or begins <= moment.time() < ends:
        return SafeState.SAFE_NOW
    return SafeState.LATER_TODAY if moment.time() < begins else SafeState.NOT_TODAY


def agreed_until(safe_contact: SafeContact) -> dt.date | None:
    """Return the last day on which her permission holds.

    The day that she named; else 100 days from when she last confirmed it. None when nobody wrote down when
    that was: then it does not hold.
    """
    if safe_contact.valid_until or safe_contact.confirmed_on is None:
        return safe_contact.valid_until
    return safe_contact.confirmed_on + ASKED_ANEW_AFTER


def is_agreed_on(safe_contact: SafeContact, day: dt.date) -> bool:
    """Answer whether she allows contact on `day`, whatever the hour."""
    until = agreed_until(safe_contact)
    return safe_contact.may_contact == MayContact.YES and until is not None and day <= until


def confirmed_until(safe_contact: SafeContact, today: dt.date) -> dt.date | None:
    """Return the day to keep in `valid_until` when she says on `today` that all of it is still right.

    As long again as she agreed before, counted from today; None, as before, when she had named no day.
    """
    if safe_contact.valid_until is None:
        return None
    given_on = safe_contact.confirmed_on or today
    return today + max(safe_contact.valid_until - given_on, dt.timedelta(0))
