"""The case at a glance: who sees it, what it shows, what it costs."""

import pytest
from django.urls import reverse

from tests.workers import as_worker

pytestmark = pytest.mark.django_db


def page(case, name="case", **extra):
    return reverse(f"cases:{name}", kwargs={"reference": case.reference, **extra})


def test_smoke(case, psychologist, coordinator):
    for name in [
        "case",
        "household",
        "assess_risk",
        "assign",
        "hold",
        "close",
        "add_person",
        "safe_contact",
        "change_safe_contact",
    ]:
        answer = as_worker(coordinator).get(page(case, name))
        assert answer.status_code == 200, name
    for url in [reverse("cases:list"), reverse("cases:new")]:
        assert as_worker(coordinator).get(url).status_code == 200
