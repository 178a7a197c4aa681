"""What must never be true is refused by the database, in words that a worker can read."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.models import Assignment, Case, CaseFold, Person, SafeContact, SamePerson, references
from cases.models.references import insert_with_reference, new_reference
from tests.cases.factories import AssignmentFactory, CaseFactory, PersonFactory
from vault.context import sealing

pytestmark = pytest.mark.django_db


def refused_by(name, write):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write()


def change(row, **values):
    return lambda: type(row)._default_manager.filter(pk=row.pk).update(**values)


@pytest.mark.parametrize(
    "values",
    [
        {"status": "closed"},
        {"status": "closed", "closed_at": timezone.now(), "closure_reason": "needs_met"},
        {"closure_reason": "needs_met"},
    ],
)
def test_a_closed_case_names_a_reason_and_an_outcome_and_no_other_does(values):
    refused_by("case_closed_has_reason_and_outcome", change(CaseFactory(in_progress=True), **values))


def test_a_case_in_progress_was_accepted():
    refused_by("case_in_progress_is_accepted", change(CaseFactory(), status="active"))


def test_a_case_has_one_primary_worker():
    case = AssignmentFactory().case
    refused_by("assignment_one_primary_worker", lambda: AssignmentFactory(case=case))


def test_a_worker_has_a_role_in_a_case_once():
    first = AssignmentFactory(role="lawyer")
    again = {"case": first.case, "worker": first.worker, "role": "lawyer"}
    refused_by("assignment_once_a_role", lambda: AssignmentFactory(**again))
    change(first, until=timezone.now())()
    assert AssignmentFactory(**again).until is None


def test_a_pair_stands_once_and_in_one_order(operator):
    one, other = sorted((PersonFactory(), PersonFactory()), key=lambda person: person.pk)
    said = {"verdict": "same", "decided_by": operator, "decided_at": timezone.now()}

    def pair(person_a, person_b):
        return lambda: SamePerson.objects.create(person_a=person_a, person_b=person_b, **said)

    refused_by("same_person_lower_id_first", pair(other, one))
    refused_by("same_person_lower_id_first", pair(one, one))
    pair(one, other)()
    refused_by("same_person_once_a_pair", pair(one, other))


def test_a_case_has_one_client():
    case = CaseFactory()
    refused_by("person_one_client_a_case", lambda: PersonFactory(case=case, role="client", relationship=""))


def test_the_client_is_not_related_to_herself():
    client = CaseFactory().household.get()
    refused_by("person_client_has_no_relationship", change(client, relationship="son"))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("safe_contact_hours_are_a_window", {"safe_from": dt.time(13), "safe_until": dt.time(10)}),
        ("safe_contact_hours_are_a_window", {"safe_from": dt.time(13), "safe_until": dt.time(13)}),
        ("safe_contact_names_a_way", {"channel": ""}),
        ("safe_contact_stopped_means_no", {"stopped_at": timezone.now()}),
    ],
)
def test_a_safe_contact_does_not_contradict_itself(name, values):
    refused_by(name, change(CaseFactory().safe_contact, **values))


def test_a_window_with_one_end_is_no_window():
    safe_contact = CaseFactory().safe_contact
    refused_by("safe_contact_hours_are_a_window", change(safe_contact, safe_from=dt.time(13)))


@pytest.mark.parametrize("model", [Case, Assignment, Person, SafeContact])
def test_every_constraint_speaks_to_a_worker(model):
    default = ValidationError("").message
    sentences = [str(constraint.violation_error_message) for constraint in model._meta.constraints]
    assert [sentence for sentence in sentences if sentence in ("", default) or "Constraint" in sentence] == []


def new_case(template):
    return Case(team=template.team, opened_at=timezone.now(), opened_by=template.opened_by)


def test_a_reference_is_opaque_and_drawn_anew_when_it_is_taken(monkeypatch):
    taken = CaseFactory()
    drawn = iter([taken.reference, "C-4M7T-K9QX"])
    monkeypatch.setattr(references, "new_reference", lambda prefix: next(drawn))
    case = new_case(taken)
    with sealing(case.pk):
        insert_with_reference(case, "C")
    assert case.reference == "C-4M7T-K9QX"


def test_after_five_taken_references_the_insert_gives_up(monkeypatch):
    taken = CaseFactory()
    monkeypatch.setattr(references, "new_reference", lambda prefix: taken.reference)
    refused_by("reference", lambda: insert_with_reference(new_case(taken), "C"))


def test_another_violation_is_not_mistaken_for_a_taken_reference():
    case = new_case(CaseFactory())
    case.status = "active"
    refused_by("case_in_progress_is_accepted", lambda: insert_with_reference(case, "C"))


def test_a_reference_is_spoken_in_two_groups_of_four():
    prefix, first, second = new_reference("C").split("-")
    assert (prefix, len(first), len(second)) == ("C", 4, 4)
    assert set(first + second) <= set(references.CROCKFORD)


def test_a_record_shows_nothing_of_a_person_when_it_is_printed():
    case = CaseFactory()
    son = PersonFactory(case=case, name="Ivan")
    assert (str(case), str(son), str(case.safe_contact)) == (
        case.reference,
        f"child {son.pk}",
        f"yes {case.safe_contact.pk}",
    )


@pytest.fixture
def fold():
    kept, folded = CaseFactory.create_batch(2)
    return CaseFold.objects.create(
        kept=kept, folded=folded, folded_at=timezone.now(), folded_by=kept.opened_by
    )


def test_a_case_is_not_folded_into_itself(fold):
    refused_by("case_fold_takes_two_cases", change(fold, kept=fold.folded))


@pytest.mark.parametrize("values", [{"undone_at": timezone.now()}, {"undone_by": "somebody"}])
def test_a_fold_that_was_undone_names_who_and_when(values, fold):
    values = {name: fold.folded_by if value == "somebody" else value for name, value in values.items()}
    refused_by("case_fold_undone_names_the_worker", change(fold, **values))


def test_a_fold_is_undone_after_it_was_made(fold):
    before = fold.folded_at - dt.timedelta(seconds=1)
    refused_by("case_fold_undone_names_the_worker", change(fold, undone_at=before, undone_by=fold.folded_by))


def test_a_case_has_one_living_fold(fold):
    again = {"folded": fold.folded, "folded_at": fold.folded_at, "folded_by": fold.folded_by}
    refused_by("case_fold_one_living_a_case", lambda: CaseFold.objects.create(kept=CaseFactory(), **again))
    change(fold, undone_at=timezone.now(), undone_by=fold.folded_by)()
    assert CaseFold.objects.create(kept=CaseFactory(), **again).undone_at is None


def test_the_constraints_of_a_fold_say_it_in_words():
    sentences = {str(rule.violation_error_message) for rule in CaseFold._meta.constraints}
    assert sentences == {
        "A case cannot be folded into itself.",
        "A fold that was undone names who undid it and when.",
        "This case was folded into another one already.",
    }


def test_a_fold_says_nothing_of_anybody(fold):
    assert str(fold) == f"fold {fold.pk}"
