"""The case's story is stored in clear: codes and numbers only."""

import pytest
from django.utils import timezone

from cases.enums import TimelineKind
from cases.services.timeline import add_entry
from tests.cases.factories import CaseFactory

pytestmark = pytest.mark.django_db


def entry(case, worker, **options):
    return add_entry(case=case, actor=worker, verb="opened", kind=TimelineKind.CASE, subject=case, **options)


def test_an_entry_tells_codes_and_numbers(operator):
    moment = timezone.now()
    line = entry(
        CaseFactory(), operator, facts={"level": "high", "minutes": 50, "at": "10:38"}, occurred_at=moment
    )
    assert (line.facts, line.occurred_at) == ({"level": "high", "minutes": 50, "at": "10:38"}, moment)


@pytest.mark.parametrize("text", ["Irina G.", "сын", "a" * 61, "two words"])
def test_whatever_could_be_a_name_or_a_sentence_is_refused(text, operator):
    case = CaseFactory()
    with pytest.raises(ValueError, match="must be a code or a number"):
        entry(case, operator, facts={"who": text})
    assert case.timeline.count() == 0
