"""Nobody sees a file without a line in the journal."""

import uuid

import pytest
from django.db import Error, connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from audit.context import current_request, current_request_id
from audit.middleware import JournalOfReads
from audit.models import JournalEntry
from audit.services import Subject, record_view
from crisis_center.stack.embedded import OWNER
from tests import database
from tests.audit import pages
from tests.workers import signed_in


@pytest.fixture(autouse=True)
def _pages(settings):
    settings.ROOT_URLCONF = "tests.audit.pages"


@pytest.fixture
def her_browser(coordinator) -> Client:
    client = Client(raise_request_exception=False)
    signed_in(client, coordinator)
    return client


def lines() -> list[tuple[str, str]]:
    return list(JournalEntry.objects.order_by("id").values_list("kind", "verb"))


def test_one_line_a_request_and_record_under_the_requests_id(her_browser, coordinator):
    first, second = her_browser.get("/read/"), her_browser.get("/read/")
    assert first.content.decode() == pages.SECRET
    found = JournalEntry.objects.order_by("id").values_list(
        "actor_id", "verb", "subject_id", "fields", "request_id"
    )
    expected = (coordinator.pk, "cases.read", pages.RECORD, ["name", "phone"])
    assert list(found) == [(*expected, uuid.UUID(answer["X-Request-ID"])) for answer in (first, second)]


def test_two_records_of_one_page_are_inserted_by_the_last_statement_alone(her_browser):
    with CaptureQueriesContext(connection) as captured:
        her_browser.get("/read-two/")
    writes = [query["sql"].startswith('INSERT INTO "audit_journalentry"') for query in captured]
    assert (sum(writes), writes[-1]) == (1, True)
    assert lines() == [("view", "cases.read")] * 2


def test_a_reading_is_kept_when_the_page_breaks_and_its_change_is_not(her_browser):
    assert her_browser.get("/change-and-break/").status_code == 500
    assert lines() == [("view", "cases.read")]


def test_a_refusal_is_kept_when_the_change_is_taken_back(her_browser):
    assert her_browser.get("/change-and-refuse/").status_code == 500
    assert lines() == [("refusal", "cases.close_refused")]


def test_a_reading_is_kept_even_when_the_error_passes_every_handler(coordinator):
    def break_down(request):
        record_view(actor=coordinator, verb="cases.read", subject=Subject("cases.case"))
        raise SystemExit

    with pytest.raises(SystemExit):
        JournalOfReads(break_down)(RequestFactory().get("/"))
    assert (lines(), current_request()) == ([("view", "cases.read")], None)


def test_a_stream_is_journaled_before_its_first_byte_and_each_later_reading_before_its_part(her_browser):
    parts = her_browser.get("/stream/").streaming_content
    assert lines() == [("view", "cases.exported")]
    assert [part.decode() for part in parts] == ["1 ", "2"]
    assert lines() == [("view", "cases.exported"), ("view", "cases.document_read")]


def test_the_requests_id_is_ours_and_ends_with_the_request(db):
    answer = Client().get("/request-id/", headers={"X-Request-ID": "chosen-by-the-browser"})
    assert answer.content.decode() == answer["X-Request-ID"]
    assert str(uuid.UUID(answer["X-Request-ID"])) == answer["X-Request-ID"]
    assert current_request_id() is None


class TestTheJournalCannotBeWritten:
    """Then nothing is shown (security L2)."""

    @pytest.fixture
    def closed_journal(self, transactional_db, her_browser):
        owner = database.server().connect(connection.settings_dict["NAME"], OWNER)
        owner.cursor().execute("REVOKE INSERT ON audit_journalentry FROM centre_app, centre_service")
        yield
        owner.cursor().execute("GRANT INSERT ON audit_journalentry TO centre_app, centre_service")
        owner.close()
        assert her_browser.get("/read/").content.decode() == pages.SECRET
        assert lines() == [("view", "cases.read")]

    def test_the_page_is_withheld_and_says_when_to_come_back(self, closed_journal, her_browser, caplog):
        answer = her_browser.get("/read/")
        assert (answer.status_code, answer["Retry-After"]) == (503, "30")
        assert "This page cannot be shown now" in answer.content.decode()
        assert pages.SECRET not in answer.content.decode()
        assert answer["X-Request-ID"]
        assert [row.message for row in caplog.records if row.name == "audit.middleware"] == [
            "The journal could not be written: the page is withheld."
        ]

    def test_the_page_speaks_the_workers_language(self, closed_journal, her_browser, coordinator):
        coordinator.language = "kk"
        coordinator.save()
        with translation.override("en"):  # the request's language must not outlive the test
            page = her_browser.get("/read/", headers={"Accept-Language": "kk"}).content.decode()
        assert '<html lang="kk"' in page

    def test_a_file_is_closed_unread(self, closed_journal, her_browser):
        assert her_browser.get("/download/").status_code == 503
        assert [file.closed for file in pages.files] == [True]
        pages.files.clear()

    def test_a_page_that_reads_no_record_is_shown(self, closed_journal, her_browser):
        assert her_browser.get("/request-id/").status_code == 200

    def test_a_reading_in_the_background_stops_the_work(self, closed_journal, coordinator):
        with pytest.raises(Error, match="permission denied"):
            record_view(actor=coordinator, verb="cases.read", subject=Subject("cases.case"))


def test_the_answer_to_a_file_is_the_file_when_the_journal_works(her_browser):
    content = b"".join(her_browser.get("/download/").streaming_content)
    pages.files.clear()
    assert content.decode() == pages.SECRET
