"""Whether somebody who used violence may be a worker of the centre or of a partner: hints for who leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from cases.conflicts import workers_to_bar
from cases.enums import HintVerdict, HouseholdRole
from cases.finding import question_about_person
from cases.models import ConflictHint
from cases.refusals import Conflict, Refusal
from cases.row_security import Why, seeing_every_case
from cases.services.branch_conflicts import bar_branch_for_hint
from cases.services.conflicts import bar_worker
from partners.models import ContactPerson
from vault.context import opening
from vault.tokens import Population

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User
    from cases.models import Person


@transaction.atomic
def look_for_conflicts(*, actor: User, person: Person) -> list[ConflictHint]:
    """Keep a hint for each worker and contact person whose name is like that of who used violence.

    One a case and worker, whatever was decided of it before; a name of one word fits too many. The hint
    holds no name, and she whom it is about is never told.
    """
    if person.role != HouseholdRole.USED_VIOLENCE:
        return []
    with opening([person.case_id]):
        about = question_about_person(names=person.known_names, population=Population.PERPETRATOR)
    if about is None:
        return []
    contacts = ContactPerson.objects.filter(is_current=True)
    alike: list[tuple[str, Any]] = [
        *(
            ("worker", worker)
            for worker in workers_to_bar(person.case)
            if about.likeness([worker.display_name])
        ),
        *(("contact", contact) for contact in contacts if about.likeness([contact.name])),
    ]
    return list(_noticed(actor, person, alike))


@seeing_every_case(Why.CONFLICT)
@transaction.atomic
def decide_hint(*, actor: User, hint: ConflictHint, verdict: str) -> ConflictHint:
    """Answer whether it is the same person: if so, the worker is barred, or the branch. Twice is once.

    Refuses whoever may not decide it (`ConflictHintQuerySet.to_decide_by`): above all her it is about. Raises
    Conflict when somebody else has decided otherwise meanwhile.
    """
    if not ConflictHint.objects.to_decide_by(actor).filter(pk=hint.pk).exists():
        raise Refusal(_("Another coordinator or a manager decides this."))
    decided = {"verdict": verdict, "decided_at": timezone.now(), "decided_by": actor}
    if not ConflictHint.objects.open().filter(pk=hint.pk).update(**decided):
        hint.refresh_from_db(fields=["verdict"])
        if hint.verdict == verdict:
            return hint
        raise Conflict(_("Somebody has decided this meanwhile. Look at it again."))
    hint.refresh_from_db(fields=[*decided])
    record(
        actor=actor,
        verb="cases.conflict_hint_decided",
        subject=hint,
        case_id=hint.case_id,
        fields=["verdict"],
        result=verdict,
    )
    if verdict == HintVerdict.CONFLICT:
        _bar(actor, hint)
    return hint


def _bar(actor: User, hint: ConflictHint) -> None:
    if hint.worker:
        bar_worker(actor=actor, case=hint.case, worker=hint.worker)
        return
    contact = cast("ContactPerson", hint.contact)  # it is about one of the two: its constraint says so
    bar_branch_for_hint(actor=actor, case=hint.case, branch=contact.branch)


def _noticed(actor: User, person: Person, alike: list[tuple[str, Any]]) -> Iterator[ConflictHint]:
    for field, whom in alike:
        hint, is_new = ConflictHint.objects.get_or_create(
            case=person.case, **{field: whom}, defaults={"noticed_at": timezone.now()}
        )
        if is_new:
            record(
                actor=actor,
                verb="cases.conflict_hinted",
                subject=hint,
                case_id=person.case_id,
                fields=[field],
            )
            yield hint
