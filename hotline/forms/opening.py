"""What a call has told already, offered to the form that opens a case: the worker chooses what is copied."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hotline.check_in_words import kept_check
from hotline.enums import CallerRole, CallType
from hotline.safety_check import answered_in_words, level_in_words, points_in_words
from vault.templatetags.sealed import sealed

if TYPE_CHECKING:
    from hotline.models import Call

ABOUT_THE_CALLER = frozenset({CallType.ABOUT_SELF, CallType.CHILD, CallType.REPEAT})
OF_THE_CALL = {"kinds_of_violence": "kinds_of_violence", "district": "district", "summary": "notes"}
OF_THE_CALLER = {
    "code_name": "caller_name",
    "phone": "phone",
    "sex": "sex",
    "age_band_at_first_contact": "age_band",
    "address": "address",
    "may_contact": "may_contact",
    "channel": "contact_channel",
    "number": "safe_number",
    "ask_for": "ask_for",
    "code_word": "code_word",
    "safe_days": "safe_days",
    "safe_from": "safe_from",
    "safe_until": "safe_until",
    "voicemail": "voicemail",
    "messages_allowed": "messages_allowed",
    "message_wording": "message_wording",
    "also_used_by": "also_used_by",
    "if_someone_else": "if_someone_else",
    "valid_until": "valid_until",
}


def is_about_the_caller(call: Call) -> bool:
    """Say whether the one who called is the client: then her answers about herself are the client's."""
    if call.caller_role:
        return call.caller_role == CallerRole.HERSELF
    return call.call_type in ABOUT_THE_CALLER


def _risk_of(call: Call) -> dict[str, str]:
    """Return the risk that the safety check of the call says, with its reason; nothing when none is known."""
    check = kept_check(call)
    if check is None or not check.level:
        return {}
    day = date_format(timezone.localtime(call.started_at), "MONTH_DAY_FORMAT")
    said = _("Safety check during the call of {day}: {points}, {answered}. The answers say: {band}.").format(
        day=day,
        points=points_in_words(check.points),
        answered=answered_in_words(check.answered, check.asked),
        band=level_in_words(check.band),
    )
    if check.judged:
        judged = _("Judged higher: {level}. {reason}")
        said = f"{said} {judged.format(level=level_in_words(check.judged), reason=sealed(check, 'reason'))}"
    return {"risk_level": check.level, "risk_reason": said}


def offered_to_intake(call: Call) -> dict[str, Any]:
    """Return the initial values of an IntakeForm. Ask it inside `reading_call`.

    The case's id follows from the call and from how many cases it has: two open pages open one case.
    """
    names = OF_THE_CALL | (OF_THE_CALLER if is_about_the_caller(call) else {})
    offered = {target: getattr(call, source) for target, source in names.items()}
    if call.language in dict(settings.LANGUAGES):
        offered["language"] = call.language
    return offered | _risk_of(call) | {"case_id": uuid.uuid5(call.pk, f"case {call.case_links.count()}")}
