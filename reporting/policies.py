"""Who approves numbers for the website, and which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.answers import ALLOWED, Answer, refused
from reporting.enums import APPROVING_ROLES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from accounts.models import User
    from reporting.periods import Period


def can_approve(actor: User, period: Period, *, approved: Iterable[Period], today: dt.date) -> Answer:
    """Managers approve a quarter or a year that is over and shares no day with an approved one.

    A shorter period shows too much of single people. Of a year and its quarters, or of numbers that still
    grow, somebody could take one from another and work out what is hidden.
    """
    if actor.role not in APPROVING_ROLES:
        return refused(_("A manager approves what the website shows."))
    if not period.is_published_kind:
        return refused(_("The website shows quarters and years. Choose one of them."))
    if not period.is_over(today):
        return refused(_("This period is not over yet. Choose a quarter or a year that has ended."))
    if period in approved:
        return refused(_("These numbers are approved already."))
    if shared := [other for other in approved if other.overlaps(period)]:
        return refused(
            _("“%(period)s” is approved already. From both together hidden numbers could be worked out.")
            % {"period": shared[0].title}
        )
    return ALLOWED
