"""The words of a referral."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReferralStatus(models.TextChoices):
    """Where a referral stands (decision 10)."""

    PREPARED = "prepared", pgettext_lazy("referral", "Prepared")
    SENT = "sent", pgettext_lazy("referral", "Sent")
    SEEN = "seen", pgettext_lazy("referral", "Received")
    ACCEPTED = "accepted", pgettext_lazy("referral", "Accepted")
    DECLINED = "declined", pgettext_lazy("referral", "Declined")
    SERVICE_STARTED = "service_started", pgettext_lazy("referral", "Service given")
    COMPLETED = "completed", pgettext_lazy("referral", "Completed")
    WITHDRAWN = "withdrawn", pgettext_lazy("referral", "Withdrawn")
    NO_ANSWER = "no_answer", pgettext_lazy("referral", "No answer")


WAITING_FOR_PARTNER = frozenset({ReferralStatus.SENT, ReferralStatus.SEEN})
LIVING = frozenset(
    {
        ReferralStatus.PREPARED,
        ReferralStatus.SENT,
        ReferralStatus.SEEN,
        ReferralStatus.ACCEPTED,
        ReferralStatus.SERVICE_STARTED,
    }
)


class SentHow(models.TextChoices):
    BY_HAND = "by_hand", _("Handed over in person")
    COURIER = "courier", _("By courier")
    POST = "post", _("By registered post")
    PHONE = "phone", _("By telephone")
    OFFICIAL_SYSTEM = "official_system", _("Through the official document system")


class DeclineReason(models.TextChoices):
    NOT_COMPETENT = "not_competent", _("Not their responsibility")
    NO_PLACE = "no_place", _("No place free")
    CLIENT_NOT_ELIGIBLE = "client_not_eligible", _("She does not meet their conditions")
    PAPERS_MISSING = "papers_missing", _("Papers are missing")
    CLIENT_DECLINED = "client_declined", _("She no longer wants it")
    OTHER = "other", pgettext_lazy("reason", "Another reason")
