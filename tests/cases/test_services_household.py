"""The people of a case and how the client may be reached."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from audit.models import JournalEntry
from cases.enums import HouseholdRole
from cases.models import Person, SafeContact
from cases.reading import reading_case
from cases.refusals import Conflict, Refusal
from cases.services.household import add_person, change_person, change_safe_contact
from cases.services.intake import PersonDetails, SafeContactDetails
from tests.cases.factories import CaseFactory, PersonFactory

pytestmark = pytest.mark.django_db
SON = PersonDetails(role=HouseholdRole.CHILD, relationship="son", name="Invented Son")


def name_of(person, reader):
    with reading_case(person.case, actor=reader, purpose="test"):
        return Person.objects.get(pk=person.pk).name


def test_a_person_is_added_with_a_sealed_name(psychologist):
    case = CaseFactory()
    son = add_person(actor=psychologist, case=case, details=SON)
    assert name_of(son, psychologist) == "Invented Son"
    entry = case.timeline.get()
    assert (entry.verb, entry.facts) == ("person_added", {"role": "child", "relationship": "son"})
    assert JournalEntry.objects.get(verb="cases.person_added").subject_id == son.pk


def test_a_double_click_adds_one_person(psychologist):
    case = CaseFactory()
    drawn = uuid.uuid4()
    people = [add_person(actor=psychologist, case=case, details=SON, person_id=drawn) for _click in range(2)]
    assert people == [Person.objects.get(pk=drawn)] * 2
    assert case.timeline.count() == 1


def test_a_case_has_one_client(psychologist):
    with pytest.raises(Refusal, match="exactly one client"):
        add_person(actor=psychologist, case=CaseFactory(), details=PersonDetails(role=HouseholdRole.CLIENT))


def test_a_closed_case_takes_nobody_in(psychologist):
    case = CaseFactory(closed=True)
    with pytest.raises(Refusal, match="This case is closed"):
        add_person(actor=psychologist, case=case, details=SON)
    with pytest.raises(Refusal, match="This case is closed"):
        change_person(actor=psychologist, person=case.household.get(), details=SON, version=1)


def test_what_is_known_of_a_person_changes(psychologist):
    son = PersonFactory(case=CaseFactory(opened_at=timezone.now()))
    born_on = timezone.localdate() - dt.timedelta(days=3)
    details = PersonDetails(role="child", relationship="son", name="Another Name", birth_date=born_on)
    change_person(actor=psychologist, person=son, details=details, version=1)
    assert name_of(son, psychologist) == "Another Name"
    son.refresh_from_db()
    assert (son.version, son.age_band_at_first_contact) == (2, "0-4")
    assert "name" in JournalEntry.objects.get(verb="cases.person_changed").fields


def test_a_value_that_could_not_be_read_stays_as_it_is(psychologist):
    son = PersonFactory(name="Invented Son")
    details = PersonDetails(role="child", relationship="son", note="Sleeps badly.")
    change_person(actor=psychologist, person=son, details=details, version=1, keep=["name"])
    assert name_of(son, psychologist) == "Invented Son"
    assert "name" not in JournalEntry.objects.get(verb="cases.person_changed").fields


@pytest.mark.parametrize(("role", "becomes"), [("client", "child"), ("child", "client")])
def test_the_client_stays_the_client_and_others_stay_others(role, becomes, psychologist):
    case = CaseFactory()
    PersonFactory(case=case)
    with pytest.raises(Refusal, match="she stays the client"):
        change_person(
            actor=psychologist,
            person=case.household.get(role=role),
            details=PersonDetails(role=becomes),
            version=1,
        )


def test_a_colleague_s_newer_text_is_not_written_over(psychologist, coordinator):
    son = PersonFactory()
    change_person(actor=coordinator, person=son, details=SON, version=1)
    stale = Person.objects.get(pk=son.pk)
    with pytest.raises(Conflict, match="A colleague changed this while you were typing"):
        change_person(actor=psychologist, person=stale, details=PersonDetails(role="child"), version=1)
    assert name_of(son, psychologist) == "Invented Son"


def test_she_says_anew_how_she_may_be_reached(psychologist):
    case = CaseFactory()
    details = SafeContactDetails(may_contact="she_calls", confirmed_on=dt.date(2026, 11, 23))
    change_safe_contact(actor=psychologist, safe_contact=case.safe_contact, details=details, version=1)
    saved = SafeContact.objects.get(case=case)
    assert (saved.may_contact, saved.number_sealed, saved.version) == ("she_calls", None, 2)
    entry = case.timeline.get()
    assert (entry.verb, entry.kind, entry.facts) == (
        "safe_contact_changed",
        "contact",
        {"may_contact": "she_calls"},
    )
    assert "number" in JournalEntry.objects.get(verb="cases.safe_contact_changed").fields


def test_an_older_safe_contact_does_not_replace_a_newer_one(psychologist):
    case = CaseFactory()
    with pytest.raises(Conflict):
        change_safe_contact(
            actor=psychologist, safe_contact=case.safe_contact, details=SafeContactDetails(), version=7
        )
    assert SafeContact.objects.get(case=case).may_contact == "yes"


def stopped_case():
    return CaseFactory(safe_contact__may_contact="no", safe_contact__stopped_at=timezone.now())


def test_contact_that_was_stopped_is_not_allowed_by_a_form(psychologist):
    case = stopped_case()
    with pytest.raises(Refusal, match="A coordinator decides"):
        change_safe_contact(
            actor=psychologist,
            safe_contact=case.safe_contact,
            details=SafeContactDetails(may_contact="yes", channel="call"),
            version=1,
        )
