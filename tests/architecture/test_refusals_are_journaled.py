"""Whoever asks for a record that is not open to her leaves a line in the journal (security L1).

A page about one record is found by the record's reference in its path. It must not matter to the one who asks
whether the record exists, so a reference that means nothing leaves a line too.
"""

import pytest

from accounts.access import roles_of
from audit.models import JournalEntry
from tests.architecture.urls import SAMPLES, Url, every_url
from tests.workers import as_worker

PAGES = [url for url in every_url() if SAMPLES["StringConverter"] in url.path and roles_of(url.view)]


def refusals_after_asking(url: Url, everybody) -> list[str]:
    asks = next(worker for worker in everybody if worker.role in roles_of(url.view))
    page = url.view.view_class
    method = next(name for name in ("get", "post") if name in page.http_method_names and hasattr(page, name))
    assert getattr(as_worker(asks), method)(url.path).status_code == 404
    return list(JournalEntry.objects.filter(kind="refusal", actor_id=asks.pk).values_list("verb", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("url", PAGES, ids=lambda url: url.name)
def test_a_record_that_is_not_open_to_her_leaves_one_line(url, everybody):
    assert [verb.partition(".")[2] for verb in refusals_after_asking(url, everybody)] == [
        "opening_refused"
    ], (
        f"{url.name}: find the record as CasePage, OfCall or OfReferral do, which write down who was refused it."
    )


def test_pages_of_cases_calls_and_referrals_are_among_them():
    assert {url.name.partition(":")[0] for url in PAGES} >= {"cases", "hotline", "referrals"}
