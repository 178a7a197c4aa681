"""The board of a shift: who is on duty, who is on the telephone, what is open; and a note drafted from it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from accounts.enums import HOTLINE_ROLES
from cases.row_security import Why, seeing_every_case
from cases.work_of_a_day import work_due_in_sight
from hotline.enums import CallStatus
from hotline.models import Call, Debrief, ShiftNote, ShiftNoteReading
from hotline.queries import OF_A_ROW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import Shift, User
    from cases.work_of_a_day import DueWork

LONGEST_CALL = dt.timedelta(hours=4)  # a page that nobody closed: longer is no conversation any more
A_DAY = dt.timedelta(days=1)
MOST_ROWS = 50


@dataclasses.dataclass(frozen=True)
class RunningCall:
    """Somebody is on the telephone now: a name and a moment, the address for who may open the call."""

    worker_name: str
    since: dt.datetime
    is_in_danger: bool
    url: str


@dataclasses.dataclass(frozen=True)
class OpenWork:
    """What a shift leaves open, as far as the worker sees it."""

    in_danger: list[Call]
    taken: list[Call]
    unfinished: list[Call]
    due: list[DueWork]

    @property
    def late(self) -> list[DueWork]:
        return [work for work in self.due if work.is_late]

    @property
    def today(self) -> list[DueWork]:
        return [work for work in self.due if not work.is_late]

    def __bool__(self) -> bool:
        return bool(self.in_danger or self.unfinished or self.due)


@seeing_every_case(Why.SHIFT)
def calls_running_now(worker: User) -> list[RunningCall]:
    """Return who of the worker's team is on the telephone, the longest first.

    Of a call that is not open to her there is a colleague and a moment, no address and no reference.
    """
    now = timezone.now()
    open_to_her = Call.objects.visible_to(worker).filter(pk=OuterRef("pk"))
    running = Call.objects.filter(
        team=worker.team_id,
        status=CallStatus.RUNNING,
        ended_at__isnull=True,
        started_at__gt=now - LONGEST_CALL,
    ).annotate(may_open=Exists(open_to_her))
    rows = running.select_related("operator").only(*OF_A_ROW).order_by("started_at", "id")[:MOST_ROWS]
    return [_running(call) for call in rows]


def _running(call: Call) -> RunningCall:
    url = call.get_absolute_url() if call.may_open else ""  # type: ignore[attr-defined] # annotated above
    return RunningCall(call.operator.display_name, call.started_at, call.danger_noted_at is not None, url)


def open_work(worker: User, shift: Shift | None) -> OpenWork:
    """Return what is open now, in three statements; with a shift also who took which danger during it."""
    since = shift.began_at if shift else timezone.now()
    calls = _calls_to_hand_over(worker, since)
    return OpenWork(
        in_danger=[call for call in calls if call.danger_noted_at and not call.danger_taken_at],
        taken=[call for call in calls if call.danger_taken_at and call.danger_taken_at >= since],
        unfinished=[call for call in calls if not call.is_finished and not _is_running(call)],
        due=work_due_in_sight(worker, now=timezone.localtime()),
    )


def _calls_to_hand_over(worker: User, since: dt.datetime) -> list[Call]:
    in_danger = Q(danger_noted_at__isnull=False, danger_taken_at__isnull=True)
    unfinished = ~Q(status=CallStatus.FINISHED)
    taken = Q(danger_taken_at__gte=since, started_at__gte=since - A_DAY)  # the second half has an index
    wanted = Call.objects.visible_to(worker).filter(in_danger | unfinished | taken)
    names = ("danger_taken_at", "danger_taken_by__display_name")
    rows = wanted.select_related("operator", "danger_taken_by").only(*OF_A_ROW, *names)
    return list(rows.order_by("started_at", "id")[:MOST_ROWS])


def _is_running(call: Call) -> bool:
    is_new = call.started_at > timezone.now() - LONGEST_CALL
    return call.status == CallStatus.RUNNING and call.ended_at is None and is_new


def notes_on_the_board(worker: User) -> list[ShiftNote]:
    """Return the notes of the last week with who has read each, newest first; `is_unread` by this worker."""
    readings = ShiftNoteReading.objects.select_related("worker").order_by("read_at")
    unread = ShiftNote.objects.unread_by(worker).filter(pk=OuterRef("pk"))
    notes = ShiftNote.objects.visible_to(worker).annotate(is_unread=Exists(unread)).defer("text")
    rows = notes.select_related("author").prefetch_related(Prefetch("readings", queryset=readings))
    return list(rows.order_by("-left_at", "pk")[:MOST_ROWS])


def notes_to_read(worker: User, shift: Shift | None) -> list[ShiftNote]:
    """Return the notes that wait for a worker on duty, the newest first; for who is at home none."""
    if shift is None:
        return []
    notes = ShiftNote.objects.visible_to(worker).unread_by(worker).defer("text").select_related("author")
    return list(notes.order_by("-left_at", "pk")[:MOST_ROWS])


@dataclasses.dataclass(frozen=True)
class TodaysDebriefs:
    """Who would like to talk about a call: the worker's own wishes, and those a coordinator sees to."""

    own: Sequence[Debrief]
    to_hold: Sequence[Debrief]

    def __bool__(self) -> bool:
        return bool(self.own or self.to_hold)


def debriefs_of(worker: User) -> TodaysDebriefs:
    """Return the wishes that wait, the oldest first, in one statement: a worker and a moment.

    Only those of the hotline have some; managers see neither names nor numbers of them. Which call it was,
    her own ones alone say (`own_call`): a call may be closed to the coordinator, its worker is not.
    """
    if worker.role not in HOTLINE_ROLES:
        return TodaysDebriefs([], [])
    living = Debrief.objects.living()
    mine = living.of_worker(worker) | living.cared_for_by(worker)
    own_call = Call.objects.filter(pk=OuterRef("call"), operator=worker).values("reference")
    wishes = mine.annotate(own_call=Subquery(own_call)).select_related("worker", "seen_by")
    rows = list(wishes.order_by("asked_at", "pk")[:MOST_ROWS])
    own = [debrief for debrief in rows if debrief.worker_id == worker.pk]
    return TodaysDebriefs(own, [debrief for debrief in rows if debrief not in own])


def drafted_note(work: OpenWork) -> str:
    """Return what the next ones should know, in references: the worker changes it and adds her own words."""
    lines = [
        _line("in_danger", [call.reference for call in work.in_danger]),
        *[_taken(call) for call in work.taken],
        _line("unfinished", [call.reference for call in work.unfinished]),
        _line("late", [_contact(due) for due in work.late]),
        _line("today", [_contact(due) for due in work.today]),
    ]
    return "\n".join(line for line in lines if line)


SENTENCES = {
    "in_danger": ngettext_lazy(
        "%(number)d call in danger that nobody has taken over: %(references)s",
        "%(number)d calls in danger that nobody has taken over: %(references)s",
        "number",
    ),
    "unfinished": ngettext_lazy(
        "%(number)d call is not finished: %(references)s",
        "%(number)d calls are not finished: %(references)s",
        "number",
    ),
    "late": ngettext_lazy(
        "%(number)d follow-up is late: %(references)s",
        "%(number)d follow-ups are late: %(references)s",
        "number",
    ),
    "today": ngettext_lazy(
        "%(number)d follow-up is due today: %(references)s",
        "%(number)d follow-ups are due today: %(references)s",
        "number",
    ),
}


def _line(what: str, references: Sequence[str]) -> str:
    if not references:
        return ""
    return str(SENTENCES[what] % {"number": len(references), "references": ", ".join(references)})


def _taken(call: Call) -> str:
    said = {
        "reference": call.reference,
        "name": call.danger_taken_by.display_name if call.danger_taken_by else "",
        "time": f"{timezone.localtime(call.danger_taken_at):%H:%M}",
    }
    return _("Call %(reference)s in danger: %(name)s took it over at %(time)s") % said


def _contact(due: DueWork) -> str:
    """Return the case of a follow-up, with the hour until which she may be called."""
    reference = due.follow_up.case.reference
    until = due.follow_up.window_until or due.window.ends
    if not due.contacts_her or until is None:
        return reference
    return _("%(reference)s (until %(time)s)") % {"reference": reference, "time": f"{until:%H:%M}"}
