"""Pages by key: every row once, in order, whatever comes in between."""

import datetime as dt

import pytest
from django.utils import timezone

from cases.keyset import page_of
from cases.models import Case
from tests.cases.factories import CaseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def newest_first():
    """Seven cases, two of them opened at the same moment."""
    now = timezone.now()
    minutes = [0, 1, 2, 2, 3, 4, 5]
    cases = [CaseFactory(opened_at=now - dt.timedelta(minutes=number)) for number in minutes]
    return sorted(cases, key=lambda case: (case.opened_at, case.pk), reverse=True)


def page(**cursors):
    return page_of(Case.objects.all(), moment="opened_at", size=3, **cursors)


def test_going_to_the_end_shows_every_case_once_and_in_order(newest_first):
    first = page()
    second = page(after=first.older)
    third = page(after=second.older)
    assert [*first.rows, *second.rows, *third.rows] == newest_first
    assert (first.newer, third.older) == ("", "")


def test_going_back_shows_the_same_pages(newest_first):
    first = page()
    second = page(after=first.older)
    third = page(after=second.older)
    back = page(before=third.newer)
    assert back == second
    assert page(before=back.newer) == first


def test_a_case_that_was_opened_meanwhile_moves_no_row_to_another_page(newest_first):
    first = page()
    CaseFactory()
    assert page(after=first.older).rows == newest_first[3:6]


def test_beyond_either_end_there_is_nothing(newest_first):
    at_the_newest = page_of(Case.objects.all(), moment="opened_at", size=1).older
    only_the_newest = Case.objects.filter(pk=newest_first[0].pk)
    for cursors in ({"before": at_the_newest}, {"after": at_the_newest}):
        beyond = page_of(only_the_newest, moment="opened_at", size=3, **cursors)
        assert (beyond.rows, beyond.newer, beyond.older) == ([], "", "")


def test_an_empty_list_has_no_neighbours():
    assert (page().rows, page().newer, page().older) == ([], "", "")


@pytest.mark.parametrize(
    "cursor",
    ["nonsense", "Ω", "bm9uc2Vuc2U=", "MjAyNi0xMS0yM1QwMDowMDowMCAx", "//8="],
    ids=["no base64", "no letter", "one word", "no zone, no uuid", "no text"],
)
def test_a_cursor_that_nobody_gave_out_is_answered_with_the_first_page(newest_first, cursor):
    assert page(after=cursor).rows == newest_first[:3]
    assert page(before=cursor).rows == newest_first[:3]


def test_a_cursor_without_a_time_zone_is_answered_with_the_first_page(newest_first):
    import base64

    naive = f"2026-11-23T00:00:00 {newest_first[0].pk}"
    assert page(after=base64.urlsafe_b64encode(naive.encode()).decode()).rows == newest_first[:3]
