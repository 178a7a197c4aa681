"""What comes of a call: a case is opened from it, or it is added to one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import Subject, record, record_refusal
from cases.enums import TimelineKind
from cases.models import Case
from cases.policies import CASE_IS_FOLDED
from cases.queries import case_id_of
from cases.refusals import Refusal
from cases.risk import is_higher
from cases.row_security import Why, seeing_every_case
from cases.services.follow_ups import plan_safety_review
from cases.services.intake import open_case
from cases.services.timeline import add_entry
from hotline.models import CallCase, CallPerson, SafetyCheck
from hotline.policies import can_link_call, can_open_case_from_call

if TYPE_CHECKING:
    from collections.abc import Collection

    from accounts.models import User
    from cases.services.intake import Intake
    from hotline.models import Call


@seeing_every_case(Why.INTAKE)
@transaction.atomic
def open_case_from_call(
    *, actor: User, call: Call, intake: Intake, people: Collection[CallPerson] = ()
) -> Case:
    """Open a case with what was chosen from the call, sealed anew under the case's key (decision 4).

    `people` are those of the call who stand in the case now: its client, and who came along.

    The form carries the case's id, so sending it twice opens one case. Refuses an unfinished call, a type
    that opens no case, and what `cases.services.intake.open_case` refuses.
    """
    if not (answer := can_open_case_from_call(actor, call)):
        raise Refusal(answer.reason)
    case = open_case(actor=actor, intake=intake)
    link = link_call_to_case(actor=actor, call=call, case=case)
    if people:
        theirs = CallPerson.objects.filter(call=call, pk__in=[person.pk for person in people])
        theirs.filter(link__isnull=True).update(link=link)
    return case


@transaction.atomic
def link_call_to_case(*, actor: User, call: Call, case: Case) -> CallCase:
    """Add the call to a case and to its story; a call may belong to several cases. Twice is once.

    The call was fetched through `visible_to` of the actor, the case through `safe_contact_visible_to`: an
    operator adds her own call to a case of her team that she knows of, also when its file is not open to
    her. A call in which the risk was judged above that of the case asks its lead to look at her safety plan
    today. Refuses an unfinished call, a type that opens no case, and the shell of a case that was folded into
    another one.
    """
    if not (answer := can_link_call(actor, call)):
        raise Refusal(answer.reason)
    if case.is_folded:
        raise Refusal(CASE_IS_FOLDED)
    link, is_new = CallCase.objects.get_or_create(call=call, case=case, defaults={"linked_by": actor})
    if is_new:
        record(
            actor=actor, verb="hotline.call_linked", subject=link, case_id=case.pk, fields=["call", "case"]
        )
        add_entry(
            case=case,
            actor=actor,
            verb="call_logged",
            kind=TimelineKind.CONTACT,
            subject=call,
            occurred_at=call.started_at,
            facts={
                "reference": call.reference,
                "call_type": call.call_type,
                "minutes": round(call.duration.total_seconds() / 60),
            },
        )
        _let_the_lead_look(actor=actor, link=link)
    return link


def _let_the_lead_look(*, actor: User, link: CallCase) -> None:
    """Plan a review of her safety plan if the call says more danger than the case; it changes no risk."""
    check = SafetyCheck.objects.filter(call=link.call).first()
    if check is None or link.case.is_closed or not is_higher(check.level, link.case.risk_level):
        return
    with seeing_every_case(Why.SAFETY):
        plan_safety_review(actor=actor, case=link.case, origin=f"call_link:{link.pk}")


@transaction.atomic
def add_to_known_cases(*, actor: User, call: Call, references: Collection[str]) -> list[Case]:
    """Add a call to the cases whose client the worker recognised in the caller; return them.

    Refuses all of them when she may not know of one: in the same words whether it exists or not, and with a
    line in the journal.
    """
    known = Case.objects.safe_contact_visible_to(actor).filter(reference__in=references)
    cases = {case.reference: case for case in known}
    if strange := [reference for reference in references if reference not in cases]:
        _refuse_strange(actor, strange)
    for case in cases.values():
        link_call_to_case(actor=actor, call=call, case=case)
    return [*cases.values()]


def _refuse_strange(actor: User, references: Collection[str]) -> NoReturn:
    for reference in references:
        subject = Subject(kind="cases.case", id=case_id_of(reference))
        record_refusal(actor=actor, verb="cases.opening_refused", subject=subject)
    raise Refusal(
        _(
            "You cannot add the call to case {reference}: it is not among the cases of your team. "
            "Press “Not the same” there, then finish."
        ).format(reference=", ".join(references))
    )
