"""What everybody may read: the same for all, in three languages, with no cookie."""

import datetime as dt

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Session
from partners.enums import PartnerKind, ServiceKind
from reference.models import HelpLine
from tests.partners.factories import BranchFactory, ContactFactory, PartnerFactory, ServiceFactory
from tests.website.factories import PublicTextFactory
from tests.workers import as_worker
from website.views.public import PARTNERS_A_PAGE

pytestmark = pytest.mark.django_db

PAGES = ["", "migration/", "partners/", "statistic/"]
LANGUAGES = ["kk", "ru", "en"]


def listed(**about) -> BranchFactory:
    """Return a branch of a partner that agreed to be named and was checked today."""
    organisation = PartnerFactory(agreed_to_be_listed=True, checked_on=timezone.localdate(), **about)
    return BranchFactory(organisation=organisation)


def read(path: str, client: Client | None = None) -> str:
    response = (client or Client()).get(path)
    assert response.status_code == 200
    return response.content.decode()


def statements(path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        read(path)
    return len(captured)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_public_page_comes_in_the_language_of_its_path_and_sets_no_cookie(page, language):
    response = Client().get(f"/{language}/{page}", headers={"accept-language": "de"})
    assert (response.status_code, dict(response.cookies)) == (200, {})
    assert response.headers["Content-Language"] == language
    assert response.headers["Cache-Control"] == "no-store, private"
    assert f'<html lang="{language}">' in response.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_a_public_page_asks_for_one_style_sheet_and_runs_nothing(page):
    html = read(f"/ru/{page}")
    assert (html.count("<script"), html.count("<form"), html.count('rel="stylesheet"')) == (0, 0, 1)
    assert "csrf" not in html


@pytest.mark.parametrize("page", PAGES)
def test_a_public_page_is_the_same_for_a_worker_whose_session_is_not_touched(page, manager):
    client = as_worker(manager)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "kk"
    before = Session.objects.get().session_data
    with CaptureQueriesContext(connection) as captured:
        assert read(f"/en/{page}", client) == read(f"/en/{page}")
    assert [query["sql"] for query in captured if "accounts_session" in query["sql"]] == []
    assert Session.objects.get().session_data == before


def test_titles_tell_nothing():
    titles = [read(f"/en/{page}").split("<title>")[1].split("</title>")[0] for page in PAGES]
    assert titles == ["Home", "Migration", "Our partners", "Statistic"]


def test_the_quick_exit_is_the_first_link_after_the_jump_and_leads_to_the_weather_of_the_language():
    html = read("/kk/")
    assert html.index('class="skip"') < html.index("data-exit") < html.index('class="brand"')
    assert f'href="{settings.QUICK_EXIT_URLS["kk"]}" rel="noreferrer nofollow"' in html
    assert settings.QUICK_EXIT_URLS["en"] in read("/en/")


def test_the_whole_menu_of_the_old_site_stands_on_every_page():
    for page in PAGES:
        menu = read(f"/en/{page}").split('<nav class="nav"')[1].split("</nav>")[0]
        found = [part.split("</a>")[0].split(">")[1] for part in menu.split("<a ")[1:]]
        assert found == ["Home", "Migration", "Our partners", "Statistic", "User login"]
        assert menu.count('aria-current="page"') == 1


def test_a_page_links_to_itself_in_the_other_languages():
    html = read("/ru/partners/")
    for language in LANGUAGES:
        assert f'<a href="/{language}/partners/" hreflang="{language}"' in html


def test_home_shows_the_confirmed_numbers_and_hides_the_others():
    html = read("/en/")
    assert all(f'href="tel:{number}"' in html for number in ("102", "103", "112", "111", "150"))
    assert "1414" not in html
    assert "116 16" not in html
    assert 'class="call"' not in html
    HelpLine.objects.filter(code="centre").update(is_confirmed=True)
    assert 'class="call" href="tel:+77000000000"' in read("/en/")


@pytest.mark.parametrize(
    ("asked", "language"), [("kk", "kk"), ("en-GB,ru;q=0.5", "en"), ("de", "ru"), ("", "ru")]
)
def test_the_bare_address_leads_home_in_a_language_that_the_visitor_reads(asked, language, settings):
    settings.LANGUAGE_CODE = "ru"
    response = Client().get("/", headers={"accept-language": asked})
    assert (response.status_code, response.url, dict(response.cookies)) == (302, f"/{language}/", {})


def test_the_bare_address_leads_a_worker_to_today(everybody):
    assert {as_worker(worker).get("/").url for worker in everybody} == {"/today/"}


@pytest.mark.parametrize(
    ("short", "whole"),
    [("/ru", "/ru/"), ("/kk/migration", "/kk/migration/"), ("/en/partners", "/en/partners/")],
)
def test_an_address_without_its_last_stroke_is_mended(short, whole):
    response = Client().get(short)
    assert (response.status_code, response.url) == (302, whole)


@pytest.mark.parametrize("path", ["/ru/nothing/", "/kk/partners/nothing", "/en/journal/"])
def test_an_address_that_does_not_exist_still_has_the_numbers_and_no_form_for_staff(path, manager):
    for client in (Client(), as_worker(manager)):
        response = client.get(path)
        assert (response.status_code, dict(response.cookies)) == (404, {})
        assert 'href="tel:112"' in response.content.decode()


def test_a_language_that_is_not_spoken_here_is_a_staff_path_like_any_other():
    assert Client().get("/de/").url == "/sign-in/?next=/de/"


def test_migration_shows_what_the_staff_wrote_and_when_it_was_checked():
    PublicTextFactory(language="en", title="Going away", body="## Papers\n\nKeep them.")
    html = read("/en/migration/")
    assert "<h1>Going away</h1>" in html
    assert '<a href="#part-1">Papers</a>' in html
    assert '<h2 id="part-1">Papers</h2>\n<p>Keep them.</p>' in html
    assert "Checked on 2 November 2026" in html


def test_migration_without_a_text_in_this_language_says_so_and_shows_the_numbers():
    PublicTextFactory(language="ru")
    html = read("/en/migration/")
    assert "not written in this language yet" in html
    assert 'href="/ru/migration/"' in html
    assert 'href="tel:102"' in html


def test_only_partners_that_agreed_work_with_us_and_were_checked_within_a_year_are_named():
    today = timezone.localdate()
    listed(name_en="Agreed")
    PartnerFactory(name_en="Silent", agreed_to_be_listed=False, checked_on=today)
    PartnerFactory(name_en="Former", agreed_to_be_listed=True, checked_on=today, former=True)
    PartnerFactory(name_en="Forgotten", agreed_to_be_listed=True, checked_on=today - dt.timedelta(days=365))
    html = read("/en/partners/")
    assert [name for name in ("Agreed", "Silent", "Former", "Forgotten") if name in html] == ["Agreed"]


def test_a_partner_is_shown_with_hours_phone_and_languages_and_nobodys_name():
    branch = listed(name_en="Clinic", about_en="Treatment.")
    branch.hours_en, branch.phone, branch.address = (
        "Every day",
        "8 (7252) 00-04-21, ext. 5",
        "Sample street 1",
    )
    branch.save()
    ContactFactory(branch=branch, name="Inspector Ivanova", work_phone="+7 700 000 00 77")
    BranchFactory(organisation=branch.organisation, name_en="Closed office", closed=True)
    html = read("/en/partners/")
    for shown in ("Clinic", "Treatment.", 'href="tel:87252000421"', "Every day", "Kazakh, Russian"):
        assert shown in html
    for hidden in ("Inspector Ivanova", "+7 700 000 00 77", "Sample street 1", "Closed office"):
        assert hidden not in html


def test_nobody_learns_where_a_shelter_is():
    shelter = listed(kind=PartnerKind.SHELTER)
    shelter.name_en, shelter.address = "House in Abai", "Secret street 1"
    shelter.save()
    place = listed(kind=PartnerKind.NGO)
    place.name_en = "House of an NGO"
    place.save()
    ServiceFactory(branch=place, kind=ServiceKind.SHELTER_PLACE)
    html = read("/en/partners/")
    assert html.count('href="tel:+77252000001"') == 2
    for hidden in (
        "House in Abai",
        "House of an NGO",
        "Secret street 1",
        "Abai district",
        "<dt>District</dt>",
    ):
        assert hidden not in html
    listed()
    assert "<dt>District</dt>" in read("/en/partners/")


def test_partners_stand_kind_by_kind_in_the_order_of_the_kinds():
    for name, kind in [("C", "ngo"), ("B", "police"), ("A", "ngo"), ("D", "health")]:
        listed(name_en=f"Partner {name}", kind=kind)
    html = read("/en/partners/")
    shown = [html.index(f"<h3>Partner {name}</h3>") for name in "BDAC"]
    assert shown == sorted(shown)
    assert html.count("<h2>") == 3
    assert '<a href="#police">Police</a>' in html


def test_a_long_list_goes_on_on_the_next_page_and_back():
    for number in range(PARTNERS_A_PAGE + 1):
        listed(name_en=f"Partner {number:02}", kind="ngo" if number % 2 else "police")
    first = Client().get("/en/partners/").context["listed"]
    second = Client().get(f"/en/partners/?after={first.after}").context["listed"]
    names = [partner.name_en for partner in [*first.partners, *second.partners]]
    expected = [f"Partner {number:02}" for number in [*range(0, 13, 2), *range(1, 13, 2)]]
    assert (names, first.before, second.after) == (expected, None, None)
    back = Client().get(f"/en/partners/?before={second.before}").context["listed"]
    assert back.partners == first.partners


def test_a_place_that_does_not_exist_is_the_first_page():
    listed(name_en="Agreed")
    assert "Agreed" in read("/en/partners/?after=nonsense")


def test_nobody_agreed_yet_is_said():
    assert "No partner has agreed to be named here yet." in read("/en/partners/")


def test_the_pages_cost_the_same_with_one_row_and_with_three():
    BranchFactory(organisation=listed().organisation)
    PublicTextFactory()
    one = [statements(f"/ru/{page}") for page in PAGES]
    for _ in range(2):
        BranchFactory.create_batch(2, organisation=listed(kind=PartnerKind.NGO).organisation)
    assert [statements(f"/ru/{page}") for page in PAGES] == one
    assert max(one) <= 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fullest_page_of_partners_stays_within_its_weight(language):
    words = "Ұйым туралы сөз " * 6
    for number in range(PARTNERS_A_PAGE + 3):
        branch = listed(
            kind=list(PartnerKind)[number],
            about_kk=words,
            about_ru=words,
            about_en=words,
            name_kk=f"{words}{number}",
        )
        BranchFactory(organisation=branch.organisation)
    style = (settings.BASE_DIR / "static/css/public.css").read_bytes()
    assert len(Client().get(f"/{language}/partners/").content) + len(style) <= 30_000
