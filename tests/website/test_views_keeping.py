"""Where managers keep the public pages."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import JournalEntry
from reference.models import HelpLine
from tests.reference.factories import HelpLineFactory
from tests.website.factories import PublicTextFactory
from tests.workers import as_worker
from website.models import LONGEST_BODY, PublicText

pytestmark = pytest.mark.django_db

ALL = reverse("website:public_pages")
TEXT = reverse("website:change_text", kwargs={"page": "migration", "language": "ru"})
TYPED = {"version": "0", "title": "Поездка", "body": "## Бумаги\n\nТекст.", "checked_on": "2026-11-20"}


def number_page() -> str:
    return reverse("website:change_number", args=[HelpLine.objects.get(code="centre").pk])


def test_the_pages_do_not_exist_for_others_and_send_people_to_sign_in(everybody):
    for path in (ALL, TEXT, number_page()):
        answers = {worker.role: as_worker(worker).get(path).status_code for worker in everybody}
        assert [role for role, status in answers.items() if status != 404] == ["manager"]
        assert Client().get(path).url == f"/sign-in/?next={path}"
        posted = as_worker(everybody[0]).post(path, TYPED)
        assert posted.status_code == 404
    assert PublicText.objects.count() == 0


def test_a_manager_finds_the_pages_in_the_menu(manager, coordinator):
    assert f'href="{ALL}"' in as_worker(manager).get("/today/").content.decode()
    assert f'href="{ALL}"' not in as_worker(coordinator).get("/today/").content.decode()


def test_the_list_shows_what_is_written_what_is_missing_and_what_is_hidden(manager):
    PublicTextFactory(language="kk")
    page = as_worker(manager).get(ALL).content.decode()
    assert (page.count("Not written yet"), page.count("Hidden until confirmed"), page.count("Shown")) == (
        2,
        3,
        5,
    )


def test_the_list_costs_the_same_for_one_text_and_for_three(manager):
    client = as_worker(manager)

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(ALL)
        return len(captured)

    PublicTextFactory(language="kk")
    one = statements()
    PublicTextFactory(language="ru"), PublicTextFactory(language="en"), HelpLineFactory()
    assert statements() == one <= 10


def test_a_manager_publishes_and_everybody_reads_it(manager):
    client = as_worker(manager)
    assert client.post(TEXT, TYPED).url == ALL
    assert "Everybody can read it now." in client.get(ALL).content.decode()
    assert "<h1>Поездка</h1>" in Client().get("/ru/migration/").content.decode()
    assert 'name="version" value="1"' in client.get(TEXT).content.decode()


def test_a_look_at_it_first_publishes_nothing(manager):
    page = as_worker(manager).post(TEXT, {**TYPED, "preview": "1"})
    assert '<h2 id="part-1">Бумаги</h2>' in page.content.decode()
    assert page.context["form"]["body"].value() == TYPED["body"]
    assert (PublicText.objects.count(), JournalEntry.objects.count()) == (0, 0)


def test_the_second_of_two_tabs_is_told_loses_nothing_and_may_then_decide(manager):
    PublicTextFactory(body="Старый текст.")
    client = as_worker(manager)
    first, second = (
        {**TYPED, "version": "1", "body": "Из первой."},
        {**TYPED, "version": "1", "body": "Из второй."},
    )
    assert client.post(TEXT, first).status_code == 302
    told = client.post(TEXT, second)
    assert told.status_code == 409
    assert told.context["form"].non_field_errors() == [
        "A colleague published a newer text meanwhile. It stands below; yours is not lost."
    ]
    page = told.content.decode()
    assert (PublicText.objects.get().body, "Из первой." in page) == ("Из первой.", True)
    assert told.context["form"]["body"].value() == "Из второй."
    assert 'name="version" value="2"' in page
    assert client.post(TEXT, {**second, "version": "2"}).status_code == 302
    assert PublicText.objects.get().body == "Из второй."


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"body": "x" * (LONGEST_BODY + 1)},
        {"checked_on": "soon"},
        {"version": "-1"},
        {"version": ""},
    ],
)
def test_what_cannot_be_published_comes_back_with_all_that_was_typed(manager, wrong):
    page = as_worker(manager).post(TEXT, {**TYPED, **wrong})
    assert page.status_code == 200
    assert set(page.context["form"].errors) == set(wrong)
    assert page.context["form"]["checked_on"].value() == {**TYPED, **wrong}["checked_on"]
    assert PublicText.objects.count() == 0


def test_a_page_that_is_no_text_of_ours_does_not_exist(manager):
    client = as_worker(manager)
    for path in ("/public-pages/home/ru/", "/public-pages/migration/de/", "/public-pages/numbers/ru/"):
        assert client.get(path).status_code == 404


def test_a_manager_writes_the_centres_number_and_confirms_it(manager):
    client, path = as_worker(manager), number_page()
    typed = {key: value for key, value in client.get(path).context["form"].initial.items() if value}
    typed |= {"number": "8 (7252) 00-00-01", "is_confirmed": "on", "checked_on": "2026-11-24"}
    assert client.post(path, typed).url == ALL
    assert 'href="tel:87252000001"' in Client().get("/ru/").content.decode()
    line = JournalEntry.objects.get()
    assert (line.verb, line.fields) == ("website.number_changed", ["checked_on", "is_confirmed", "number"])


def test_a_number_that_no_telephone_takes_comes_back(manager):
    client, path = as_worker(manager), number_page()
    typed = {key: value for key, value in client.get(path).context["form"].initial.items() if value}
    page = client.post(path, {**typed, "number": "call us"})
    assert page.context["form"].errors == {
        "__all__": ["Write the number with figures only, for example +7 700 000 00 00."]
    }
    assert JournalEntry.objects.count() == 0
