"""A call whose worker left in the middle of it is not lost: a colleague writes it to its end."""

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.services.staff import deactivate_worker
from cases.models import HandOver
from cases.services.hand_over import hand_over_work
from hotline.models import Call, CallDraft
from hotline.services.calls import log_call
from hotline.services.drafts import Window
from tests.accounts.factories import UserFactory
from tests.hotline.factories import TOLD, TYPED, running_call
from tests.hotline.pages import opened_page
from tests.workers import as_worker

pytestmark = pytest.mark.django_db


def save(hidden):
    headers = {"X-Draft-Token": hidden["draft_pass"]}
    return Client().post("/calls/drafts/", {**hidden, **TYPED}, headers=headers).status_code


def test_an_open_page_of_whoever_was_deactivated_saves_nothing_more(operator, administrator):
    browser = as_worker(operator)
    hidden = opened_page(browser)
    assert save(hidden) == 200
    deactivate_worker(actor=administrator, worker=operator)
    assert save({**hidden, "seq": "2"}) == 403
    assert browser.get("/today/").status_code == 302
    assert CallDraft.objects.count() == 1, "what was saved before is kept"
    assert HandOver.objects.waiting().get().subject_id == Call.objects.get().pk


def test_a_colleague_who_got_the_call_opens_it_and_writes_it_to_its_end(operator, administrator, coordinator):
    call = running_call(operator)
    deactivate_worker(actor=administrator, worker=operator)
    colleague = UserFactory(role=Role.OPERATOR, team=operator.team)
    assert as_worker(colleague).get(call.get_absolute_url()).status_code == 404
    hand_over_work(actor=coordinator, hand_overs=HandOver.objects.waiting(), worker=colleague)
    assert as_worker(colleague).get(call.get_absolute_url()).status_code == 200
    window = Window(call_id=call.pk, known_draft=CallDraft.objects.get().pk)
    assert log_call(actor=colleague, window=window, values=TOLD).is_finished
