"""The shift: the board, coming on duty, going home with a note, reading a colleague's note."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from accounts.access import ForRoles
from accounts.duty import shift_of, shifts_now
from accounts.enums import HOTLINE_ROLES
from accounts.policies import can_be_on_duty
from accounts.refusals import Refusal as RefusedByAccounts
from accounts.services.shifts import begin_shift
from audit.services import Subject, record_refusal
from cases.refusals import Refusal
from hotline.forms.shift import BeginShiftForm, EndShiftForm
from hotline.models import ShiftNote
from hotline.policies import can_mark_note_read
from hotline.reading import reading_note
from hotline.services.shift_notes import end_shift_with_note, mark_note_read
from hotline.shift_board import calls_running_now, drafted_note, notes_on_the_board, open_work

if TYPE_CHECKING:
    import uuid

    from django.http import HttpRequest, HttpResponse


class Board(ForRoles, View):
    """Who is on duty, who is on the telephone, what is open, what was left for the next ones."""

    roles = HOTLINE_ROLES

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(BeginShiftForm())

    def show(self, form: BeginShiftForm, status: int = 200) -> HttpResponse:
        shift = shift_of(self.worker)
        context = {
            "form": form,
            "shift": shift,
            "may_begin": can_be_on_duty(self.worker),
            "on_duty": shifts_now(self.worker),
            "running": calls_running_now(self.worker),
            "open_work": open_work(self.worker, shift),
            "notes": notes_on_the_board(self.worker),
        }
        return render(self.request, "hotline/shift_board.html", context, status=status)


class BeginShift(Board):
    """One button, on Today and on the board; there with the hour until which she means to stay."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = BeginShiftForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            begin_shift(actor=self.worker, planned_until=form.cleaned_data["until"])
        except RefusedByAccounts as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=409)
        messages.success(request, _("You are on duty."))
        return redirect("shift:board")


class EndShift(ForRoles, View):
    """Going home: the note is drafted from what is open, and left with what she changed in it."""

    roles = HOTLINE_ROLES

    def get(self, request: HttpRequest) -> HttpResponse:
        shift = shift_of(self.worker)
        if shift is None:
            messages.info(request, _("You are not on duty."))
            return redirect("shift:board")
        return self.show(EndShiftForm.drafted(drafted_note(open_work(self.worker, shift))))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = EndShiftForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            note = end_shift_with_note(actor=self.worker, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=409)
        left, nothing = _("Your shift is over. The note waits for the next ones."), _("Your shift is over.")
        messages.success(request, left if note else nothing)
        return redirect("shift:board")

    def show(self, form: EndShiftForm, status: int = 200) -> HttpResponse:
        return render(self.request, "hotline/shift_end.html", {"form": form}, status=status)


class ReadNote(ForRoles, View):
    """One note with its text; a press says that she has read it. Of another team's there is nothing (404)."""

    roles = HOTLINE_ROLES

    @cached_property
    def note(self) -> ShiftNote:
        notes = ShiftNote.objects.visible_to(self.worker).select_related("author")
        found: ShiftNote | None = notes.filter(pk=self.kwargs["note_id"]).first()
        if found is None:
            subject = Subject(kind="hotline.shiftnote", id=self.kwargs["note_id"])
            record_refusal(actor=self.worker, verb="hotline.opening_refused", subject=subject)
            raise Http404
        return found

    def get(self, request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
        readings = list(self.note.readings.select_related("worker").order_by("read_at"))
        context: dict[str, Any] = {
            "readings": readings,
            "has_read": any(reading.worker_id == self.worker.pk for reading in readings),
            "may_mark": can_mark_note_read(self.worker, self.note),
        }
        with reading_note(self.note, actor=self.worker) as note:
            return render(request, "hotline/shift_note.html", {"note": note, **context})

    def post(self, request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
        try:
            mark_note_read(actor=self.worker, note=self.note)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("It is noted that you have read it."))
        return redirect("shift:board")
