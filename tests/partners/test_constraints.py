"""What the directory refuses, in the words a keeper reads, and what the database refuses all the same."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.partners.factories import (
    AgreementFactory,
    AttendanceFactory,
    BranchFactory,
    ContactFactory,
    JointEventFactory,
    PartnerFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db


def test_a_partners_russian_name_is_taken_once():
    PartnerFactory(name_ru="Полиция")
    refuse(PartnerFactory, "A partner with this Russian name is already in the directory.", name_ru="Полиция")


def test_a_branchs_russian_name_is_taken_once_at_its_partner_and_free_at_another():
    branch = BranchFactory(name_ru="Отдел")
    BranchFactory(name_ru="Отдел")
    refuse(
        BranchFactory,
        "This partner already has a branch with this Russian name.",
        name_ru="Отдел",
        organisation=branch.organisation,
    )


def test_a_service_stands_once_for_a_branch_and_a_first_day():
    service = ServiceFactory()
    ServiceFactory(branch=service.branch, valid_from=dt.date(2026, 3, 1))
    refuse(ServiceFactory, "This branch already offers this service from that day.", branch=service.branch)


def test_a_service_does_not_end_before_it_begins():
    days = {"valid_from": dt.date(2026, 3, 2), "valid_until": dt.date(2026, 3, 1)}
    refuse(ServiceFactory, "The last day cannot come before the first day.", branch=BranchFactory(), **days)


def test_a_contact_person_can_be_reached():
    refuse(ContactFactory, "Write a work phone or a work email.", branch=BranchFactory(), work_phone="")
    assert ContactFactory(work_phone="", work_email="office@police.example").pk


def test_an_agreements_number_is_taken_once_at_its_partner():
    agreement = AgreementFactory(number="7")
    refuse(
        AgreementFactory,
        "An agreement with this number is already recorded.",
        number="7",
        organisation=agreement.organisation,
    )


def test_an_agreement_does_not_end_before_it_is_signed():
    refuse(
        AgreementFactory,
        "The agreement cannot end before it is signed.",
        organisation=PartnerFactory(),
        valid_until=dt.date(2026, 1, 31),
    )


@pytest.mark.parametrize("missing", ["topic", "place"])
def test_a_joint_event_says_what_it_is_about_and_where_it_is_held(missing):
    with pytest.raises(IntegrityError, match="joint_event_says_what_and_where"), transaction.atomic():
        JointEventFactory(**{missing: ""})


def test_a_cancelled_event_has_no_decisions():
    refuse(
        JointEventFactory,
        "A cancelled event has no decisions. Empty them first.",
        cancelled=True,
        decisions="A leaflet for every school.",
    )


def test_participants_of_a_kind_and_a_sex_are_counted_once_at_an_event():
    came = AttendanceFactory()
    AttendanceFactory()
    AttendanceFactory(event=came.event, sex="male")
    refuse(AttendanceFactory, "These participants are already counted.", event=came.event)


def test_nobody_is_not_counted():
    refuse(AttendanceFactory, "Write how many came, or leave it empty.", event=JointEventFactory(), number=0)


@pytest.mark.parametrize(
    ("factory", "wrong"),
    [
        (PartnerFactory, {"kind": "bank"}),
        (BranchFactory, {"languages": ["xx"]}),
        (ServiceFactory, {"kind": "magic"}),
        (JointEventFactory, {"kind": "party"}),
        (AttendanceFactory, {"participant_kind": "bank"}),
        (AttendanceFactory, {"sex": "x"}),
    ],
)
def test_the_database_knows_only_the_words_of_the_lists(factory, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        factory(**wrong)


def test_an_entry_is_named_by_what_it_is_and_never_by_a_person():
    contact, service, agreement = ContactFactory(), ServiceFactory(), AgreementFactory(number="MoU-7")
    came = AttendanceFactory(event__topic="Schools and violence")
    assert [str(entry) for entry in (contact, service, agreement, came.event, came)] == [
        "Inspector on duty",
        "Protection by the police",
        "MoU-7",
        "Schools and violence",
        "Education, Women",
    ]


def refuse(factory, sentence: str, **facts) -> None:
    """The form's question and the database's answer are the same."""
    with pytest.raises(ValidationError) as refusal:
        factory.build(**facts).full_clean()
    assert refusal.value.messages == [sentence]
    with pytest.raises(IntegrityError), transaction.atomic():
        factory(**facts)
