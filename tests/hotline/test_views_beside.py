"""What stands beside the form of a call: her case when she was recognised, outlines of notes, the directory."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import JournalEntry
from cases.models import Intervention, TimelineEntry
from hotline.models import Call, CallDraft
from hotline.outlines import with_outline
from tests.accounts.factories import TeamFactory
from tests.cases.factories import CaseFactory, FollowUpFactory
from tests.hotline.factories import TYPED, finished_call, running_call
from tests.hotline.pages import opened_page
from tests.partners.factories import BranchFactory, PartnerFactory
from tests.workers import as_worker
from vault.context import opening

pytestmark = pytest.mark.django_db
ALERT = "Her husband checks the telephone."
HEADINGS = ["Where she is now", "What happened"]


def known(worker, *cases, verdict="same"):
    said = {f"verdict_{case.reference}": verdict for case in cases}
    answer = as_worker(worker).post(reverse("hotline:known_cases"), said)
    assert answer.status_code == 200
    return answer.content.decode().strip()


def lived(worker, lawyer, **more):
    """A case at high risk with contacts, an agreed one and a session about safety."""
    case = CaseFactory(
        team=worker.team, risk_level="high", client__name="Aigul", safe_contact__alert=ALERT, **more
    )
    FollowUpFactory(case=case, responsible=lawyer, kind="safety_review")
    now = timezone.now()
    for days in range(1, 5):
        TimelineEntry.objects.create(
            case=case,
            occurred_at=now - dt.timedelta(days=days),
            verb="contact_attempted",
            kind="contact",
            subject_id=case.pk,
            actor=lawyer,
            facts={"kind": "one_week", "outcome": "no_answer" if days < 4 else "not_safe"},
        )
    Intervention.objects.create(
        case=case, kind="session", topic="safety", held_at=now, minutes=30, worker=lawyer
    )
    return case


class TestTheCaseOfTheCaller:
    def test_it_tells_an_operator_what_must_be_known_and_no_name(self, operator, lawyer):
        case = lived(operator, lawyer)
        page = known(operator, case)
        assert ALERT in page
        assert "High risk" in page
        assert page.count("No answer") == 3
        assert "Reached, not safe" not in page
        assert "Review the safety plan" in page
        assert f"with {lawyer.display_name}" in page
        assert "Aigul" not in page

    def test_only_she_who_opens_the_file_is_led_to_what_is_agreed(self, operator, coordinator, lawyer):
        case = lived(operator, lawyer)
        link = f'href="{case.get_absolute_url()}follow-ups/'
        assert link not in known(operator, case)
        assert link in known(coordinator, case)

    def test_a_call_that_was_added_is_one_of_the_last_contacts(self, coordinator):
        case = CaseFactory(team=coordinator.team)
        call = finished_call(coordinator)
        TimelineEntry.objects.create(
            case=case,
            occurred_at=call.started_at,
            verb="call_logged",
            kind="contact",
            subject_id=call.pk,
            actor=coordinator,
            facts={"reference": call.reference, "call_type": "about_self", "minutes": 4},
        )
        assert "Hotline call, About herself" in known(coordinator, case)

    def test_it_is_journaled_as_a_look_into_the_case(self, operator):
        case = CaseFactory(team=operator.team)
        known(operator, case)
        line = JournalEntry.objects.get(verb="cases.read")
        assert (line.case_id, line.purpose, line.fields) == (case.pk, "beside_call", ["alert", "risk_level"])

    def test_a_stop_of_all_contact_is_said(self, operator):
        case = CaseFactory(
            team=operator.team, safe_contact__may_contact="no", safe_contact__stopped_at=timezone.now()
        )
        assert "All contact was stopped" in known(operator, case)

    def test_a_case_of_another_team_does_not_exist_here(self, operator):
        foreign = CaseFactory(team=TeamFactory(name="Turkestan"), safe_contact__alert=ALERT)
        assert known(operator, foreign) == ""
        assert not JournalEntry.objects.filter(verb="cases.read").exists()

    @pytest.mark.parametrize("verdict", ["other", "unsure"])
    def test_nobody_who_was_not_recognised_is_shown(self, operator, verdict):
        assert known(operator, CaseFactory(team=operator.team), verdict=verdict) == ""

    def test_three_cases_cost_as_many_statements_as_one(self, operator, lawyer):
        counts = []
        for cases in ([lived(operator, lawyer)], [lived(operator, lawyer) for _each in range(3)]):
            client = as_worker(operator)
            said = {f"verdict_{case.reference}": "same" for case in cases}
            with CaptureQueriesContext(connection) as statements:
                client.post(reverse("hotline:known_cases"), said)
            counts.append(len(statements))
        assert counts[0] == counts[1]

    def test_without_a_script_it_stands_on_the_page_after_saving(self, operator, lawyer):
        case = lived(operator, lawyer)
        call = running_call(operator, **{f"verdict_{case.reference}": "same"})
        assert ALERT in as_worker(operator).get(call.get_absolute_url()).content.decode()


class TestTheOutlineOfTheNotes:
    @pytest.mark.parametrize(
        ("notes", "after"),
        [
            ("", "Where she is now: \nWhat happened: "),
            ("14:02 She whispers.", "14:02 She whispers.\nWhere she is now: \nWhat happened: "),
            ("14:02 She whispers.\n", "14:02 She whispers.\nWhere she is now: \nWhat happened: "),
            ("Where she is now: home", "Where she is now: home\nWhat happened: "),
            ("What happened: x\nWhere she is now: home", "What happened: x\nWhere she is now: home"),
        ],
    )
    def test_it_is_added_at_the_end_and_never_twice(self, notes, after):
        assert with_outline(notes, HEADINGS) == after

    def put(self, operator, **typed):
        client = as_worker(operator)
        answer = client.post(
            reverse("hotline:outline"), {**TYPED, **opened_page(client), **typed}, follow=True
        )
        call = Call.objects.get()
        with opening([call.pk], purposes=["call"]):
            return answer.content.decode(), CallDraft.objects.newest_of(call).typed

    def test_without_a_script_the_button_keeps_the_draft_with_the_outline(self, operator):
        page, typed = self.put(operator, call_type="professional")
        assert typed["notes"].startswith(f"{TYPED['notes']}\nWho calls, from which organisation: \n")
        assert typed["caller_name"] == TYPED["caller_name"]
        assert "Who calls, from which organisation: " in page

    @pytest.mark.parametrize("call_type", ["", "silent"])
    def test_a_call_without_an_outline_keeps_its_notes_as_they_are(self, operator, call_type):
        page, typed = self.put(operator, call_type=call_type)
        assert typed["notes"] == TYPED["notes"]
        assert "Choose the type of the call first" in page


class TestTheDirectory:
    def find(self, worker, **asked):
        return as_worker(worker).get(reverse("hotline:find_partner"), asked, headers={"HX-Request": "true"})

    def test_a_partner_is_found_with_the_telephone_to_read_out(self, operator):
        branch = BranchFactory(organisation__name_en="Invented clinic")
        PartnerFactory(name_en="Another")
        page = self.find(operator, search="invented").content.decode()
        assert "Invented clinic" in page
        assert branch.phone in page
        assert "Another" not in page

    def test_nobody_found_and_too_many_are_said(self, operator):
        assert "No partner found" in self.find(operator, search="nobody").content.decode()
        PartnerFactory.create_batch(6)
        page = self.find(operator).content.decode()
        assert "There are more" in page
        assert page.count("<strong>") == 5

    def test_without_the_script_the_directory_itself_answers(self, operator):
        answer = as_worker(operator).get(reverse("hotline:find_partner"), {"search": "clinic"})
        assert answer.url == "/partners/?search=clinic"


def test_a_call_closed_at_once_says_as_what_and_where_to_begin_anew(operator):
    client = as_worker(operator)
    answer = client.post(
        reverse("hotline:finish"), {**opened_page(client), "call_type": "silent"}, follow=True
    )
    assert "finished as “Silent”. If that was wrong, begin a new call." in answer.content.decode()
