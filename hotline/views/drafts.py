"""Saving while typing. This address only takes in: it never answers with anything that was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from accounts.access import open_to_all
from accounts.models import User
from cases.refusals import Refusal
from cases.row_security import act_as
from hotline.draft_pass import DraftPass, read_pass
from hotline.forms.call import DraftNumberForm, typed_in
from hotline.limits import saves_too_often
from hotline.policies import can_answer_calls
from hotline.services.drafts import Window, save_draft

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
        client_id, seq = number.cleaned_data["client_id"], number.cleaned_data["seq"]
        window = Window(call_id=held.call_id, client_id=client_id, opened_at=held.opened_at)
        try:
            draft = save_draft(actor=author, window=window, seq=seq, typed=typed_in(request.POST))
        except Refusal:
            return JsonResponse({}, status=403)
        saved_at = timezone.localtime(draft.saved_at).isoformat(timespec="seconds")
        return JsonResponse({"seq": draft.seq, "saved_at": saved_at})
