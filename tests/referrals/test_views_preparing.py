"""Preparing a referral, and recording the rule of law on which it may leave."""

import pytest
from django.urls import reverse

from reference.models import LegalBasis
from referrals.enums import ReferralStatus as S
from referrals.models import Referral
from tests.cases.factories import CaseFactory
from tests.partners.factories import BranchFactory, ServiceFactory
from tests.referrals.factories import a_consent, a_referral
from tests.referrals.test_views_referral import text, url
from tests.workers import as_worker

pytestmark = pytest.mark.django_db


def page_of(case):
    return reverse("referrals:prepare", kwargs={"reference": case.reference})


def typed(receiver, **changes):
    values = {"receiver": receiver.pk, "items": ["name", "situation"], "request": "A protective order."}
    return {**values, **changes}


def test_what_was_typed_becomes_a_prepared_referral(case, coordinator):
    receiver = BranchFactory()
    answer = as_worker(coordinator).post(page_of(case), typed(receiver, is_urgent="on"))
    referral = Referral.objects.get()
    assert (answer.status_code, answer.url) == (302, referral.get_absolute_url())
    assert (referral.receiver, referral.items, referral.is_urgent) == (receiver, ["name", "situation"], True)
    assert (referral.status, referral.legal_basis, referral.client_was_told) == (S.PREPARED, None, None)


@pytest.mark.parametrize(("said", "stored"), [("yes", True), ("no", False), ("", None)])
def test_whether_she_was_told_is_kept_as_it_was_said(said, stored, case, coordinator):
    basis = LegalBasis.objects.get(code="prevention-2025-minors-report")
    as_worker(coordinator).post(
        page_of(case), typed(BranchFactory(), legal_basis=basis.pk, client_was_told=said)
    )
    referral = Referral.objects.get()
    assert (referral.legal_basis, referral.client_was_told) == (basis, stored)


def test_only_rules_that_stand_for_consent_today_are_offered(case, coordinator):
    form = as_worker(coordinator).get(page_of(case)).context["form"]
    offered = {basis.code for basis in form.fields["legal_basis"].queryset}
    all_codes = set(LegalBasis.objects.values_list("code", flat=True))
    assert "prevention-2025-minors-report" in offered
    assert {"domestic-violence-2009", "prevention-2025-support-referral"} <= all_codes - offered


def test_beside_the_form_stands_what_she_allows_today(case, coordinator):
    allowed, ended = BranchFactory(), BranchFactory()
    client = as_worker(coordinator)
    assert "No consent holds today." in text(client.get(page_of(case)))
    a_consent(case, allowed, coordinator)
    a_consent(case, ended, coordinator, given_on="2026-01-01", valid_until="2026-02-01")
    card = client.get(page_of(case)).content.decode().split('id="h-consents"')[1]
    parts = [str(allowed), "To ask this partner for help", "Name; What happened, in short"]
    assert [part for part in parts if part not in " ".join(card.split())] == []
    assert str(ended) not in card


def test_receivers_are_narrowed_to_those_who_offer_a_service(case, coordinator):
    offering, closed = ServiceFactory(kind="shelter_place").branch, BranchFactory(closed=True)
    other = BranchFactory()
    client = as_worker(coordinator)

    def offered(query):
        return set(client.get(page_of(case) + query).context["form"].fields["receiver"].queryset)

    assert offered("") >= {offering, other}
    assert closed not in offered("")
    assert offered("?service=shelter_place") == {offering}
    assert offered("?service=nonsense") == offered("")


def test_a_partner_who_deals_with_the_case_is_said_and_the_text_is_kept(case, coordinator):
    referral = a_referral(case, coordinator)
    answer = as_worker(coordinator).post(page_of(case), typed(referral.receiver, request="My long words."))
    assert answer.status_code == 409
    assert "This partner is dealing with the case already. Open that referral." in text(answer)
    assert "My long words." in answer.content.decode()
    assert Referral.objects.count() == 1


def test_what_is_missing_is_said_and_the_text_is_kept(case, coordinator):
    answer = as_worker(coordinator).post(page_of(case), {"request": "My long words."})
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"receiver", "items"}
    assert "My long words." in answer.content.decode()


def test_a_closed_case_is_not_referred_and_the_page_says_why(coordinator):
    client, case = as_worker(coordinator), CaseFactory(closed=True)
    for answer in (client.get(page_of(case)), client.post(page_of(case), typed(BranchFactory()))):
        assert (answer.status_code, "This case is closed. Reopen it first." in text(answer)) == (403, True)
    assert Referral.objects.count() == 0


def test_an_operator_is_told_who_refers(operator):
    case = CaseFactory(opened_by=operator)
    answer = as_worker(operator).get(page_of(case))
    assert answer.status_code == 403
    assert "A coordinator, psychologist or lawyer of the case refers it." in text(answer)


def test_to_a_stranger_the_page_does_not_exist(case, coordinator, other_team_coordinator):
    assert as_worker(coordinator).get(page_of(case)).status_code == 200
    assert as_worker(other_team_coordinator).get(page_of(case)).status_code == 404
    answer = as_worker(other_team_coordinator).post(page_of(case), typed(BranchFactory()))
    assert (answer.status_code, Referral.objects.count()) == (404, 0)


def test_a_recorded_legal_basis_lets_the_referral_leave(case, coordinator):
    referral = a_referral(case, coordinator, consent=False)
    basis = LegalBasis.objects.get(code="prevention-2025-minors-report")
    client = as_worker(coordinator)
    assert client.get(url(referral, "record_legal_basis")).status_code == 200
    answer = client.post(
        url(referral, "record_legal_basis"), {"legal_basis": basis.pk, "client_was_told": "yes"}
    )
    assert (answer.status_code, answer.url) == (302, url(referral))
    words = text(client.get(url(referral)))
    assert str(basis) in words
    assert "No valid consent" not in words
    assert client.post(url(referral, "send"), {"version": 1, "sent_how": "courier"}).status_code == 302
    late = client.get(url(referral, "record_legal_basis"))
    assert (late.status_code, "The referral stands at another stage now." in text(late)) == (403, True)


def test_a_legal_basis_must_be_chosen(case, coordinator):
    referral = a_referral(case, coordinator, consent=False)
    answer = as_worker(coordinator).post(url(referral, "record_legal_basis"), {"client_was_told": "yes"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["legal_basis"])
