"""Writing a call: every press keeps what was typed, so each page works without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from accounts.access import ForRoles
from accounts.answers import refused
from accounts.enums import HOTLINE_ROLES
from accounts.redirects import is_htmx
from cases.enums import MayContact
from cases.refusals import Refusal
from hotline.enums import Reply
from hotline.forms.call import CallForm, OpenPage, OpenPageForm, typed_in
from hotline.models import Call, CallDraft, Debrief, in_words
from hotline.people import number_of_people, without_person
from hotline.policies import (
    can_answer_calls,
    can_ask_for_debrief,
    can_call_back,
    can_correct_times,
    can_link_call,
    can_open_case_from_call,
    can_take_alert,
    can_write_call,
)
from hotline.queries import (
    cases_of_call,
    corrections_of,
    late_entry_of,
    people_without_case,
)
from hotline.reading import reading_call
from hotline.services.call_back import call_back
from hotline.services.calls import finish_later, hang_up
from hotline.services.drafts import save_draft
from hotline.summary import masked_fields_of, masked_in, parts_of, told_in
from hotline.times import wrap_up_of
from hotline.verdicts import same_in, verdicts_in
from hotline.views.one_call import OfCall
from hotline.views.page import writing_page
from vault.templatetags.sealed import sealed

if TYPE_CHECKING:
    import uuid

    from django.http import HttpRequest, HttpResponse

    from accounts.models import User


class NewCall(ForRoles, View):
    """The form of a call that has just begun. Nothing is created before its first input."""

    roles = HOTLINE_ROLES

    def get(self, request: HttpRequest) -> HttpResponse:
        if not (answer := can_answer_calls(self.worker)):
            return render(request, "hotline/call_refused.html", {"answer": answer}, status=403)
        return writing_page(request, CallForm(), OpenPage.of(None))


class ReturnToCall(ForRoles, View):
    """The way back to the call of a page, from the unlock page: begun or not, she goes on where she was."""

    roles = HOTLINE_ROLES

    def get(self, request: HttpRequest, call_id: uuid.UUID) -> HttpResponse:
        call = Call.objects.visible_to(self.worker).filter(pk=call_id).first()
        return redirect(call or "hotline:new")


class CallPage(OfCall):
    """One call: its form for the one who writes it, its summary for everybody else who sees it."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        call = self.call
        if can_write_call(self.worker, call):
            return self.write(call)
        with reading_call(call, actor=self.worker, purpose="call_page"):
            return self.show(call)

    def write(self, call: Call) -> HttpResponse:
        with reading_call(call, actor=self.worker, purpose="write_call", fields=["all"]):
            draft = CallDraft.objects.newest_of(call)
            form = CallForm(initial=draft.typed)
        page = OpenPage.of(call, known_draft=draft.pk)
        return writing_page(self.request, form, page, draft=draft)

    def show(self, call: Call, *, unmasked: bool = False) -> HttpResponse:
        context = {
            **told_context(call, unmasked=unmasked),
            "cases": cases_of_call(call, self.worker),
            "without_case": people_without_case(call),
            "may_open_case": can_open_case_from_call(self.worker, call),
            "may_link": can_link_call(self.worker, call),
            "may_take_alert": can_take_alert(self.worker, call),
            **times_context(call, self.worker),
            "may_call_back": can_call_back(
                self.worker, call, timezone.now(), if_cut_off=told_in(call).get("if_cut_off") or ""
            ),
            "may_ask_for_debrief": (may_ask := can_ask_for_debrief(self.worker, call)),
            "debrief": Debrief.objects.newest_of(call, self.worker) if may_ask else None,
        }
        return render(self.request, "hotline/call_detail.html", context)


def told_context(call: Call, *, unmasked: bool) -> dict[str, Any]:
    """Return what `hotline/_call_told.html` shows of a call; ask it inside `reading_call`."""
    told = told_in(call)
    return {
        "call": call,
        "parts": parts_of(told, unmasked=unmasked),
        "notes": told.get("notes", ""),
        "has_masked": bool(masked_in(told)) and not unmasked,
        "is_unmasked": unmasked,
        "may_contact": MayContact.YES if told.get("may_contact") == MayContact.YES else MayContact.NO,
    }


def times_context(call: Call, worker: User) -> dict[str, Any]:
    """Return what the page of a call says of its times; ask it inside `reading_call`."""
    wrap_up, corrections = wrap_up_of(call), corrections_of(call)
    for correction in corrections:
        correction.reason_in_words = sealed(correction, "reason")
    return {
        "wrap_up": in_words(wrap_up) if wrap_up and call.is_finished else "",
        "late": late_entry_of(call),
        "corrections": corrections,
        "may_correct_times": can_correct_times(worker, call),
    }


class ShowPersonal(CallPage):
    """Her number, name and address, on request: an act of its own in the journal (A5)."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        call, fields = self.call, masked_fields_of(self.call)
        with reading_call(call, actor=self.worker, purpose="show_personal", fields=fields):
            if is_htmx(request):
                return render(request, "hotline/_call_told.html", told_context(call, unmasked=True))
            return self.show(call, unmasked=True)


class CallAct(ForRoles, View):
    """A press on the page of a call: what was typed is kept first, then the act is done."""

    roles = HOTLINE_ROLES
    http_method_names = ("post",)
    answers: ClassVar[dict[str, str]] = {}  # what the press itself answers

    def said(self) -> dict[str, str]:
        return self.answers

    def open_page(self) -> OpenPage:
        form = OpenPageForm(self.request.POST, author=self.worker)
        if not form.is_valid():
            raise Http404
        return form.page()

    def kept(self, page: OpenPage) -> CallDraft:
        typed = typed_in(self.request.POST) | self.said()
        return save_draft(actor=self.worker, window=page.window, seq=page.seq, typed=typed)

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            call = self.kept(self.open_page()).call
            self.act(call)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("hotline:calls")
        return self.answer(call)

    def act(self, call: Call) -> None:
        """Do what the button says, beside keeping what was typed."""

    def answer(self, call: Call) -> HttpResponse:
        return redirect(call)


class KeepCall(CallAct):
    """Save and stay: what Enter does, and a page without JavaScript."""


class ChangePeople(CallAct):
    """One more person who needs help, or one less: what the buttons do where no script runs."""

    def kept(self, page: OpenPage) -> CallDraft:
        typed = without_person(typed_in(self.request.POST), self.number("without"))
        return save_draft(actor=self.worker, window=page.window, seq=page.seq, typed=typed)

    def answer(self, call: Call) -> HttpResponse:
        return redirect(f"{call.get_absolute_url()}?people={self.number('people')}#people")

    def number(self, name: str) -> int:
        return number_of_people(self.request.POST.get(name, ""))


class NoteDanger(CallAct):
    answers: ClassVar[dict[str, Any]] = {"immediate_danger": Reply.YES.value}


class DangerIsOver(CallAct):
    answers: ClassVar[dict[str, Any]] = {"immediate_danger": Reply.NO.value}


class HangUp(CallAct):
    def act(self, call: Call) -> None:
        hang_up(actor=self.worker, call=call)


class CallBackNow(CallAct):
    """The line was cut while the call is still being written: she is called back, once, if she said so."""

    def act(self, call: Call) -> None:
        call_back(
            actor=self.worker,
            call=Call.objects.get(pk=call.pk),
            if_cut_off=self.request.POST.get("if_cut_off", ""),
            same_as=same_in(verdicts_in(self.request.POST)),
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        call = None
        try:
            call = self.kept(self.open_page()).call
            self.act(call)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect(call or "hotline:calls")


class CallBack(CallPage):
    """The same from the page of a finished call: the press shows her number, and is noted (A5)."""

    roles = HOTLINE_ROLES
    http_method_names = ("post",)

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        call, fields = self.call, masked_fields_of(self.call)
        with reading_call(call, actor=self.worker, purpose="call_back", fields=fields):
            try:
                call_back(actor=self.worker, call=call, if_cut_off=told_in(call).get("if_cut_off") or "")
            except Refusal as refusal:
                return self.refused(refused(str(refusal)))
            return self.show(call, unmasked=True)


class FinishLater(CallAct):
    def act(self, call: Call) -> None:
        finish_later(actor=self.worker, call=call)

    def answer(self, call: Call) -> HttpResponse:
        messages.success(self.request, _("The call waits among your unfinished calls."))
        return redirect("hotline:calls")
