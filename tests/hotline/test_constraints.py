"""What must never be true is refused by the database, in words a worker can read."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from hotline.models import Call, CallCase, CallDraft, SafetyCheck
from tests.hotline.factories import SafetyCheckFactory, finished_call, running_call

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.mark.parametrize(
    ("values", "name", "sentence"),
    [
        ({"call_type": ""}, "call_finished_has_type_and_end", "A finished call has a type and an end"),
        ({"ended_at": None}, "call_finished_has_type_and_end", "A finished call has a type and an end"),
        ({"finished_at": None}, "call_finished_has_type_and_end", "A finished call has a type and an end"),
        ({"status": "running"}, "call_finished_has_type_and_end", "A finished call has a type and an end"),
        (
            {"ended_at": NOW - dt.timedelta(days=1)},
            "call_ends_after_it_starts",
            "A call ends after it starts",
        ),
        ({"safe_from": dt.time(13)}, "call_safe_hours_are_a_window", "Safe hours begin before they end"),
        (
            {"safe_from": dt.time(13), "safe_until": dt.time(10)},
            "call_safe_hours_are_a_window",
            "Safe hours begin before they end",
        ),
        ({"danger_taken_at": NOW}, "call_danger_is_taken_by_somebody", "Danger that was noted is taken over"),
    ],
)
def test_a_call_refuses_what_cannot_be(operator, values, name, sentence):
    call = finished_call(operator)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(**values)
    for field, value in values.items():
        setattr(call, field, value)
    with pytest.raises(ValidationError, match=sentence):
        call.validate_constraints()


def test_a_draft_has_its_number_once_a_window(operator):
    draft = running_call(operator).drafts.get()
    twin = CallDraft(call=draft.call, author=operator, client_id=draft.client_id, seq=draft.seq, saved_at=NOW)
    with pytest.raises(ValidationError, match="This draft is saved already"):
        twin.validate_constraints()
    with pytest.raises(IntegrityError, match="call_draft_once_a_number"), transaction.atomic():
        twin.save(force_insert=True)


def test_a_call_belongs_to_a_case_once(operator, case):
    call = finished_call(operator)
    CallCase.objects.create(call=call, case=case, linked_by=operator)
    twin = CallCase(call=call, case=case, linked_by=operator)
    with pytest.raises(ValidationError, match="belongs to the case already"):
        twin.validate_constraints()
    with pytest.raises(IntegrityError, match="call_case_once"), transaction.atomic():
        twin.save(force_insert=True)


@pytest.mark.parametrize(
    ("values", "name", "sentence"),
    [
        ({"band": "high", "judged": "medium"}, "safety_check_is_only_raised", "A judgement only raises"),
        ({"band": "medium", "judged": "low"}, "safety_check_is_only_raised", "A judgement only raises"),
        ({"band": "low", "judged": "low"}, "safety_check_is_only_raised", "A judgement only raises"),
        ({"band": "", "judged": "low"}, "safety_check_is_only_raised", "A judgement only raises"),
        (
            {"band": "low", "judged": "high", "reason": ""},
            "safety_check_judged_has_reason",
            "A higher judgement has a reason",
        ),
        ({"answered": 11}, "safety_check_answers_were_asked", "No more is answered than was asked"),
    ],
)
def test_a_safety_check_refuses_what_cannot_be(operator, values, name, sentence):
    wrong = {"call": finished_call(operator), "reason": "He bought a gun.", **values}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        SafetyCheckFactory(**wrong)
    check = SafetyCheckFactory.build(**{**wrong, "reason": ""})
    with pytest.raises(ValidationError, match=sentence):
        check.validate_constraints(exclude={"answers"})


@pytest.mark.parametrize(
    ("band", "judged"), [("", "medium"), ("low", "high"), ("medium", "high"), ("high", "")]
)
def test_a_judgement_may_raise(operator, band, judged):
    check = SafetyCheckFactory(call=finished_call(operator), band=band, judged=judged, reason="A reason.")
    assert check.level == judged or band


def test_a_safety_check_is_never_changed(operator):
    check = SafetyCheckFactory(call=finished_call(operator))
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        SafetyCheck.objects.filter(pk=check.pk).update(band="low")


def test_nothing_of_hers_stands_in_the_words_of_a_row(operator, case):
    call = finished_call(operator)
    link = CallCase(call=call, case=case)
    draft = running_call(operator).drafts.get()
    assert [str(call), str(link), str(draft)] == [call.reference, str(link.pk), f"{draft.client_id} 1"]
    check = SafetyCheckFactory(call=call)
    assert str(check) == str(check.pk)
