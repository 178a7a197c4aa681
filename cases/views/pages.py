"""What every page about one case shares: fetching it, its head with the tabs, forms about it."""

from __future__ import annotations

import dataclasses
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from accounts.access import ForRoles
from accounts.answers import ALLOWED, Answer, refused
from accounts.enums import CASE_ROLES
from audit.services import Subject, record_refusal
from cases import policies, queries
from cases.reading import reading_case
from cases.refusals import Conflict, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager

    from django import forms
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase
    from django.utils.functional import Promise

    from accounts.models import User
    from cases.models import Assignment, Case, CaseQuerySet, RiskAssessment


@dataclasses.dataclass(frozen=True)
class Tab:
    """One page of the case; `count` is None where nothing is counted."""

    name: str
    label: str | Promise
    url: str
    count: int | None


TABS = (
    ("overview", _("Overview"), "cases:case"),
    ("household", _("Household"), "cases:household"),
    ("sessions", _("Sessions"), "cases:sessions"),
    ("referrals", _("Referrals"), "referrals:of_case"),
    ("follow_ups", _("Follow-ups"), "cases:follow_ups"),
    ("consents", _("Consents"), "cases:consents"),
    ("calls", _("Calls"), "hotline:of_case"),
)


@dataclasses.dataclass(frozen=True)
class CaseHead:
    """What stands above every tab. The reason of the risk is sealed: render it inside `reading`."""

    case: Case
    risk: RiskAssessment | None
    workers: list[Assignment]
    tabs: list[Tab]
    current_tab: str


def case_page_context(case: Case, worker: User, tab: str) -> dict[str, Any]:
    """Return what `cases/case_page.html` needs for its head, in one statement more (the risk).

    `case` comes from `queries.case_files()`, `tab` is a name of TABS.
    """
    counts = getattr(case, "tab_counts", None) or {}
    head = CaseHead(
        case=case,
        risk=queries.latest_risk(case),
        workers=list(case.assignments.all()),
        tabs=[
            Tab(name, label, reverse(url_name, kwargs={"reference": case.reference}), counts.get(name))
            for name, label, url_name in TABS
        ],
        current_tab=tab,
    )
    return {"case": case, "head": head}


class WorkerPage(ForRoles, View):
    """A page for workers on cases."""

    roles = CASE_ROLES


class CasePage(WorkerPage):
    """A page about one case. To whoever may not open its file the case does not exist (404)."""

    tab: ClassVar[str] = ""
    works_in_emergency: ClassVar[bool] = False  # a post changes nothing in an emergency unless this says so
    tells_of_folding: ClassVar[bool] = False  # every other page of a folded case says where it goes on

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_let_in = getattr(request.user, "role", None) in self.roles
        if is_let_in and not self.tells_of_folding and self.case.is_folded:
            heading = _("This case was opened twice")
            return refused_page(request, self.case, heading, refused(policies.CASE_IS_FOLDED))
        is_change = request.method == "POST" and not self.works_in_emergency
        if is_let_in and is_change and self.case.emergency_until:
            heading = _("Opened in an emergency")
            return refused_page(request, self.case, heading, refused(policies.EMERGENCY_READS))
        return super().dispatch(request, *args, **kwargs)

    def cases(self) -> CaseQuerySet:
        """Return the cases among which this page finds its own."""
        return queries.case_files().open_to(self.worker)

    @cached_property
    def case(self) -> Case:
        reference = self.kwargs["reference"]
        found: Case | None = self.cases().filter(reference=reference).first() or self.shell(reference)
        if found is None:
            self.note_refusal()
            raise Http404
        return found

    def shell(self, reference: str) -> Case | None:
        """Return a folded case that leads this worker on, though she cannot open it: one page does."""
        return None

    def note_refusal(self) -> None:
        """Leave a line about the attempt to open what this page is about."""
        self.note_refused_case(self.kwargs["reference"])

    def note_refused_case(self, reference: str) -> None:
        """Leave a line about a reference: only to the journal such a case exists (security L1)."""
        case_id = queries.case_id_of(reference)
        record_refusal(
            actor=self.worker,
            verb="cases.opening_refused",
            subject=Subject(kind="cases.case", id=case_id),
            case_id=case_id,
        )

    def reading(
        self, purpose: str, *, fields: Iterable[str] = (), privileged: bool = False
    ) -> AbstractContextManager[Case]:
        """Journal that this worker reads the case for `purpose` and open its keys inside the block."""
        return reading_case(
            self.case, actor=self.worker, purpose=purpose, fields=fields, privileged=privileged
        )

    def tab_page(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """Answer with a tab: a template that extends `cases/case_page.html`. Call it in `reading`."""
        whole = {**case_page_context(self.case, self.worker, self.tab), **context}
        return render(self.request, template, whole, status=status)


class CaseFormPage(CasePage):
    """A form about one case: ask the policy, run the form, call one service, go back to the case."""

    form_class: ClassVar[type[forms.Form]]
    template_name: ClassVar[str] = "cases/case_form.html"
    heading: ClassVar[str | Promise] = ""
    button: ClassVar[str | Promise] = _("Save")
    done: ClassVar[str | Promise] = _("Saved.")

    def asked(self) -> Answer:
        """Return the policy's answer to whether this worker may do it at all."""
        return ALLOWED

    def form_options(self) -> dict[str, Any]:
        """Return what the form is made with beside the data."""
        return {}

    def act(self, form: Any) -> None:
        """Call the service with what was typed."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        """Return what the template shows beside the form."""
        return {}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not (answer := self.asked()):
            return refused_page(request, self.case, self.heading, answer)
        return self.show(self.form_class(**self.form_options()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not (answer := self.asked()):
            return refused_page(request, self.case, self.heading, answer)
        form = self.form_class(request.POST, **self.form_options())
        if not form.is_valid():
            return self.show(form)
        try:
            with transaction.atomic():
                self.act(form)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
            return self.show(form, status=409)
        messages.success(request, str(self.done))
        return redirect(self.next_url())

    def next_url(self) -> str:
        """Return where the worker goes after it is done."""
        return self.case.get_absolute_url()

    def show(self, form: forms.Form, status: int = 200) -> HttpResponse:
        words = {"heading": self.heading, "button": self.button, "back": self.case.get_absolute_url()}
        whole = {"case": self.case, "form": form, **words, **self.context()}
        return render(self.request, self.template_name, whole, status=status)


class GuardedFormPage(CaseFormPage):
    """A form that changes a row with sealed values: journaled, and safe against a colleague's change."""

    purpose: ClassVar[str]

    @cached_property
    def row(self) -> Any:
        """Return the row that is changed."""
        raise NotImplementedError

    def form_options(self) -> dict[str, Any]:
        return {"row": self.row}

    def save(self, form: Any) -> None:
        """Call the service, with the version that the form was opened with."""
        raise NotImplementedError

    def act(self, form: Any) -> None:
        try:
            self.save(form)
        except Conflict:
            self.row.refresh_from_db()
            form.compare_with(self.row)
            raise

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        with self.reading(self.purpose, fields=["all"]):
            return super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        with self.reading(self.purpose, fields=["all"]):
            return super().post(request, **kwargs)


class CaseAct(CasePage):
    """A button of the case page: one press, no form."""

    heading: ClassVar[str | Promise] = ""
    done: ClassVar[str | Promise] = _("Saved.")

    def asked(self) -> Answer:
        """Return the policy's answer to whether this worker may do it at all."""
        raise NotImplementedError

    def act(self) -> None:
        """Call the service."""
        raise NotImplementedError

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not (answer := self.asked()):
            return refused_page(request, self.case, self.heading, answer)
        try:
            with transaction.atomic():
                self.act()
        except Refusal as refusal:
            return refused_page(request, self.case, self.heading, refused(str(refusal)), status=409)
        messages.success(request, str(self.done))
        return redirect(self.next_url())

    def next_url(self) -> str:
        """Return where the worker goes after it is done."""
        return self.case.get_absolute_url()


def refused_page(
    request: HttpRequest, case: Case, heading: str | Promise, answer: Answer, status: int = 403
) -> HttpResponse:
    """Explain why it cannot be done: she sees the case, so that it exists is no secret (house 1.8)."""
    whole = {"case": case, "heading": heading, "answer": answer}
    return render(request, "cases/case_refused.html", whole, status=status)
