"""Before something grave a worker says again who she is (U8): a borrowed screen is not enough for it.

A view asks by `asks_again = True` (`access.ForRoles`). A page asks before its form is typed. A form that
comes too late is not lost: what was typed stands in the question and goes on with the answer.
"""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from accounts import presence
from accounts.models import User
from accounts.redirects import is_htmx, page_of, to_page

ANSWER = "password_again"
NOT_KEPT = {ANSWER, "csrfmiddlewaretoken"}
CONFLICT = 409


def is_own_password(request: HttpRequest, worker: User, password: str) -> bool:
    """Tell whether the signed-in worker typed their password; wrong ones count as at sign-in."""
    found = get_adapter(request).authenticate(request, username=worker.username, password=password)
    return bool(found == worker)


@sensitive_post_parameters(ANSWER)
def ask_again(request: HttpRequest) -> HttpResponse | None:
    """Return the question, or None when this session was checked at most five minutes ago or is so now."""
    if presence.was_just_checked(request.session):
        return None
    if request.method in {"GET", "HEAD"} or is_htmx(request):
        return to_page(request, "accounts:ask_again", return_to=page_of(request))
    answer = request.POST.get(ANSWER)
    if answer is not None and is_own_password(request, request.user, answer):  # type: ignore[arg-type]  # signed in
        presence.note_check(request.session)
        return None
    return _question(request, is_wrong=answer is not None)


def _question(request: HttpRequest, *, is_wrong: bool) -> HttpResponse:
    kept = [
        (name, value) for name, values in request.POST.lists() if name not in NOT_KEPT for value in values
    ]
    context = {"kept": kept, "answer": ANSWER, "is_wrong": is_wrong, "address": request.get_full_path()}
    return render(request, "account/ask_again_late.html", context, status=CONFLICT)
