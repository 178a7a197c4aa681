"""The pages of consent."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import JournalEntry
from cases.models import Consent
from tests.partners.factories import BranchFactory
from tests.workers import as_worker

pytestmark = pytest.mark.django_db


def url(case, name="consents", **more):
    return reverse(f"cases:{name}", kwargs={"reference": case.reference, **more})


def typed(receiver, **changes):
    today = timezone.localdate()
    return {
        "id": str(uuid.uuid4()),
        "receiver": str(receiver.pk),
        "purposes": ["referral"],
        "items": ["name", "situation"],
        "given_by": "client",
        "way": "paper",
        "language": "ru",
        "given_on": today.isoformat(),
        "valid_until": (today + dt.timedelta(days=60)).isoformat(),
        "note": "Only mornings.",
        **changes,
    }


def test_a_consent_that_was_recorded_stands_on_the_page_until_she_withdraws_it(case, psychologist):
    browser, receiver = as_worker(psychologist), BranchFactory()
    answer = browser.post(url(case, "record_consent"), typed(receiver))
    assert (answer.status_code, answer["Location"]) == (302, url(case))
    page = browser.get(url(case))
    assert [consent.receiver for consent in page.context["valid"]] == [receiver]
    assert "Only mornings." in page.text
    browser.post(url(case, "withdraw_consent", consent_id=Consent.objects.get().pk))
    page = browser.get(url(case))
    assert (page.context["valid"], len(page.context["past"])) == ([], 1)
    again = browser.post(url(case, "withdraw_consent", consent_id=Consent.objects.get().pk), follow=True)
    assert "This consent has been withdrawn already." in again.text


def test_a_form_that_comes_back_has_lost_nothing(case, psychologist):
    browser, receiver = as_worker(psychologist), BranchFactory()
    past = (timezone.localdate() - dt.timedelta(days=2)).isoformat()
    page = browser.post(url(case, "record_consent"), typed(receiver, valid_until=past))
    assert page.status_code == 200
    assert "A consent ends on or after the day it was given." in page.text
    assert "Only mornings." in page.text
    assert not Consent.objects.exists()
    future = (timezone.localdate() + dt.timedelta(days=2)).isoformat()
    page = browser.post(url(case, "record_consent"), typed(receiver, given_on=future))
    assert page.status_code == 409
    assert "This day has not come yet" in page.text


def test_the_consents_of_a_case_do_not_exist_for_strangers(case, operator, auditor):
    for stranger in (operator, auditor):  # the operator's view ended when a worker accepted the case
        browser = as_worker(stranger)
        assert browser.get(url(case)).status_code == 404
        assert browser.post(url(case, "record_consent"), {}).status_code == 404


def test_reading_the_consents_is_journaled(case, psychologist):
    as_worker(psychologist).get(url(case))
    line = JournalEntry.objects.get(verb="cases.read")
    assert (line.actor_id, line.case_id, line.purpose) == (psychologist.pk, case.pk, "consents")


def test_three_consents_cost_no_more_statements_than_one(case, psychologist):
    browser, counts = as_worker(psychologist), []
    for number in (1, 2):
        for _time in range(number):
            browser.post(url(case, "record_consent"), typed(BranchFactory()))
        with CaptureQueriesContext(connection) as captured:
            browser.get(url(case))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_pressing_twice_records_one_consent(case, psychologist):
    browser, once = as_worker(psychologist), typed(BranchFactory())
    for _time in range(2):
        assert browser.post(url(case, "record_consent"), once).status_code == 302
    assert Consent.objects.count() == 1
