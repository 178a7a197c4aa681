"""What every page about one call shares: finding it, and writing down who was refused it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.views.generic import View

from accounts.access import ForRoles
from accounts.enums import CASE_WORKER_ROLES
from audit.services import Subject, record_refusal
from hotline import queries
from hotline.models import Call

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.answers import Answer


class OfCall(ForRoles, View):
    """A page about one call. To whoever may not see it, it does not exist (404)."""

    roles = CASE_WORKER_ROLES

    @cached_property
    def call(self) -> Call:
        calls = Call.objects.visible_to(self.worker).select_related(
            "operator", "district", "danger_taken_by", "safety_check"
        )
        found: Call | None = calls.filter(reference=self.kwargs["reference"]).first()
        if found is None:
            self._note_refusal()
            raise Http404
        return found

    def _note_refusal(self) -> None:
        """Leave a line about the attempt: only to the journal the call exists (security L1)."""
        subject = Subject(kind="hotline.call", id=queries.call_id_of(self.kwargs["reference"]))
        record_refusal(actor=self.worker, verb="hotline.opening_refused", subject=subject)

    def refused(self, answer: Answer) -> HttpResponse:
        """Explain with 403: she sees the call, so it is no secret (house 1.8)."""
        context = {"answer": answer, "call": self.call}
        return render(self.request, "hotline/call_refused.html", context, status=403)
