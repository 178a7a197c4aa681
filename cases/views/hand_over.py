"""The queue of work that was left behind, and of notes that nobody can open any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from accounts.access import ForRoles
from accounts.enums import Role
from cases.forms.hand_over import AskToPassNotesForm, HandOverForm, colleagues_of
from cases.handing_over import notes_left_behind, passings_that_wait, work_left_behind
from cases.models import NotesPassing
from cases.policies import can_pass_notes_on
from cases.refusals import Refusal
from cases.services.hand_over import hand_over_work
from cases.services.notes import ask_to_pass_notes_on, dismiss_passing, pass_notes_on

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django import forms
    from django.http import HttpRequest, HttpResponse


class Queue(ForRoles, View):
    """What stands on the page of all three."""

    roles = {Role.COORDINATOR}

    def asked(self, form: forms.Form, act: Callable[..., str]) -> HttpResponse:
        """Do what was asked for, all of it or nothing; a refusal stands above the page."""
        if not form.is_valid():
            sentences = [str(error) for errors in form.errors.values() for error in errors]
            return self.page(refusal=" ".join(dict.fromkeys(sentences)))
        try:
            with transaction.atomic():
                done = act(**form.cleaned_data)
        except Refusal as refusal:
            return self.page(refusal=str(refusal), status=409)
        messages.success(self.request, done)
        return redirect("cases:hand_over")

    def page(self, refusal: str = "", status: int = 200) -> HttpResponse:
        passings = [(one, can_pass_notes_on(self.worker, one)) for one in passings_that_wait(self.worker)]
        context = {
            "refusal": refusal,
            "left": work_left_behind(self.worker),
            "notes": notes_left_behind(self.worker),
            "passings": passings,
            "workers": colleagues_of(self.worker),
            "psychologists": colleagues_of(self.worker).filter(role=Role.PSYCHOLOGIST),
        }
        return render(self.request, "cases/hand_over.html", context, status=status)


class HandOverPage(Queue):
    """What waits for a colleague. A post gives some of it, or all, to one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.asked(HandOverForm(request.POST, coordinator=self.worker), self.give)

    def give(self, **chosen: Any) -> str:
        number = hand_over_work(actor=self.worker, hand_overs=chosen["work"], worker=chosen["worker"])
        return ngettext("%(number)d handed over.", "%(number)d handed over.", number) % {"number": number}


class AskToPassNotesOn(Queue):
    """The first coordinator names the psychologist."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.asked(AskToPassNotesForm(request.POST, coordinator=self.worker), self.ask)

    def ask(self, **chosen: Any) -> str:
        ask_to_pass_notes_on(actor=self.worker, author=chosen["author"], receiver=chosen["receiver"])
        return _("Now a second coordinator agrees, or not.")


class DecideOnNotes(Queue):
    """The second coordinator agrees; either of them says no."""

    asks_again = True
    http_method_names = ("post",)

    def post(self, request: HttpRequest, passing_id: UUID) -> HttpResponse:
        passing = get_object_or_404(NotesPassing.objects.visible_to(self.worker), pk=passing_id)
        agrees = request.POST.get("answer") == "agree"
        decide = pass_notes_on if agrees else dismiss_passing
        try:
            with transaction.atomic():
                decide(actor=self.worker, passing=passing)
        except Refusal as refusal:
            return self.page(refusal=str(refusal), status=409)
        messages.success(request, _("The notes are passed on.") if agrees else _("The notes stay closed."))
        return redirect("cases:hand_over")
