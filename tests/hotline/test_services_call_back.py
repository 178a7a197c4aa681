"""The line was cut: she is called back once, if she said so, and it is written down."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.models import JournalEntry
from cases.refusals import Conflict, Refusal
from hotline.models import Call, CallCase
from hotline.services.call_back import call_back
from tests.cases.factories import CaseFactory
from tests.hotline.factories import finished_call

pytestmark = pytest.mark.django_db
ONCE = "call_back_once"


def test_it_is_noted_who_called_back_and_when(operator):
    call = finished_call(operator, if_cut_off=ONCE)
    call_back(actor=operator, call=call, if_cut_off=ONCE)
    saved = Call.objects.get()
    assert (saved.called_back_at, saved.called_back_by) == (call.called_back_at, operator)
    assert JournalEntry.objects.get(verb="hotline.called_back").fields == ["phone", "safe_number"]


def test_a_second_call_back_is_refused_from_any_window(operator):
    call = finished_call(operator, if_cut_off=ONCE)
    stale = Call.objects.get()
    call_back(actor=operator, call=call, if_cut_off=ONCE)
    with pytest.raises(Refusal, match="She agreed to one call"):
        call_back(actor=operator, call=call, if_cut_off=ONCE)
    with pytest.raises(Conflict, match="She agreed to one call"):
        call_back(actor=operator, call=stale, if_cut_off=ONCE)
    assert JournalEntry.objects.filter(verb="hotline.called_back").count() == 1


def test_without_her_word_nobody_calls_back(operator):
    call = finished_call(operator)
    with pytest.raises(Refusal, match="She has not said that we may call back"):
        call_back(actor=operator, call=call, if_cut_off="")
    assert Call.objects.get().called_back_at is None


@pytest.mark.parametrize("is_linked", [True, False])
def test_a_client_in_whose_case_all_contact_was_stopped_is_not_called_back(operator, is_linked):
    case = CaseFactory(safe_contact__may_contact="no", safe_contact__stopped_at=timezone.now())
    call = finished_call(operator, if_cut_off=ONCE)
    same_as = [] if is_linked else [case.reference]
    if is_linked:
        CallCase.objects.create(call=call, case=case, linked_by=operator)
    with pytest.raises(Refusal, match="All contact with her was stopped"):
        call_back(actor=operator, call=call, if_cut_off=ONCE, same_as=same_as)


def test_a_call_back_names_who_made_it(operator):
    finished_call(operator)
    with pytest.raises(IntegrityError, match="call_is_called_back_by_somebody"), transaction.atomic():
        Call.objects.update(called_back_at=timezone.now())
