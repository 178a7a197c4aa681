"""What a call has told already, offered to the form that opens a case: the worker chooses what is copied."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.enums import HouseholdRole
from cases.services.intake import PersonDetails
from hotline.check_in_words import kept_check
from hotline.enums import CallerRole, CallType, RelationToCaller
from hotline.safety_check import answered_in_words, level_in_words, points_in_words
from vault.templatetags.sealed import sealed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    from hotline.models import Call, CallPerson

ABOUT_THE_CALLER = frozenset({CallType.ABOUT_SELF, CallType.CHILD, CallType.REPEAT})
THE_CALLER = 0  # her place among the people of a call
NOBODY = None  # the client is none of them
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
OF_A_PERSON = {"code_name": "name", "sex": "sex", "age_band_at_first_contact": "age_band", "note": "note"}


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


class OthersForm(forms.Form):
    """Who else of a call comes into the household of the case, named by place and codes: names are copied."""

    others = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Who else comes into this case"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Name, age, sex and note are copied into the household."),
    )

    def __init__(self, data: QueryDict | None, *, people: Sequence[CallPerson]) -> None:
        free = [person.place for person in people if person.link_id is None]
        super().__init__(data, initial={"others": free})
        self.people = people
        others: Any = self.fields["others"]
        others.choices = [(person.place, person.label) for person in people]

    def chosen(self) -> list[CallPerson]:
        """Return those who come along, of a valid form."""
        return [person for person in self.people if person.place in self.cleaned_data["others"]]


def likely_client(call: Call, people: Sequence[CallPerson]) -> int | None:
    """Return the place of the client, as far as the call tells: the worker may choose somebody else."""
    is_hers = is_about_the_caller(call)
    if is_hers and not (people and call.case_links.exists()):
        return THE_CALLER
    waiting = (person.place for person in people if person.link_id is None)
    return next(waiting, THE_CALLER if is_hers else NOBODY)


def offered_to_intake(call: Call, *, client: int | None, person: CallPerson | None) -> dict[str, Any]:
    """Return the initial values of an IntakeForm. Ask it inside `reading_call`.

    The case's id follows from the call, its client and how many cases the call has: two open pages open one.
    """
    offered = {target: getattr(call, source) for target, source in OF_THE_CALL.items()}
    if person:
        offered |= {target: getattr(person, source) for target, source in OF_A_PERSON.items()}
    elif client == THE_CALLER:
        offered |= {target: getattr(call, source) for target, source in OF_THE_CALLER.items()}
    if call.language in dict(settings.LANGUAGES):
        offered["language"] = call.language
    risk = _risk_of(call)
    of_person = f" of person {person.place}" if person else ""
    return offered | risk | {"case_id": uuid.uuid5(call.pk, f"case {call.case_links.count()}{of_person}")}


def in_household(person: CallPerson) -> PersonDetails:
    """Return one of the people of a call for the household of a case. Ask it inside `reading_call`."""
    role = person.role
    if not role or role == HouseholdRole.CLIENT:  # the client of this case is somebody else
        is_child = person.relation == RelationToCaller.CHILD
        role = HouseholdRole.CHILD if is_child and not role else HouseholdRole.OTHER
    return PersonDetails(
        role=role,
        sex=person.sex,
        age_band_at_first_contact=person.age_band,
        name=person.name,
        note=person.note,
    )
