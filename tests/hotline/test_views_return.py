"""The way back to a call from the unlock page."""

import uuid

import pytest
from django.urls import reverse

from hotline.services.drafts import Window, save_draft
from tests.accounts.factories import UserFactory
from tests.workers import as_worker

pytestmark = pytest.mark.django_db


def test_a_begun_call_is_gone_on_with_and_one_that_is_not_begins(operator):
    window = Window(call_id=uuid.uuid4())
    address, browser = reverse("hotline:return", kwargs={"call_id": window.call_id}), as_worker(operator)
    assert browser.get(address)["Location"] == reverse("hotline:new")
    call = save_draft(actor=operator, window=window, seq=1, typed={"call_type": "about_self"}).call
    assert browser.get(address)["Location"] == call.get_absolute_url()
    assert as_worker(UserFactory(role="operator")).get(address)["Location"] == reverse("hotline:new")
