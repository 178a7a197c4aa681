"""The page on which a call is written: the form, its guide, and what the scripts of the page need to know."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hotline.caller_card import CallerCard, card_of
from hotline.enums import ABOUT_ANOTHER, CallType, Reply
from hotline.forms.people import person_to_be_numbered, shown_people
from hotline.forms.safety_check import CheckForm, drawn_check
from hotline.known_cases import known_cases
from hotline.models import MOST_PEOPLE
from hotline.people import number_of_people
from hotline.policies import can_call_back
from hotline.queries import late_entry_of
from hotline.sections import SAFETY_CHECK, SECTIONS, Section
from hotline.times import LONG_CONVERSATION, is_danger_past, wrap_up_of
from hotline.verdicts import same_in, verdicts_in
from partners.forms.directory import DirectoryFilter
from reference.queries import outlines_on

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from accounts.answers import Answer
    from accounts.models import User
    from hotline.enums import Verdict
    from hotline.forms.call import CallForm, OpenPage
    from hotline.models import Call, CallDraft
    from hotline.summary import Fact

SCRIPT_LANGUAGES = ("ru", "kk")  # what is said to her follows her language, not the page's
ANSWERED_BY_DEFAULT = frozenset(
    {"channel", "direction", "may_contact", "voicemail", "interpreter_needed", "worker_debrief"}
    | {"messages_allowed", "message_wording", "valid_until"}
)
TYPE_ICONS = {
    "about_self": "user",
    "about_other": "users",
    "child": "mood-kid",
    "professional": "briefcase",
    "used_violence": "user-exclamation",
    "repeat": "repeat",
}
TYPE_KEYS = dict(zip(CallType.values, "1234567890", strict=False))  # the last types are rare
CONTACT_ICONS = {"no": "phone-off", "yes": "shield-check", "she_calls": "phone-incoming"}


@dataclasses.dataclass(frozen=True)
class GuideLine:
    """One part of the conversation and how much of it is answered; defaults do not count."""

    section: Section
    names: tuple[str, ...]
    done: int

    @property
    def progress(self) -> str:
        if not self.done:
            return _("empty")
        return _("{done} of {total}").format(done=self.done, total=len(self.names))

    @property
    def is_complete(self) -> bool:
        return self.done == len(self.names)


def guide_of(form: CallForm) -> list[GuideLine]:
    """Return the guide as it stands when the page is sent; the page's script keeps it up."""
    lines = []
    for section in SECTIONS:
        names = tuple(name for name in section.fields if name not in ANSWERED_BY_DEFAULT)
        lines.append(GuideLine(section, names, sum(1 for name in names if form[name].value())))
    return lines


def check_context(form: CallForm, sent: CheckForm | None) -> dict[str, Any]:
    """Return the safety check, as it was sent or kept, and its line of the guide, which has no number."""
    check = sent or drawn_check(form.data if form.is_bound else form.initial)
    line = GuideLine(SAFETY_CHECK, check.names, len(check.told.replies)) if check else None
    return {"check": check, "check_line": line}


def verdicts_of(form: CallForm) -> dict[str, Verdict]:
    """Return what was said of those who may have called before, in a form that was sent or as it was kept."""
    return verdicts_in(form.data if form.is_bound else form.initial)


def language_of_scripts(form: CallForm) -> str:
    """Return the language in which she is spoken to: hers when it is known, else the page's."""
    hers = form["language"].value()
    return next((code for code in (hers, translation.get_language()) if code in SCRIPT_LANGUAGES), "ru")


def writing_page(
    request: HttpRequest,
    form: CallForm,
    page: OpenPage,
    *,
    draft: CallDraft | None = None,
    elsewhere: Iterable[Fact] = (),
    card: CallerCard | None = None,
    check: CheckForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer with the form of a call as it stands; `draft` is what was saved of it last.

    `card` is who may have called before, when that was asked; else the card says what was said of whom.
    `check` is the safety check, when it was sent; else it is drawn as it was kept.
    """
    call = draft and draft.call
    late = call and late_entry_of(call)
    worker: Any = request.user  # only workers come here
    context: dict[str, Any] = {
        **drawn(form, check, is_past=bool(late)),
        **page_of(page, worker, draft),
        **times_of(call, page, timezone.now()),
        **people_of(request, form),
        **beside(form, worker),
        "elsewhere": elsewhere,
        "card": card_of(worker, verdicts=verdicts_of(form)) if card is None else card,
        "is_danger": form["immediate_danger"].value() == Reply.YES and not late,
        "late": late,
        "may_call_back": call and may_call_back(worker, call, form),
    }
    return render(request, "hotline/call_form.html", context, status=status)


def drawn(form: CallForm, check: CheckForm | None, *, is_past: bool) -> dict[str, Any]:
    """Return the form as it is drawn, with its guide and what belongs to its words."""
    return {
        "form": form.own_fields(is_past=is_past),
        "guide": guide_of(form),
        **check_context(form, check),
        "script_languages": SCRIPT_LANGUAGES,
        "her_language": language_of_scripts(form),
        "type_icons": TYPE_ICONS,
        "type_keys": TYPE_KEYS,
        "contact_icons": CONTACT_ICONS,
    }


def page_of(page: OpenPage, worker: User, draft: CallDraft | None) -> dict[str, Any]:
    """Return which page of which call this is, and upon what it saves."""
    return {
        "page": page,
        "draft_pass": page.pass_for(worker),
        "base": page.base_of(draft),
        "draft": draft,
        "call": draft and draft.call,
    }


def may_call_back(worker: User, call: Call, form: CallForm) -> Answer:
    """Say whether she may be called back now, by what stands in the form."""
    return can_call_back(worker, call, timezone.now(), if_cut_off=form["if_cut_off"].value() or "")


def times_of(call: Any, page: OpenPage, now: dt.datetime) -> dict[str, Any]:
    """Return how long the conversation and its wrap-up took, or take until now, as the bar shows them."""
    started_at, ended_at = (call.started_at, call.ended_at) if call else (page.window.opened_at, None)
    length = (ended_at or now) - started_at
    wrap_up = call and wrap_up_of(call)
    return {
        "now": now,
        "elapsed": elapsed_words(length),
        "wrap_up": wrap_up and elapsed_words(wrap_up),
        "is_long": length > LONG_CONVERSATION,
        "long_after": int(LONG_CONVERSATION.total_seconds()),
        "danger_is_past": call and is_danger_past(call),
    }


def beside(form: CallForm, worker: User) -> dict[str, Any]:
    """Return what stands beside the form: her case, outlines of the notes, the way into the directory."""
    return {
        "known_cases": known_cases(worker, same_in(verdicts_of(form))),
        "outlines": outlines_on(timezone.localdate()),
        "directory_form": DirectoryFilter(auto_id="directory_%s"),
    }


def people_of(request: HttpRequest, form: CallForm) -> dict[str, Any]:
    """Return what `hotline/_people.html` shows: who needs help, and empty places for more."""
    typed = form.data if form.is_bound else form.initial
    asked_for = number_of_people(request.GET.get("people", ""))
    return {
        "people": shown_people(typed, form.people, asked_for),
        "person_to_be_numbered": person_to_be_numbered(),
        "about_another": ABOUT_ANOTHER,
        "most_people": MOST_PEOPLE,
    }


def elapsed_words(length: Any) -> str:
    """Return a duration as a clock shows it: 12:04, or 1:12:04."""
    minutes, seconds = divmod(max(0, int(length.total_seconds())), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"
