"""The auditor reads the journal, and her reading is in it."""

import datetime as dt
import uuid
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.enums import EntryKind
from audit.models import JournalEntry
from cases.models import Case
from cases.services.conflicts import declare_conflict, lift_conflict
from crisis_center import journal
from tests.accounts.factories import UserFactory
from tests.audit.factories import JournalEntryFactory
from tests.cases.factories import CaseFactory
from tests.workers import as_worker

pytestmark = pytest.mark.django_db


class Rows(HTMLParser):
    """The cells of the table, in words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.is_inside = False
        self.feed(page)
        self.rows = [[" ".join(cell.split()) for cell in row] for row in self.rows]

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
            self.is_inside = True

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.is_inside = False

    def handle_data(self, data):
        if self.is_inside:
            self.rows[-1][-1] += data


@pytest.fixture
def auditors_browser(auditor):
    return as_worker(auditor)


@pytest.fixture
def a_case(coordinator) -> Case:
    moment = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    return Case.objects.create(
        reference="C-4M7T-K9QX", team=coordinator.team, opened_at=moment, opened_by=coordinator
    )


def rows(browser, **asked) -> list[list[str]]:
    return Rows(browser.get("/journal/", asked).content.decode()).rows[1:]


def numbers(browser, **asked) -> list[int]:
    return [line.entry.pk for line in browser.get("/journal/", asked).context["lines"]]


def test_the_journal_exists_for_the_auditor_only(everybody):
    answers = {worker.username: as_worker(worker).get("/journal/").status_code for worker in everybody}
    assert answers == {worker.username: 404 for worker in everybody} | {"auditor": 200}


def test_a_stranger_is_sent_to_sign_in(client):
    answer = client.get("/journal/")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/journal/")


def test_a_line_shows_who_did_what_to_which_record_of_which_case(auditors_browser, coordinator, a_case):
    record = uuid.uuid4()
    entry = JournalEntryFactory(
        actor_id=coordinator.pk,
        kind=EntryKind.VIEW,
        verb="cases.read",
        subject_id=record,
        case_id=a_case.pk,
        fields=["name", "phone", "gone_by_now"],
        purpose="show_name",
    )
    shown = "Reading Read a case Fields: name, telephone, gone_by_now Purpose: To see her name"
    assert [row[1:] for row in rows(auditors_browser)] == [
        [coordinator.display_name, shown, f"case {record}", "C-4M7T-K9QX"]
    ]
    assert (
        entry.at.astimezone(dt.timezone(dt.timedelta(hours=5))).strftime("%H:%M")
        in rows(auditors_browser)[1][0]
    )


def test_a_refusal_shows_the_code_of_its_reason(auditors_browser):
    JournalEntryFactory(kind=EntryKind.REFUSAL, verb="cases.close_refused", result="not_assigned")
    assert rows(auditors_browser)[0][2] == "Refusal cases.close_refused Reason: not_assigned"


def test_what_is_erased_is_shown_by_its_id_and_a_retired_model_by_its_name(auditors_browser):
    worker, case = uuid.uuid4(), uuid.uuid4()
    JournalEntryFactory(actor_id=worker, case_id=case, subject_kind="cases.retired", subject_id=None)
    assert [row[1:] for row in rows(auditors_browser)] == [
        [str(worker), "Change Opened a case", "cases.retired", str(case)]
    ]


def test_reading_the_journal_is_a_line_in_the_words_of_its_own_template(auditors_browser, auditor, a_case):
    assert rows(auditors_browser, case="c-4m7t-k9qx", kind="view") == []
    entry = JournalEntry.objects.get()
    assert (entry.actor_id, entry.kind, entry.verb, entry.case_id, entry.fields) == (
        auditor.pk, "view", "audit.journal_read", a_case.pk, ["case", "kind"],
    )  # fmt: skip
    assert [row[1:] for row in rows(auditors_browser)] == [
        [auditor.display_name, "Reading Read the journal Fields: case, kind", "journal line", "C-4M7T-K9QX"]
    ]


class TestAnAuditorWhoIsBarredFromACase:
    @pytest.fixture
    def a_case(self):
        return CaseFactory()

    @pytest.fixture(autouse=True)
    def barred(self, auditor, coordinator, a_case):
        return declare_conflict(actor=coordinator, case=a_case, worker=auditor)

    def test_no_line_tells_of_it(self, auditors_browser, a_case):
        JournalEntryFactory(case_id=a_case.pk)
        of_another, of_none = JournalEntryFactory(case_id=uuid.uuid4()), JournalEntryFactory(case_id=None)
        assert numbers(auditors_browser) == [of_none.pk, of_another.pk]

    def test_its_reference_means_nothing(self, auditors_browser, a_case):
        forms = [
            auditors_browser.get("/journal/", {"case": reference}).context["form"]
            for reference in (a_case.reference, "C-0000-0000")
        ]
        assert forms[0].errors["case"] == forms[1].errors["case"]
        assert not JournalEntry.objects.filter(verb="audit.journal_read", case_id=a_case.pk).exists()

    def test_another_auditor_reads_of_it(self, a_case):
        assert numbers(as_worker(UserFactory(role="auditor")), case=a_case.reference)

    def test_and_she_herself_when_it_is_lifted(self, auditors_browser, barred, coordinator, a_case):
        lift_conflict(actor=coordinator, conflict=barred, reason="Another person of that name.")
        assert numbers(auditors_browser, case=a_case.reference)


class TestTheFilter:
    def test_by_worker(self, auditors_browser, coordinator):
        hers, _ = JournalEntryFactory(actor_id=coordinator.pk), JournalEntryFactory()
        assert numbers(auditors_browser, worker=coordinator.pk) == [hers.pk]

    def test_by_case(self, auditors_browser, a_case):
        its, _ = JournalEntryFactory(case_id=a_case.pk), JournalEntryFactory(case_id=uuid.uuid4())
        assert numbers(auditors_browser, case=" C-4M7T-K9QX ") == [its.pk]

    def test_by_kind(self, auditors_browser):
        refusal, _ = JournalEntryFactory(kind=EntryKind.REFUSAL), JournalEntryFactory()
        assert numbers(auditors_browser, kind="refusal") == [refusal.pk]

    def test_by_a_day_of_the_centres_own_clock(self, auditors_browser):
        evening, morning, next_day = (
            JournalEntryFactory(at=dt.datetime(2026, 11, day, hour, tzinfo=dt.UTC))
            for day, hour in ((22, 18), (22, 19), (23, 19))
        )
        assert numbers(auditors_browser, day="2026-11-23") == [morning.pk]
        assert numbers(auditors_browser, day="2026-11-22") == [evening.pk]
        assert numbers(auditors_browser, day="2026-11-24") == [next_day.pk]
        assert numbers(auditors_browser, day="9999-12-31") == []

    def test_a_day_without_a_line_says_so(self, auditors_browser):
        page = auditors_browser.get("/journal/", {"day": "2026-11-23"}).content.decode()
        assert "No line fits" in page

    @pytest.mark.parametrize(
        ("asked", "sentence"),
        [
            ({"case": "C-0000-0000"}, "No case has this reference. Write it like C-4M7T-K9QX."),
            ({"day": "yesterday"}, "Enter a valid date."),
            ({"kind": "guess"}, "Select a valid choice. guess is not one of the available choices."),
            ({"after": "x"}, None),
        ],
    )
    def test_what_cannot_be_meant_shows_no_line_and_says_what_to_mend(
        self, auditors_browser, asked, sentence
    ):
        JournalEntryFactory()
        answer = auditors_browser.get("/journal/", asked)
        assert answer.context["lines"] == []
        (found,) = [error for errors in answer.context["form"].errors.values() for error in errors]
        assert sentence is None or (found == sentence and sentence in answer.content.decode())
        assert "No line fits" not in answer.content.decode()


class TestPages:
    @pytest.fixture
    def lines(self, monkeypatch) -> list[int]:
        monkeypatch.setattr(journal, "LINES_ON_A_PAGE", 2)
        return [entry.pk for entry in JournalEntryFactory.create_batch(5)][::-1]

    @staticmethod
    def walk(browser, **asked) -> tuple[list[int], int | None, int | None]:
        answer = browser.get("/journal/", {"kind": "change", **asked})
        page = answer.context["page"]
        return [entry.pk for entry in page.entries], page.newer, page.older

    def test_older_pages_follow_by_key_to_the_end(self, auditors_browser, lines):
        assert self.walk(auditors_browser) == (lines[:2], None, lines[1])
        assert self.walk(auditors_browser, after=lines[1]) == (lines[2:4], lines[2], lines[3])
        assert self.walk(auditors_browser, after=lines[3]) == (lines[4:], lines[4], None)
        assert self.walk(auditors_browser, after=lines[4]) == ([], None, None)

    def test_newer_pages_lead_back_to_the_first(self, auditors_browser, lines):
        assert self.walk(auditors_browser, before=lines[4]) == (lines[2:4], lines[2], lines[3])
        assert self.walk(auditors_browser, before=lines[2]) == (lines[:2], None, lines[1])

    def test_a_page_link_keeps_the_filter(self, auditors_browser, lines):
        page = auditors_browser.get("/journal/", {"kind": "change"}).content.decode()
        assert f'href="?kind=change&amp;after={lines[1]}"' in page

    def test_many_lines_cost_no_more_statements_than_one(self, auditors_browser, a_case):
        counts = []
        for number in (1, 20):
            workers = UserFactory.create_batch(number)
            for worker in workers:
                JournalEntryFactory(actor_id=worker.pk, case_id=a_case.pk)
            with CaptureQueriesContext(connection) as captured:
                auditors_browser.get("/journal/")
            counts.append(len(captured))
        # savepoint, session, worker, who acts, workers, lines, every case seen and no more, release, journal
        assert counts == [11, 11]
