"""What comes of a call, on its pages."""

import datetime as dt

import pytest
from django.urls import reverse

from audit.models import JournalEntry
from cases.models import Case, SamePerson
from hotline.models import Call
from hotline.services.cases import link_call_to_case
from tests.cases.factories import CaseFactory
from tests.hotline.factories import TOLD, finished_call, running_call
from tests.workers import as_worker
from vault.context import opening

pytestmark = pytest.mark.django_db

SAFE = {
    "may_contact": "yes",
    "contact_channel": "call",
    "safe_number": "+7 700 000 00 15",
    "safe_days": [1, 3],
    "language": "kk",
    "age_band": "30-39",
    "messages_allowed": True,
    "message_wording": "Books are in.",
    "also_used_by": "Her mother-in-law.",
    "if_someone_else": "The library calls.",
    "valid_until": dt.date(2099, 1, 31),
}


def path(call, name="open_case"):
    return reverse(f"hotline:{name}", args=[call.reference])


def intake_post(answer, **typed):
    """Return what the browser would send back from the page of the intake."""
    form, household = answer.context["form"], answer.context["household"]
    values = {name: form[name].value() for name in form.fields}
    for part in [household.management_form, *household.forms]:
        values |= {part.add_prefix(name): part[name].value() for name in part.fields}
    return {name: value for name, value in {**values, **typed}.items() if value is not None}


class TestOpeningACase:
    def test_the_form_offers_what_was_told(self, operator):
        call = finished_call(operator, **SAFE)
        form = as_worker(operator).get(path(call)).context["form"]
        offered = {
            name: form[name].value() for name in ("code_name", "phone", "number", "channel", "safe_days")
        }
        assert offered == {
            "code_name": "Invented Name",
            "phone": "+7 700 000 00 14",
            "number": "+7 700 000 00 15",
            "channel": "call",
            "safe_days": [1, 3],
        }
        rest = ("messages_allowed", "message_wording", "also_used_by", "if_someone_else", "valid_until")
        assert [form[name].value() for name in rest] == [SAFE[name] for name in rest]
        told = (form["summary"].value(), form["language"].value(), form["age_band_at_first_contact"].value())
        assert told == (TOLD["notes"], "kk", "30-39")

    @pytest.mark.parametrize(
        "about", [{"call_type": "about_other"}, {"call_type": "repeat", "caller_role": "relative"}]
    )
    def test_what_somebody_else_said_of_themselves_is_not_the_clients(self, operator, about):
        call = finished_call(operator, **SAFE | about | {"language": "uz"})
        form = as_worker(operator).get(path(call)).context["form"]
        offered = {name: form[name].value() for name in ("code_name", "phone", "number", "language")}
        assert offered == dict.fromkeys(offered, None)
        assert (form["may_contact"].value(), form["summary"].value()) == ("no", TOLD["notes"])

    def test_the_person_herself_is_the_client_whatever_the_type(self, operator):
        call = finished_call(operator, call_type="about_other", caller_role="herself")
        form = as_worker(operator).get(path(call)).context["form"]
        assert form["code_name"].value() == "Invented Name"

    def test_the_case_is_opened_once_however_often_it_is_sent(self, operator):
        call = finished_call(operator, **SAFE)
        client = as_worker(operator)
        sent = intake_post(client.get(path(call)))
        answers = [client.post(path(call), sent) for _time in range(2)]
        case = Case.objects.get()
        assert [answer.url for answer in answers] == [case.get_absolute_url()] * 2
        with opening([case.pk]):
            assert (case.summary, case.safe_contact.number) == (TOLD["notes"], "+7 700 000 00 15")
            assert (case.safe_contact.also_used_by, case.safe_contact.valid_until) == (
                "Her mother-in-law.",
                dt.date(2099, 1, 31),
            )

    def test_two_pages_opened_before_the_case_open_one_case(self, operator):
        call = finished_call(operator)
        client = as_worker(operator)
        first, second = (intake_post(client.get(path(call))) for _page in range(2))
        client.post(path(call), first)
        client.post(path(call), second)
        assert Case.objects.count() == 1
        third = intake_post(client.get(path(call)))
        assert third["case_id"] != first["case_id"]

    def test_bad_input_comes_back_with_everything_typed(self, operator):
        call = finished_call(operator)
        client = as_worker(operator)
        answer = client.post(
            path(call), intake_post(client.get(path(call)), risk_level="high", summary="kept")
        )
        assert (answer.status_code, Case.objects.count()) == (200, 0)
        assert answer.context["form"]["summary"].value() == "kept"

    def test_whoever_may_be_on_record_is_shown_first_and_then_the_case_is_opened(self, operator):
        known = CaseFactory(team=operator.team, client__phone="8 700 000 00 14", safe_contact__number=None)
        call = finished_call(operator, **SAFE)
        client = as_worker(operator)
        answer = client.post(path(call), intake_post(client.get(path(call)), summary="kept"))
        assert (answer.status_code, Case.objects.count()) == (200, 1)
        assert [hint.match.case for hint in answer.context["hints"]] == [known]
        assert answer.context["form"]["summary"].value() == "kept"
        said = {f"{known.household.get().pk}-verdict": "same"}
        seen = {"duplicates_seen": answer.context["duplicates_seen"]}
        answers = [client.post(path(call), intake_post(answer, **seen, **said)) for _click in range(2)]
        opened = Case.objects.exclude(pk=known.pk).get()
        assert [one["Location"] for one in answers] == [opened.get_absolute_url()] * 2
        pair = SamePerson.objects.get()
        assert {pair.person_a.case, pair.person_b.case, call.case_links.get().case} == {known, opened}

    def test_a_number_that_looks_wrong_is_kept_and_it_is_said(self, operator):
        call = finished_call(operator, **SAFE | {"phone": "70112345"})
        client = as_worker(operator)
        answer = client.post(path(call), intake_post(client.get(path(call))), follow=True)
        assert "Kept as typed: This number has too few digits." in answer.text
        assert "70112345" not in " ".join(str(message) for message in answer.context["messages"])

    def test_a_refusal_of_the_service_is_shown_on_the_form(self, operator):
        call = finished_call(operator)
        client = as_worker(operator)
        sent = intake_post(client.get(path(call)))
        Call.objects.filter(pk=call.pk).update(call_type="silent")
        answer = client.post(path(call), sent)
        assert answer.status_code == 409
        assert "Calls of this type open no case." in answer.content.decode()

    @pytest.mark.parametrize("name", ["open_case", "link"])
    def test_a_running_call_says_what_to_do_first(self, operator, name):
        answer = as_worker(operator).get(path(running_call(operator), name))
        assert answer.status_code == 403
        assert "Finish the call first." in answer.content.decode()

    @pytest.mark.parametrize("name", ["open_case", "link"])
    def test_strangers_find_nothing(self, operator, colleague, name):
        call = finished_call(operator)
        client = as_worker(colleague)
        assert [client.get(path(call, name)).status_code, client.post(path(call, name)).status_code] == [
            404,
            404,
        ]

    def test_an_attempt_to_open_a_call_of_somebody_else_is_written_down(self, operator, colleague):
        call, client = finished_call(operator), as_worker(colleague)
        asked = [path(call, name) for name in ("call", "open_case", "link")]
        assert [client.get(page).status_code for page in [*asked, "/calls/H-0000-0000/"]] == [404] * 4
        lines = JournalEntry.objects.filter(kind="refusal").order_by("id")
        assert [(line.verb, line.actor_id, line.subject_id) for line in lines] == [
            *[("hotline.opening_refused", colleague.pk, call.pk)] * 3,
            ("hotline.opening_refused", colleague.pk, None),
        ]

    def test_reading_the_call_for_it_is_journaled(self, operator):
        call = finished_call(operator)
        as_worker(operator).get(path(call))
        line = JournalEntry.objects.get(verb="hotline.call_read")
        assert (line.subject_id, line.purpose) == (call.pk, "open_case")


class TestAddingToACase:
    def test_by_its_reference(self, coordinator, operator, case):
        call = finished_call(operator)
        answer = as_worker(coordinator).post(path(call, "link"), {"reference": f" {case.reference.lower()} "})
        assert (answer.url, call.case_links.get().case) == (case.get_absolute_url(), case)

    def test_a_case_she_does_not_see_is_not_there(self, operator, case):
        call = finished_call(operator)  # the psychologist has accepted the case: its operator sees it no more
        client = as_worker(operator)
        assert client.get(path(call, "link")).status_code == 200
        answer = client.post(path(call, "link"), {"reference": case.reference})
        assert answer.context["form"].errors["reference"] == [
            "You have no case with this reference. Look it up in your list of cases."
        ]
        assert call.case_links.count() == 0

    def test_a_refusal_of_the_service_is_shown(self, coordinator, operator, case):
        call = finished_call(operator, call_type="silent")
        answer = as_worker(coordinator).post(path(call, "link"), {"reference": case.reference})
        assert (answer.status_code, call.case_links.count()) == (409, 0)

    def test_the_call_names_its_cases_and_leads_to_those_she_may_open(self, coordinator, operator, case):
        call = finished_call(operator)
        link_call_to_case(actor=coordinator, call=call, case=case)
        pages = [
            as_worker(worker).get(call.get_absolute_url()).content.decode()
            for worker in (coordinator, operator)
        ]
        assert [case.reference in page for page in pages] == [True, True]
        assert [case.get_absolute_url() in page for page in pages] == [True, False]


class TestTakingOver:
    def test_a_coordinator_takes_the_call_over(self, operator, coordinator):
        call = running_call(operator, immediate_danger="yes")
        answer = as_worker(coordinator).post(path(call, "take_alert"), follow=True)
        assert "You have taken this call over." in answer.content.decode()
        call.refresh_from_db()
        assert call.danger_taken_by == coordinator

    def test_a_calm_call_is_not_taken_over(self, operator, coordinator):
        answer = as_worker(coordinator).post(path(running_call(operator), "take_alert"), follow=True)
        assert "No danger was noted in this call." in answer.content.decode()

    def test_an_operator_does_not_find_the_page(self, operator):
        call = running_call(operator, immediate_danger="yes")
        assert as_worker(operator).post(path(call, "take_alert")).status_code == 404
