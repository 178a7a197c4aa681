"""Agreed contacts: the tab of a case, the dialling page, her answer."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.answers import Answer
from cases import policies, queries
from cases.enums import (
    KINDS_THAT_CONTACT_HER,
    STOPPING_OUTCOMES,
    AttemptOutcome,
    FollowUpStatus,
    StillRight,
    VoicemailRule,
)
from cases.forms.follow_ups import (
    CheckInForm,
    EndAttemptForm,
    MoveFollowUpForm,
    PlanFollowUpForm,
    StartAttemptForm,
)
from cases.models import ContactAttempt, FollowUp
from cases.refusals import Refusal
from cases.safe_hours import SafeState, hours_at, safe_window
from cases.services.contact import MOST_ATTEMPTS, end_attempt, start_attempt
from cases.services.follow_ups import (
    cancel_follow_up,
    move_follow_up,
    plan_follow_up,
    record_outcome,
)
from cases.services.safety import confirm_safe_contact
from cases.views.household import days_in_words
from cases.views.pages import CaseFormPage, CasePage

OUTCOME_ICONS = {
    AttemptOutcome.REACHED: "circle-check",
    AttemptOutcome.NO_ANSWER: "phone-off",
    AttemptOutcome.NUMBER_DOES_NOT_WORK: "number",
    AttemptOutcome.ASKED_FOR_ANOTHER_TIME: "calendar-time",
    AttemptOutcome.LEFT_AGREED_MESSAGE: "message-circle",
    AttemptOutcome.NOT_SAFE: "shield-x",
    AttemptOutcome.SOMEONE_ELSE: "user-question",
    AttemptOutcome.ASKED_NOT_TO_CALL: "hand-stop",
}
OUTCOME_HINTS = {
    AttemptOutcome.REACHED: _("Go on to her answer"),
    AttemptOutcome.NO_ANSWER: _("Another attempt on the next safe day"),
    AttemptOutcome.NOT_SAFE: _("Say goodbye as a wrong number"),
    AttemptOutcome.SOMEONE_ELSE: _("Say nothing about us"),
    AttemptOutcome.ASKED_NOT_TO_CALL: _("Her word is final"),
}
# Read on the dialling page only while her own attempt runs: before it, only that they exist (A5).
SHOWN_WITH_THE_NUMBER = (
    "ask_for",
    "code_word",
    "number",
    "also_used_by",
    "if_someone_else",
    "message_wording",
)


class FollowUpsOfCase(CasePage):
    """All agreed contacts of a case: what comes, what was."""

    tab = "follow_ups"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        with self.reading("follow_ups"):
            return self.tab_page(
                "cases/follow_up_list.html",
                follow_ups=queries.follow_ups_of(self.case),
                can_plan=policies.can_plan_follow_up(self.worker, self.case),
            )


class PlanFollowUp(CaseFormPage):
    """Plan an agreed contact."""

    works_in_emergency = True
    form_class = PlanFollowUpForm
    template_name = "cases/follow_up_form.html"
    heading = _("Plan a follow-up")
    button = _("Plan follow-up")
    done = _("The follow-up is planned.")

    def asked(self) -> Answer:
        return policies.can_plan_follow_up(self.worker, self.case)

    def form_options(self) -> dict[str, Any]:
        return {"case": self.case, "actor": self.worker}

    def act(self, form: PlanFollowUpForm) -> None:
        planned = {**form.cleaned_data}
        plan_id = planned.pop("plan_id")
        origin = f"form:{plan_id}" if plan_id else None
        plan_follow_up(actor=self.worker, case=self.case, origin=origin, **planned)

    def next_url(self) -> str:
        return reverse("cases:follow_ups", kwargs={"reference": self.case.reference})


class FollowUpAct(CasePage):
    """What all pages about one follow-up share."""

    @cached_property
    def follow_up(self) -> FollowUp:
        rows = FollowUp.objects.filter(case=self.case).select_related("responsible")
        found: FollowUp = get_object_or_404(rows, pk=self.kwargs["follow_up_id"])
        found.case = self.case  # already fetched, with its safe contact
        return found

    @cached_property
    def running(self) -> ContactAttempt | None:
        return self.follow_up.attempts.filter(worker=self.worker, ended_at__isnull=True).first()

    def url(self, name: str) -> str:
        return reverse(
            f"cases:{name}",
            kwargs={"reference": self.case.reference, "follow_up_id": self.follow_up.pk},
        )

    def refused_with(self, refusal: Refusal) -> HttpResponse:
        messages.error(self.request, refusal.sentence)
        return redirect(self.url("follow_up"))


class FollowUpPage(FollowUpAct):
    """One follow-up. A contact with her is read from the top: alerts, safe now?, voicemail, name, dial."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    def show(self, status: int = 200, **came_back: forms.Form) -> HttpResponse:
        """Answer with the page; a form that came back stands in place of its empty one."""
        contacts_her = self.follow_up.kind in KINDS_THAT_CONTACT_HER
        template = "cases/follow_up_dial.html" if contacts_her else "cases/follow_up_task.html"
        with self.reading("dial" if contacts_her else "follow_up", fields=self._fields()):
            return render(self.request, template, self._context() | came_back, status=status)

    @cached_property
    def shows_how(self) -> bool:
        """Whether number, name and code phrase are shown: her own attempt runs, and nothing stopped it."""
        return self.running is not None and self.case.safe_contact.stopped_at is None

    def _fields(self) -> list[str]:
        return ["alert", *SHOWN_WITH_THE_NUMBER] if self.shows_how else ["alert"]

    def _context(self) -> dict[str, Any]:
        safe_contact, now = self.case.safe_contact, timezone.localtime()
        return {
            "case": self.case,
            "follow_up": self.follow_up,
            "safe_contact": safe_contact,
            "safe_days": days_in_words(safe_contact.safe_days),
            "window": safe_window(safe_contact, now),
            "is_in_hours": hours_at(safe_contact, now) == SafeState.SAFE_NOW,
            "running": self.running,
            "shows_how": self.shows_how,
            "may_dial": policies.can_contact_now(self.worker, safe_contact, now),
            "can_override": policies.can_override_expired(self.worker, self.case),
            "can_review": policies.can_review_safety(self.worker, self.case),
            "is_planned": self.follow_up.status == FollowUpStatus.PLANNED,
            "attempt_number": self.follow_up.attempts.count() + (0 if self.running else 1),
            "most_attempts": MOST_ATTEMPTS,
            "can_contact": policies.can_contact(self.worker, self.follow_up),
            "outcomes": _outcome_buttons(safe_contact.voicemail),
            "form": StartAttemptForm(),
            "end_form": EndAttemptForm(),
            "move_form": MoveFollowUpForm(
                initial={"due_on": self.follow_up.due_on, "version": self.follow_up.version}
            ),
        }


class FollowUpPress(FollowUpPage):
    """A press on the page of a follow-up; what must be mended comes back on that page."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return redirect(self.url("follow_up"))


class StartAttempt(FollowUpPress):
    """Show the number; the attempt begins and is journaled."""

    works_in_emergency = True

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = StartAttemptForm(request.POST)
        answer = policies.can_contact(self.worker, self.follow_up)
        if not answer or not form.is_valid():
            return self.show(form=form, status=200 if answer else 403)
        try:
            start_attempt(
                actor=self.worker,
                follow_up=self.follow_up,
                **form.cleaned_data,
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
            return self.show(form=form, status=409)
        return redirect(self.url("follow_up"))


class EndAttempt(FollowUpPress):
    """Say how the attempt ended; one press."""

    works_in_emergency = True

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.running:
            messages.error(request, _("Show the number first, then say how the attempt ended."))
            return redirect(self.url("follow_up"))
        form = EndAttemptForm(request.POST)
        if not form.is_valid():
            return self.show(end_form=form)
        attempt = end_attempt(actor=self.worker, attempt=self.running, **form.cleaned_data)
        if attempt.outcome == AttemptOutcome.REACHED:
            return redirect(self.url("check_in"))
        messages.success(request, _what_follows(attempt.outcome))
        return redirect("cases:follow_ups", reference=self.case.reference)


class CheckIn(FollowUpAct, CaseFormPage):
    """How her situation is."""

    works_in_emergency = True
    form_class = CheckInForm
    template_name = "cases/check_in_form.html"
    heading = _("How is she?")
    button = _("Save her answer")
    done = _("Her answer is saved.")

    def asked(self) -> Answer:
        return policies.can_contact(self.worker, self.follow_up)

    def context(self) -> dict[str, Any]:
        safe_contact = self.case.safe_contact
        return {
            "follow_up": self.follow_up,
            "safe_contact": safe_contact,
            "safe_days": days_in_words(safe_contact.safe_days),
            "window": safe_window(safe_contact, timezone.localtime()),
        }

    def act(self, form: CheckInForm) -> None:
        if form.cleaned_data["still_right"] == StillRight.YES:
            confirm_safe_contact(actor=self.worker, safe_contact=self.case.safe_contact)
        self.is_to_change = form.cleaned_data["still_right"] == StillRight.CHANGED
        record_outcome(
            actor=self.worker,
            follow_up=self.follow_up,
            outcome=form.cleaned_data["outcome"],
            her_words=form.cleaned_data["her_words"],
        )
        if kind := form.cleaned_data["plan_next"]:
            plan_follow_up(
                actor=self.worker,
                case=self.case,
                kind=kind,
                responsible=self.follow_up.responsible,
                origin=f"after:{self.follow_up.pk}",
            )

    def next_url(self) -> str:
        """What she says otherwise is written down at once, while she is on the line."""
        if self.is_to_change:
            return reverse("cases:change_safe_contact", kwargs={"reference": self.case.reference})
        return super().next_url()


class SettleTask(FollowUpAct):
    """Our own agreed work (no contact with her) is done."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            record_outcome(actor=self.worker, follow_up=self.follow_up)
        except Refusal as refusal:
            return self.refused_with(refusal)
        messages.success(request, _("Done."))
        return redirect("cases:follow_ups", reference=self.case.reference)


class MoveFollowUp(FollowUpPress):
    """Another day."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = MoveFollowUpForm(request.POST)
        if not form.is_valid():
            return self.show(move_form=form)
        try:
            move_follow_up(actor=self.worker, follow_up=self.follow_up, **form.cleaned_data)
        except Refusal as refusal:
            return self.refused_with(refusal)
        messages.success(request, _("The follow-up has a new day."))
        return redirect("cases:follow_ups", reference=self.case.reference)


class CancelFollowUp(FollowUpAct):
    """What was agreed no longer is."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            cancel_follow_up(actor=self.worker, follow_up=self.follow_up)
        except Refusal as refusal:
            return self.refused_with(refusal)
        messages.success(request, _("The follow-up is cancelled."))
        return redirect("cases:follow_ups", reference=self.case.reference)


def _outcome_buttons(voicemail: str) -> dict[str, list[dict[str, Any]]]:
    """Return the ends of an attempt in two groups; a message is offered only where she agreed to one."""
    offered = [
        outcome
        for outcome in AttemptOutcome
        if outcome != AttemptOutcome.LEFT_AGREED_MESSAGE or voicemail != VoicemailRule.NEVER
    ]
    buttons = [
        {
            "key": number,
            "value": outcome.value,
            "label": outcome.label,
            "icon": OUTCOME_ICONS[outcome],
            "hint": OUTCOME_HINTS.get(outcome, ""),
        }
        for number, outcome in enumerate(offered, start=1)
    ]
    return {
        "going_on": [button for button in buttons if button["value"] not in STOPPING_OUTCOMES],
        "stopping": [button for button in buttons if button["value"] in STOPPING_OUTCOMES],
    }


def _what_follows(outcome: str) -> Any:
    if outcome in STOPPING_OUTCOMES:
        return _("All contact is stopped. The lead is told now.")
    return _("Written down. The follow-up comes back on the next safe day, or the lead decides.")
