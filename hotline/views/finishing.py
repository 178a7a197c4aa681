"""The end of writing a call: the form is checked, and what must be mended keeps all that was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.refusals import Refusal
from hotline.enums import CallOutcome
from hotline.forms.call import CallForm, typed_in
from hotline.forms.safety_check import CheckForm, sent_check
from hotline.queries import has_given_away
from hotline.reading import reading_call
from hotline.services.calls import TypedElsewhere, log_call
from hotline.summary import differences
from hotline.verdicts import same_in, verdicts_in
from hotline.views.page import writing_page
from hotline.views.writing import CallAct

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from hotline.forms.call import OpenPage
    from hotline.models import Call, CallDraft

PAGE_AFTER: dict[str, str] = {
    CallOutcome.OPEN_CASE: "hotline:open_case",
    CallOutcome.ADD_TO_CASE: "hotline:link",
}


class FinishCall(CallAct):
    """The only place where the form is checked; what must be mended keeps all that was typed."""

    check: CheckForm | None = None  # the safety check, when something was answered in it

    def post(self, request: HttpRequest) -> HttpResponse:
        page, form = self.open_page(), CallForm(request.POST)
        self.check = sent_check(request.POST)
        if not all([form.is_valid(), self.check is None or self.check.is_valid()]):
            return self.again(page, form)
        try:
            call = self.logged(page, form)
        except TypedElsewhere as conflict:
            form.add_error(None, str(conflict))
            return self.compare(page, form, conflict.draft)
        except Refusal as refusal:
            return self.refused(page, form, refusal)
        if call.operator_id != self.worker.pk:
            return self.given_away()
        messages.success(request, _said_of(call, is_known=bool(self.same_as)))
        return redirect(self.next_url(call))

    def logged(self, page: OpenPage, form: CallForm) -> Call:
        return log_call(
            actor=self.worker,
            window=page.window,
            values=form.cleaned_data,
            same_as=self.same_as,
            check=self.check.result if self.check else None,
            people=form.told_people,
        )

    @property
    def same_as(self) -> list[str]:
        """The cases whose client she recognised."""
        return same_in(verdicts_in(self.request.POST))

    def refused(self, page: OpenPage, form: CallForm, refusal: Refusal) -> HttpResponse:
        """Show the form again with the reason; a call that went to a colleague meanwhile is no refusal."""
        if has_given_away(self.worker, page.window.call_id, page.window.client_id):
            return self.given_away()
        form.add_error(None, str(refusal))
        return self.again(page, form, status=409)

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
