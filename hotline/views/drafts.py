"""Saving while typing. This address only takes in: it never answers with anything that was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from accounts.access import ForRoles, open_to_all
from accounts.enums import HOTLINE_ROLES
from accounts.models import User
from cases.refusals import Refusal
from cases.row_security import act_as
from hotline.draft_pass import DraftPass, issue_pass, read_pass
from hotline.forms.call import DraftNumberForm, since_in, typed_in
from hotline.limits import saves_too_often
from hotline.policies import can_answer_calls
from hotline.services.drafts import BaseNotHeld, Window, save_draft

if TYPE_CHECKING:
    from django.http import HttpRequest

PASS_HEADER = "X-Draft-Token"  # noqa: S105 the name of a header
A_MINUTE = "60"


@open_to_all
@method_decorator(csrf_exempt, name="dispatch")
class SaveDraft(View):
    """Takes a draft from an open page, also when its session is locked or has ended (security R3).

    The pass in the header is the right to write, so a cookie is neither asked nor trusted here: that is why
    no form-forgery token is needed. Each save asks anew whether the author may still take calls, and
    tells the database that it is she who writes.
    """

    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> JsonResponse:
        held = read_pass(request.headers.get(PASS_HEADER, ""))
        author = held and User.objects.filter(pk=held.author_id).first()
        if not (held and author and can_answer_calls(author)):
            return JsonResponse({}, status=403)
        if saves_too_often(author.pk):
            return JsonResponse({}, status=429, headers={"Retry-After": A_MINUTE})
        number = DraftNumberForm(request.POST)
        if not number.is_valid():
            return JsonResponse({}, status=400)
        act_as(author)
        return self.save(request, author, held, number)

    def save(
        self, request: HttpRequest, author: User, held: DraftPass, number: DraftNumberForm
    ) -> JsonResponse:
        said = number.cleaned_data
        window = Window(
            call_id=held.call_id,
            client_id=said["client_id"],
            opened_at=held.opened_at,
            known_draft=said["known_draft"],
        )
        typed, since = typed_in(request.POST), since_in(request.POST, said["base"])
        try:
            draft = save_draft(actor=author, window=window, seq=said["seq"], typed=typed, since=since)
        except BaseNotHeld:
            return JsonResponse({"send_all": True}, status=409)
        except Refusal:
            return JsonResponse({}, status=403)
        saved_at = timezone.localtime(draft.saved_at).isoformat(timespec="seconds")
        return JsonResponse({"seq": draft.seq, "saved_at": saved_at})


@method_decorator(csrf_exempt, name="dispatch")
class RenewPage(ForRoles, View):
    """Gives an open page a new form-forgery token and a new pass, once its author is signed in again.

    Signing in, also in another tab, makes a new token: with the old one no button would work, so none can be
    asked for here. The pass that is sent stands for it: no other site has one. To anybody but its author
    there is nothing here.
    """

    roles = HOTLINE_ROLES
    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> JsonResponse:
        held = read_pass(request.POST.get("draft_pass", ""), life=None)
        if held is None or held.author_id != self.worker.pk:
            raise Http404
        fresh = issue_pass(call_id=held.call_id, author=self.worker, opened_at=held.opened_at)
        return JsonResponse({"csrf": get_token(request), "pass": fresh})
