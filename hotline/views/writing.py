"""Writing a call: every press keeps what was typed, so each page works without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from accounts.access import ForRoles
from accounts.answers import refused
from accounts.enums import HOTLINE_ROLES
from accounts.redirects import is_htmx
from cases.enums import MayContact
from cases.refusals import Refusal
from hotline.enums import CallOutcome, Reply
from hotline.forms.call import CallForm, OpenPage, OpenPageForm, typed_in
from hotline.forms.safety_check import CheckForm, sent_check
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
    has_given_away,
    late_entry_of,
    people_without_case,
)
from hotline.reading import reading_call
from hotline.services.call_back import call_back
from hotline.services.calls import TypedElsewhere, finish_later, hang_up, log_call
from hotline.services.drafts import save_draft
from hotline.summary import differences, masked_fields_of, masked_in, parts_of, told_in
from hotline.times import wrap_up_of
from hotline.verdicts import same_in, verdicts_in
from hotline.views.one_call import OfCall
from hotline.views.page import writing_page
from vault.templatetags.sealed import sealed

if TYPE_CHECKING:
    import uuid

    from django.http import HttpRequest, HttpResponse

    from accounts.models import User

PAGE_AFTER: dict[str, str] = {
    CallOutcome.OPEN_CASE: "hotline:open_case",
    CallOutcome.ADD_TO_CASE: "hotline:link",
}


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


class FinishCall(CallAct):
    """The only place where the form is checked; what must be mended keeps all that was typed."""

    check: CheckForm | None = None  # the safety check, when something was answered in it

    def post(self, request: HttpRequest) -> HttpResponse:
        page, form = self.open_page(), CallForm(request.POST)
        self.check = sent_check(request.POST)
        if not all([form.is_valid(), self.check is None or self.check.is_valid()]):
            return self.again(page, form)
        same_as = same_in(verdicts_in(request.POST))
        result = self.check.result if self.check else None
        try:
            call = log_call(
                actor=self.worker,
                window=page.window,
                values=form.cleaned_data,
                same_as=same_as,
                check=result,
                people=form.told_people,
            )
        except TypedElsewhere as conflict:
            form.add_error(None, str(conflict))
            return self.compare(page, form, conflict.draft)
        except Refusal as refusal:
            if has_given_away(self.worker, page.window.call_id, page.window.client_id):
                return self.given_away()
            form.add_error(None, str(refusal))
            return self.again(page, form, status=409)
        if call.operator_id != self.worker.pk:
            return self.given_away()
        messages.success(request, _said_of(call, is_known=bool(same_as)))
        return redirect(self.next_url(call))

    def given_away(self) -> HttpResponse:
        """Say whose the call is that was entered for a colleague: the one who answered goes on with it."""
        sentence = _(
            "The call is finished and belongs to the colleague who answered it: she goes on with it."
        )
        messages.success(self.request, sentence)
        return redirect("hotline:calls")

    def again(self, page: OpenPage, form: CallForm, status: int = 200) -> HttpResponse:
        try:
            draft = self.kept(page)
        except Refusal:  # what she may not log, she may not keep either; it stays on her page
            draft = None
        return writing_page(self.request, form, page.next(), draft=draft, check=self.check, status=status)

    def compare(self, page: OpenPage, form: CallForm, theirs: CallDraft | None) -> HttpResponse:
        """Show what another window says otherwise; Finish then takes what stands here."""
        draft, elsewhere, seen = self.kept(page), [], None
        if theirs:
            with reading_call(draft.call, actor=self.worker, purpose="compare_windows", fields=["all"]):
                elsewhere = differences(theirs.typed or {}, typed_in(self.request.POST))
            seen = theirs.pk
        page = page.next(known_draft=seen)
        return writing_page(
            self.request, form, page, draft=draft, elsewhere=elsewhere, check=self.check, status=409
        )

    def next_url(self, call: Call) -> str:
        if call.is_closed_at_once:
            return reverse("hotline:calls")
        page = PAGE_AFTER.get(call.outcome, "hotline:call")
        return reverse(page, kwargs={"reference": call.reference})


def _said_of(call: Call, *, is_known: bool) -> str:
    if call.is_closed_at_once and is_known:
        return _("The call is finished. A call of this type is added to no case.")
    if call.is_closed_at_once:
        kind = call.get_call_type_display()
        return _("The call is finished as “{kind}”. If that was wrong, begin a new call.").format(kind=kind)
    if not is_known:
        return _("The call is finished.")
    return _("The call is finished and stands in the timeline of the case.")
