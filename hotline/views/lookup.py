"""Looking up who may be calling, while the call is written. What is typed is never in an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.redirects import is_htmx
from cases.finding import question_while_typing
from cases.refusals import Refusal
from cases.services.search_limits import SearchedTooOften
from hotline.caller_card import CallerCard, card_of
from hotline.enums import CLOSED_AT_ONCE, Reply
from hotline.forms.call import CallForm, typed_in
from hotline.services.lookup import Lookup, look_up_caller
from hotline.verdicts import verdicts_in
from hotline.views.page import writing_page
from hotline.views.writing import CallAct

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from cases.finding import Question

LONGEST_ASKED = 200  # of one field, as in the search from any page


class LookUpCaller(CallAct):
    """The card "She may have called before".

    The script of the page asks for the card alone; without it, a button posts the whole form, which is kept
    as by every press, and the page comes back with the card in it.
    """

    def post(self, request: HttpRequest) -> HttpResponse:
        if is_htmx(request):
            return self.card_alone()
        try:
            page = self.open_page()
            draft = self.kept(page)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("hotline:calls")
        form = CallForm(initial=typed_in(request.POST))
        card, _wait = self.looked_up()
        return writing_page(request, form, page.next(), draft=draft, card=card)

    def card_alone(self) -> HttpResponse:
        card, wait = self.looked_up()
        if wait:
            answer = render(self.request, "hotline/_caller_card.html", {"card": card}, status=429)
            answer["Retry-After"] = str(wait)
            return answer
        return render(self.request, "hotline/_caller_card.html", {"card": card})

    def looked_up(self) -> tuple[CallerCard, int]:
        """Return the card, and how many seconds to wait when she has asked too often."""
        verdicts, question = verdicts_in(self.request.POST), self.question()
        if question is None:
            return card_of(self.worker, verdicts=verdicts, lookup=Lookup()), 0
        try:
            lookup = look_up_caller(actor=self.worker, question=question)
        except SearchedTooOften as refusal:
            return card_of(self.worker, verdicts=verdicts, refusal=str(refusal)), refusal.seconds
        return card_of(self.worker, verdicts=verdicts, lookup=lookup), 0

    def question(self) -> Question | None:
        """Return whom to look for: nobody in danger, and nobody in a call that closes at once."""
        if self.typed("immediate_danger") == Reply.YES or self.typed("call_type") in CLOSED_AT_ONCE:
            return None
        phones = [self.typed("phone"), self.typed("safe_number")]
        return question_while_typing(name=self.typed("caller_name"), phones=phones)

    def typed(self, name: str) -> str:
        return self.request.POST.get(name, "")[:LONGEST_ASKED]
