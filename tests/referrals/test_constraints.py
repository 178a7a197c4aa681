"""What must never be true is forbidden by the database, in words a worker can read."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from referrals.enums import ReferralStatus as S
from referrals.models import Referral
from tests.referrals.factories import a_consent, a_referral

pytestmark = pytest.mark.django_db

SENT = {"sent_at": timezone.now(), "sent_how": "by_hand"}
CASES = {
    "referral_sent_has_consent_or_legal_basis": {"status": S.SENT, **SENT},
    "referral_sent_names_moment_and_way": {"status": S.SENT, "consent": True},
    "referral_declined_has_reason": {"status": S.DECLINED, "consent": True, **SENT},
    "referral_tells_something": {"items": []},
}


def sentence_of(name):
    return next(one.violation_error_message for one in Referral._meta.constraints if one.name == name)


@pytest.mark.parametrize(("name", "values"), CASES.items(), ids=CASES)
def test_the_database_refuses_and_says_why(name, values, case, coordinator):
    referral = a_referral(case, coordinator)
    values = dict(values)
    if values.pop("consent", False):
        values["consent"] = a_consent(case, referral.receiver, coordinator)
    for field, value in values.items():
        setattr(referral, field, value)
    with pytest.raises(ValidationError) as refusal:
        referral.validate_constraints()
    assert refusal.value.messages == [sentence_of(name)]
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(**values)


def test_a_reason_stands_only_on_a_declined_referral(case, coordinator):
    referral = a_referral(case, coordinator)
    with pytest.raises(IntegrityError, match="referral_declined_has_reason"), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(decline_reason="no_place")


def test_one_living_referral_a_case_and_receiver(case, coordinator):
    first = a_referral(case, coordinator)
    second = a_referral(case, coordinator)
    with pytest.raises(IntegrityError, match="referral_one_living_a_receiver"), transaction.atomic():
        Referral.objects.filter(pk=second.pk).update(receiver=first.receiver)
    Referral.objects.filter(pk=first.pk).update(status=S.WITHDRAWN)
    assert Referral.objects.filter(pk=second.pk).update(receiver=first.receiver) == 1
