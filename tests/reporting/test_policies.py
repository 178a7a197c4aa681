"""Who approves numbers for the website, and which."""

import datetime as dt

import pytest

from accounts.enums import PEOPLE_ROLES, Role
from accounts.models import User
from reporting.periods import Period
from reporting.policies import can_approve

TODAY = dt.date(2026, 11, 23)


def answer(code: str = "2026-q3", *, role: str = Role.MANAGER, approved: tuple[str, ...] = ()):
    periods = [Period.of_code(other) for other in approved]
    return can_approve(User(role=role), Period.of_code(code), approved=periods, today=TODAY)


@pytest.mark.parametrize("role", sorted(PEOPLE_ROLES))
def test_only_a_manager_approves(role):
    found = answer(role=role)
    assert bool(found) is (role == Role.MANAGER)
    assert found or found.reason == "A manager approves what the website shows."


@pytest.mark.parametrize(
    ("code", "approved", "reason"),
    [
        ("2026-09", (), "The website shows quarters and years. Choose one of them."),
        ("2026-07-02..2026-09-30", (), "The website shows quarters and years. Choose one of them."),
        ("2026-q4", (), "This period is not over yet. Choose a quarter or a year that has ended."),
        ("2026", (), "This period is not over yet. Choose a quarter or a year that has ended."),
        ("2026-q3", ("2026-q3",), "These numbers are approved already."),
        (
            "2025-q2",
            ("2024", "2025"),
            "“Year 2025” is approved already. From both together hidden numbers could be worked out.",
        ),
        (
            "2025",
            ("2025-q2",),
            "“Quarter II of 2025” is approved already. From both together hidden numbers could be worked out.",
        ),
    ],
)
def test_what_cannot_be_approved_says_why(code, approved, reason):
    found = answer(code, approved=approved)
    assert (bool(found), found.reason) == (False, reason)


@pytest.mark.parametrize(
    ("code", "approved"), [("2026-q3", ("2026-q2", "2025")), ("2025", ("2024", "2026-q1"))]
)
def test_a_quarter_or_a_year_that_is_over_can_be_approved(code, approved):
    assert answer(code, approved=approved)
