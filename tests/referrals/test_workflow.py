"""Every pair of statuses: what the table allows happens, everything else is refused and changes nothing."""

import itertools
from pathlib import Path

import pytest
from django.conf import settings

from cases.refusals import Conflict, Refusal
from referrals.enums import LIVING, ReferralStatus
from referrals.models import ReferralStatusChange
from referrals.workflow import REFERRAL_MOVES
from tests.referrals.factories import MOVES, a_referral, move_to

PAIRS = list(itertools.product(ReferralStatus, [status for status in ReferralStatus if status in MOVES]))


def diagram(moves):
    """Draw the move table as the README shows it."""
    arrows = [f"    {start} --> {end}" for start in moves for end in moves if end in moves[start]]
    ends = [f"    {status} --> [*]" for status, targets in moves.items() if not targets]
    return "\n".join(["```mermaid", "stateDiagram-v2", "    [*] --> prepared", *arrows, *ends, "```"])


def test_the_diagram_in_the_readme_is_the_move_table():
    readme = (Path(settings.BASE_DIR) / "referrals" / "README.md").read_text(encoding="utf-8")
    shown = readme[readme.index("```mermaid") :]
    assert shown[: shown.index("```", 3) + 3] == diagram(REFERRAL_MOVES)


def test_every_status_has_a_line_in_the_table_and_only_the_ends_have_no_way_on():
    assert set(REFERRAL_MOVES) == set(ReferralStatus)
    ends = {status for status, targets in REFERRAL_MOVES.items() if not targets}
    assert ends == set(ReferralStatus) - LIVING - {ReferralStatus.NO_ANSWER}


@pytest.mark.django_db
@pytest.mark.parametrize(("start", "target"), PAIRS)
def test_a_move_is_made_or_refused_as_the_table_says(start, target, case, coordinator):
    referral = a_referral(case, coordinator, start)
    before = ReferralStatusChange.objects.count()
    if target in REFERRAL_MOVES[start]:
        move_to(referral, target, coordinator)
        referral.refresh_from_db()
        assert (referral.status, ReferralStatusChange.objects.count()) == (target, before + 1)
    elif target == start:
        move_to(referral, target, coordinator)
        assert ReferralStatusChange.objects.count() == before, "asking twice does nothing"
    else:
        with pytest.raises(Conflict, match="changed meanwhile"):
            move_to(referral, target, coordinator)
        referral.refresh_from_db()
        assert (referral.status, ReferralStatusChange.objects.count()) == (start, before)


@pytest.mark.django_db
def test_nothing_is_noted_on_a_referral_of_a_closed_case(case, coordinator):
    referral = a_referral(case, coordinator, ReferralStatus.NO_ANSWER)
    referral.case.status = "closed"
    with pytest.raises(Refusal, match="This case is closed"):
        move_to(referral, ReferralStatus.ACCEPTED, coordinator)
