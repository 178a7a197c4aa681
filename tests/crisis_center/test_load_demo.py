"""The demo centre: loaded once for this module, as `make run` does."""

import datetime as dt
import io
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Count, Min
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import PEOPLE_ROLES, Role
from accounts.models import User
from accounts.queries import demonstration_workers
from audit.models import JournalEntry
from cases.enums import (
    AttemptOutcome,
    CaseStatus,
    CheckInOutcome,
    FollowUpKind,
    FollowUpStatus,
    InterventionKind,
    RiskLevel,
)
from cases.models import Case, ContactAttempt, FollowUp, Intervention, Person, SafeContact, TimelineEntry
from cases.work_of_a_day import days_work
from crisis_center.demo.by_chance import CASES
from crisis_center.demo.in_public import periods_that_are_over
from crisis_center.demo.story import day_of_the_call
from hotline.enums import CallOutcome, CallStatus, CallType
from hotline.models import Call
from partners.enums import JointEventKind, PartnerKind
from partners.models import Branch, ContactPerson, JointEvent, PartnerOrganisation
from reference.queries import working_days_after
from referrals.enums import ReferralStatus
from referrals.models import Referral
from reporting.queries import published_statistic
from tests import database
from tests.vault.leaks import dumps, find_in_database
from tests.workers import as_worker
from vault.context import opening


def load() -> str:
    said = io.StringIO()
    call_command("load_demo", stdout=said)
    return said.getvalue()


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Load it for real, so that other connections see it, and give the next module a fresh database."""
    with django_db_blocker.unblock():
        yield load()
        database.clone(connection.settings_dict["NAME"])


@pytest.mark.django_db
def test_the_demo_centre_shows_every_state_that_a_worker_meets(demo):
    assert set(Case.objects.values_list("status", flat=True)) == set(CaseStatus)
    assert set(Case.objects.values_list("risk_level", flat=True)) == set(RiskLevel)
    assert set(Referral.objects.values_list("status", flat=True)) == set(ReferralStatus)
    assert set(FollowUp.objects.values_list("status", flat=True)) == set(FollowUpStatus)
    assert set(FollowUp.objects.exclude(outcome="").values_list("outcome", flat=True)) == set(CheckInOutcome)
    assert {AttemptOutcome.NO_ANSWER, AttemptOutcome.SOMEONE_ELSE} < set(
        ContactAttempt.objects.values_list("outcome", flat=True)
    )
    assert set(Call.objects.values_list("status", flat=True)) == {CallStatus.FINISHED, CallStatus.UNFINISHED}
    assert {CallType.SILENT, CallType.WRONG_NUMBER, CallType.ABOUT_OTHER, CallType.PROFESSIONAL} < set(
        Call.objects.values_list("call_type", flat=True)
    )
    assert Case.objects.filter(status_changes__to_status=CaseStatus.ACTIVE, closed_at=None).count() == 1
    assert {CallOutcome.OPEN_CASE, CallOutcome.STAY_ANONYMOUS} < set(
        Call.objects.values_list("outcome", flat=True)
    )
    assert set(Intervention.objects.values_list("kind", flat=True)) == set(InterventionKind)


@pytest.mark.django_db
def test_the_demo_centre_is_as_large_as_promised(demo):
    assert Case.objects.count() >= 60
    assert Call.objects.count() >= 400
    assert User.objects.people().count() == 12
    assert set(User.objects.people().values_list("role", flat=True)) == PEOPLE_ROLES
    assert PartnerOrganisation.objects.count() == 25
    assert set(PartnerOrganisation.objects.values_list("kind", flat=True)) == set(PartnerKind)
    assert PartnerOrganisation.objects.filter(agreed_to_be_listed=True).count() > 10
    assert not PartnerOrganisation.objects.filter(kind=PartnerKind.SHELTER, agreed_to_be_listed=True).exists()
    assert Case.objects.aggregate(first=Min("opened_at"))["first"] < timezone.now() - dt.timedelta(days=600)
    both = Case.objects.values("team__name").annotate(number=Count("pk"))
    assert all(team["number"] > 10 for team in both)
    assert len(both) == 2


@pytest.mark.django_db
def test_the_journal_of_the_demo_centre_follows_the_time(demo):
    """What is told by chance is told in the order in which it happened, before the stories told by hand."""
    opened = JournalEntry.objects.filter(verb="cases.opened").order_by("pk").values_list("case_id", flat=True)
    when = Case.objects.in_bulk(list(opened))
    by_chance_alone = [when[case_id].opened_at for case_id in list(opened)[:CASES]]
    assert by_chance_alone == sorted(by_chance_alone)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "follow_ups"),
    [(Role.PSYCHOLOGIST, 3), (Role.COORDINATOR, 4), (Role.LAWYER, 1), (Role.OPERATOR, 0)],
)
def test_the_day_of_each_offered_worker_has_work_but_not_too_much(demo, role, follow_ups):
    worker = User.objects.get(username=str(role))
    due = days_work(worker, now=timezone.localtime())
    assert follow_ups <= len(due) <= 12
    page = as_worker(worker).get(reverse("today")).content.decode()
    assert page.count("<table") + page.count("<li") > 3


@pytest.mark.django_db
def test_the_demo_centre_has_held_two_round_tables_and_a_seminar(demo):
    held = JointEvent.objects.held().order_by("held_on")
    assert [event.kind for event in held] == [
        JointEventKind.ROUND_TABLE,
        JointEventKind.SEMINAR,
        JointEventKind.ROUND_TABLE,
    ]
    assert all(event.attendance.exists() and event.decisions for event in held)


@pytest.mark.django_db
def test_everybody_may_see_numbers_of_the_demo_centre(demo):
    newest = published_statistic()
    assert newest.last_on < timezone.localdate()
    calls = newest.tables[0]
    assert calls.total > 20
    assert sum(row.number is not None for row in calls.rows) > 2


@pytest.mark.parametrize(
    ("today", "codes"),
    [
        (dt.date(2027, 1, 1), ["2026"]),
        (dt.date(2027, 6, 30), ["2026", "2027-q1"]),
        (dt.date(2027, 12, 31), ["2026", "2027-q1", "2027-q2", "2027-q3"]),
    ],
)
def test_the_last_year_and_the_quarters_since_are_approved(today, codes):
    assert [period.code for period in periods_that_are_over(today)] == codes


@pytest.mark.django_db
def test_every_number_of_the_demo_centre_is_invented(demo):
    with opening(Case.objects.values_list("pk", flat=True)):
        numbers = {contact.number for contact in SafeContact.objects.all() if contact.number}
    numbers |= set(Branch.objects.values_list("phone", flat=True))
    numbers |= set(ContactPerson.objects.values_list("work_phone", flat=True))
    assert all(re.fullmatch(r"\+7 700 000 \d\d \d\d", number) for number in numbers)


@pytest.mark.django_db
def test_follow_ups_of_the_demo_centre_are_late_due_today_and_ahead(demo):
    today = timezone.localdate()
    due = list(FollowUp.objects.planned().values_list("due_on", flat=True))
    assert min(due) < today
    assert today in due
    assert max(due) > today + dt.timedelta(days=30)


@pytest.mark.django_db
def test_the_check_in_of_irina_is_on_the_psychologists_day(demo):
    today = timezone.localdate()
    psychologist = User.objects.get(username="psychologist")
    (check_in,) = FollowUp.objects.due_by(today).filter(
        kind=FollowUpKind.ONE_MONTH,
        responsible=psychologist,
        case__opened_by__username="operator",
        due_on=today,
        case__opened_at__date=day_of_the_call(today),
    )
    assert check_in.case.reference in as_worker(check_in.responsible).get(reverse("today")).content.decode()
    story = list(check_in.case.timeline.order_by("occurred_at", "recorded_at"))
    assert (story[0].verb, story[-1].verb) == ("call_logged", "intervention_recorded")
    assert {referral.status for referral in check_in.case.referrals.all()} == {
        ReferralStatus.SERVICE_STARTED,
        ReferralStatus.COMPLETED,
    }


@pytest.mark.django_db
def test_nothing_in_the_demo_centre_happens_later_than_now(demo):
    now = timezone.now()
    assert not TimelineEntry.objects.filter(occurred_at__gt=now).exists()
    assert not TimelineEntry.objects.filter(recorded_at__gt=now).exists()
    assert not Call.objects.filter(ended_at__gt=now).exists()


def test_loading_the_demo_centre_again_changes_nothing(demo, django_db_blocker):
    name = connection.settings_dict["NAME"]
    before = dict(dumps(name))
    with django_db_blocker.unblock():
        said = load()
    assert said.startswith("The demo centre is here already.")
    assert dict(dumps(name)) == before


def test_loading_prints_every_sign_in_and_the_password(demo, settings):
    assert demo.splitlines()[-1] == (
        "Sign in as one of: operator, psychologist, lawyer, coordinator, manager, administrator, auditor. "
        f"The password is {settings.DEMO_PASSWORD}"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(PEOPLE_ROLES))
def test_each_demo_worker_signs_in_with_the_printed_password(demo, settings, role):
    client = Client()
    typed = {"login": str(role), "password": settings.DEMO_PASSWORD}
    assert client.post(reverse("account_login"), typed).url == reverse("today")
    today = client.get(reverse("today"))
    assert (today.status_code, today.wsgi_request.user.role) == (200, role)


@pytest.mark.django_db
def test_the_sign_in_page_of_the_demonstration_offers_its_workers(demo, settings):
    page = Client().get(reverse("account_login")).content.decode()
    offered = demonstration_workers()
    assert len(offered) == len(PEOPLE_ROLES)
    for worker in User.objects.people():
        assert (worker.display_name in page) == (worker in offered)
    assert settings.DEMO_PASSWORD in page


@pytest.mark.django_db
def test_the_demo_centre_keeps_no_name_and_no_number_in_clear(demo):
    with opening(Case.objects.values_list("pk", flat=True)):
        names = {person.name for person in Person.objects.all() if person.name}
        numbers = {contact.number for contact in SafeContact.objects.all() if contact.number}
        words = {follow_up.her_words for follow_up in FollowUp.objects.all() if follow_up.her_words}
    assert (len(names), len(numbers)) > (100, 40)
    assert find_in_database(names | numbers | words) == {}
    known = ContactPerson.objects.get(branch__phone="+7 700 000 01 02").name
    assert list(find_in_database([known])) == [known]


@pytest.mark.django_db
def test_each_partner_of_the_demo_centre_can_be_read_in_three_languages(demo):
    for partner in PartnerOrganisation.objects.all():
        for text in ("name", "about"):
            versions = {getattr(partner, f"{text}_{language}") for language in ("ru", "kk", "en")}
            assert len(versions - {""}) == 3
    for branch in Branch.objects.all():
        assert branch.services.exists()
        assert branch.contacts.exists()


@pytest.mark.django_db
def test_the_month_of_irinas_story_has_room_on_every_day_of_the_year():
    """Her last session is on the fourteenth working day after the call; it must be over before today."""
    for number in range(2 * 365):
        today = dt.date(2026, 1, 1) + dt.timedelta(days=number)
        assert working_days_after(day_of_the_call(today), 14) < today
