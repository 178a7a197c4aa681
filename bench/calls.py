"""What logs a call: the post of a page of its own, with the pass that the page would have had (G1)."""

import uuid
from typing import Any

from django.utils import timezone

from accounts.models import User
from bench.requests import Browser
from hotline.draft_pass import issue_pass
from reference.models import District

FINISH = "/calls/finish/"
CALLS_OF_A_RUN = 1_500  # more than a run can send
TOLD: dict[str, Any] = {
    "call_type": "about_self",
    "channel": "phone",
    "direction": "incoming",
    "safe_to_talk": "yes",
    "immediate_danger": "no",
    "caller_role": "herself",
    "caller_name": "Жанна Ли",
    "phone": "+7 700 000 00 41",
    "address": "Едет к сестре, второй подъезд.",
    "language": "ru",
    "age_band": "30-39",
    "may_contact": "yes",
    "contact_channel": "call",
    "safe_number": "+7 700 000 00 42",
    "ask_for": "Жанна",
    "code_word": "синий чайник",
    "kinds_of_violence": ["physical", "threats"],
    "children_count": "2",
    "needs": ["psychologist", "lawyer"],
    "outcome": "stay_anonymous",
    "notes": "Ушла ночью с детьми. Паспорт с собой. Боится, что он придёт на работу.",
}


def posts_of_calls(browser: Browser, worker: User, number: int = CALLS_OF_A_RUN) -> list[str]:
    """Return requests that each log a call of their own."""
    district = District.objects.order_by("code")[0]
    return [browser.post(FINISH, call_typed(worker, district)) for _each in range(number)]


def call_typed(worker: User, district: District) -> dict[str, Any]:
    """Return what a page of a new call sends, filled in."""
    draft_pass = issue_pass(call_id=uuid.uuid4(), author=worker, opened_at=timezone.now())
    hidden = {"draft_pass": draft_pass, "client_id": str(uuid.uuid4()), "seq": "1"}
    return TOLD | hidden | {"district": str(district.pk)}
