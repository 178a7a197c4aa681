"""Boring events to count, at the moment that a test names."""

import datetime as dt
from zoneinfo import ZoneInfo

from cases.models import Intervention
from hotline.models import Call
from reporting.models import ApprovedSnapshot
from reporting.periods import Period
from tests.cases.factories import CaseFactory, FollowUpFactory
from tests.hotline.factories import finished_call
from tests.referrals.factories import a_referral

ALMATY = ZoneInfo("Asia/Almaty")
QUARTER = Period.of_code("2026-q3")
NOON = dt.datetime(2026, 8, 15, 12, tzinfo=ALMATY)


def a_call(operator, at=NOON, **told) -> Call:
    call = finished_call(operator, **told)
    Call.objects.filter(pk=call.pk).update(started_at=at)
    return call


def an_intervention(case=None, at=NOON, kind="session") -> Intervention:
    case = case or CaseFactory()
    return Intervention.objects.create(case=case, kind=kind, held_at=at, minutes=50, worker=case.opened_by)


def a_sent_referral(actor, status="sent", at=NOON, case=None):
    referral = a_referral(case or CaseFactory(), actor, status)
    type(referral).objects.filter(pk=referral.pk).update(sent_at=at)
    return referral


def a_check_in(outcome="improving", at=NOON, **facts):
    worker = CaseFactory().opened_by
    settled = {"status": "done", "settled_at": at, "settled_by": worker, "responsible": worker}
    return FollowUpFactory(outcome=outcome, **{**settled, **facts})


FIGURES = {
    "headline": [["calls", 40], ["clients_helped", None], ["interventions", 25], ["referrals_sent", 0]],
    "tables": [
        {
            "code": "interventions_by_kind",
            "rows": [["session", 10], ["child_consultation", None], ["viewing", 0], ["home_visit", None]],
            "total": 25,
        }
    ],
}


def an_approved(code: str, manager, figures=FIGURES, at=None) -> ApprovedSnapshot:
    """Return approved numbers as they lie in the database, approved on the day after the period."""
    period = Period.of_code(code)
    return ApprovedSnapshot.objects.create(
        period_code=period.code,
        first_on=period.first_on,
        last_on=period.last_on,
        figures=figures,
        approved_by=manager,
        approved_at=at or period.moments[1] + dt.timedelta(hours=10),
    )
