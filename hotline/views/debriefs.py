"""A worker's own care: she asks to talk about a call, a coordinator sees it and talks with her."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.generic import View

from accounts.access import ForRoles
from accounts.enums import HOTLINE_ROLES, Role
from audit.services import Subject, record_refusal
from cases.refusals import Refusal
from hotline.models import Debrief
from hotline.services.debriefs import ask_for_debrief, hold_debrief, see_debrief, withdraw_debrief
from hotline.views.one_call import OfCall

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class AskForDebrief(OfCall):
    """After the call, too: from its page, by the worker who took it."""

    roles = HOTLINE_ROLES
    http_method_names = ("post",)
    done = gettext_lazy("A coordinator of your team sees that you would like to talk, nothing of the call.")

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        try:
            self.act()
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, str(self.done))
        return redirect(self.call)

    def act(self) -> None:
        ask_for_debrief(actor=self.worker, call=self.call)


class WithdrawDebrief(AskForDebrief):
    done = gettext_lazy("Your wish to talk is taken back.")

    def act(self) -> None:
        for debrief in Debrief.objects.living().of_worker(self.worker).filter(call=self.call):
            withdraw_debrief(actor=self.worker, debrief=debrief)


class SeeDebrief(ForRoles, View):
    """A coordinator says that she has seen the wish of a colleague of her team; of others is none (404)."""

    roles = frozenset({Role.COORDINATOR})
    http_method_names = ("post",)
    done = gettext_lazy("Your colleague sees that you have seen it.")

    @cached_property
    def debrief(self) -> Debrief:
        wishes = Debrief.objects.cared_for_by(self.worker)
        found: Debrief | None = wishes.filter(pk=self.kwargs["debrief_id"]).first()
        if found is None:
            subject = Subject(kind="hotline.debrief", id=self.kwargs["debrief_id"])
            record_refusal(actor=self.worker, verb="hotline.opening_refused", subject=subject)
            raise Http404
        return found

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            self.act(self.debrief)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, str(self.done))
        return redirect("today")

    def act(self, debrief: Debrief) -> None:
        see_debrief(actor=self.worker, debrief=debrief)


class HoldDebrief(SeeDebrief):
    done = gettext_lazy("It is noted that you have talked with her.")

    def act(self, debrief: Debrief) -> None:
        hold_debrief(actor=self.worker, debrief=debrief)
