"""The worker's start page: asks each app's queries, includes each app's partial (decision 15)."""

import dataclasses
import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import ngettext_lazy
from django.views.generic import TemplateView

from accounts.access import ForRoles
from accounts.duty import shift_of
from accounts.enums import CASE_ROLES, CONFIRM_RESETS, HOTLINE_ROLES, PEOPLE_ROLES, Role
from accounts.models import Shift, User
from accounts.queries import resets_to_confirm
from cases.conflicts import hints_to_decide
from cases.emergencies import emergencies_to_review
from cases.handing_over import number_to_hand_over
from cases.services.assignments import ROLES_THAT_TAKE_CASES
from cases.services.search_limits import searches_to_look_at
from cases.work_of_a_day import (
    DueWork,
    cases_in_numbers,
    cases_waiting_for_a_worker,
    days_work,
    high_risk_without_plan,
    own_cases,
    stops_to_review,
)
from crisis_center.reminders import reminders
from hotline.queries import todays_calls
from hotline.shift_board import debriefs_of, notes_to_read
from outbox.queries import failed_count
from referrals.models import Referral
from referrals.queries import waiting_for_answer


@dataclasses.dataclass(frozen=True)
class Section:
    """One card of the page: an app's partial and what it shows. `is_aside` puts it into the right column."""

    template: str
    work: Any
    is_aside: bool = False


@dataclasses.dataclass(frozen=True)
class Figure:
    """One number of the summary, linked to its card; shown only when there is something to do."""

    number: int
    label: str | Promise
    anchor: str
    is_late: bool = False


class Today(ForRoles, TemplateView):
    """What waits for this worker, the latest first. Codes only: nobody's name stands here (decision 3)."""

    template_name = "today.html"
    roles = PEOPLE_ROLES

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        worker, now = self.worker, timezone.localtime()
        due = days_work(worker, now=now) if worker.role in CASE_ROLES else []
        due = [work for work in due if not work.asks_a_partner]  # the referrals' own card names the partner
        waiting = list(waiting_for_answer(worker, now.date()))
        shift = shift_of(worker)
        sections = sections_of(worker, due, waiting, now.date(), shift)
        page = {
            "today": now.date(),
            "due": due,
            "figures": [figure for figure in figures_of(due, waiting, now.date()) if figure.number],
            "main": [section for section in sections if not section.is_aside],
            "aside": [section for section in sections if section.is_aside],
            "reminders": reminders(),
            "has_shifts": worker.role in HOTLINE_ROLES,
            "shift": shift,
        }
        return super().get_context_data(**page, **kwargs)


def sections_of(
    worker: User, due: list[DueWork], waiting: list[Referral], today: dt.date, shift: Shift | None
) -> list[Section]:
    """Return the cards of a worker's Today.

    Empty ones are left out, but for the follow-ups of whoever takes cases: that nobody waits is good to know.
    """
    if worker.role == Role.ADMINISTRATOR:
        return [*resets_of(worker), Section("accounts/_today_staff.html", failed_count())]
    if worker.role == Role.AUDITOR:
        return [Section("audit/_today_journal.html", None)]
    calls, notes = todays_calls(worker), notes_to_read(worker, shift)
    sections = [
        *(resets_of(worker) if worker.role in CONFIRM_RESETS else []),
        Section("hotline/_today_debriefs.html", debriefs_of(worker)),
        Section("cases/_today_waiting.html", cases_waiting_for_a_worker(worker)),
        Section("cases/_today_emergencies.html", emergencies_to_review(worker)),
        Section("cases/_today_hints.html", hints_to_decide(worker)),
        Section("cases/_today_hand_over.html", number_to_hand_over(worker)),
        Section("referrals/_today_referrals.html", waiting),
        Section("cases/_today_searches.html", searches_to_look_at(worker, today), is_aside=True),
        Section("cases/_today_high_risk.html", high_risk_without_plan(worker), is_aside=True),
        Section("cases/_today_own.html", own_cases(worker), is_aside=True),
        Section("cases/_today_counts.html", cases_in_numbers(worker, today)),
    ]
    first = [
        *([Section("hotline/_today_calls.html", calls)] if calls else []),
        *([Section("hotline/_today_notes.html", notes)] if notes else []),
    ]
    if stops := stops_to_review(worker):
        first.append(Section("cases/_today_stopped.html", stops))
    rest = [section for section in sections if section.work]
    if due or worker.role in ROLES_THAT_TAKE_CASES or not first + rest:
        first.append(Section("cases/_today_follow_ups.html", due))
    return [*first, *rest]


def resets_of(worker: User) -> list[Section]:
    """Return the card of those who wait for a second person; nothing when nobody does."""
    waiting = list(resets_to_confirm(worker))
    return [Section("accounts/_today_resets.html", waiting)] if waiting else []


def figures_of(due: list[DueWork], waiting: list[Referral], today: dt.date) -> list[Figure]:
    """Return the summary of the day in numbers."""
    late = sum(work.follow_up.due_on < today for work in due)
    return [
        Figure(late, ngettext_lazy("follow-up late", "follow-ups late", late), "follow-ups", is_late=True),
        Figure(
            len(due) - late,
            ngettext_lazy("follow-up due today", "follow-ups due today", len(due) - late),
            "follow-ups",
        ),
        Figure(
            len(waiting),
            ngettext_lazy("referral without answer", "referrals without answer", len(waiting)),
            "referrals",
        ),
    ]
